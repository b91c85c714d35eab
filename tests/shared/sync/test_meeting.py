"""What becomes of edits that meet: each row of the table in `shared.sync.meeting`."""

from __future__ import annotations

import pytest

from shared.ids import NodeId
from shared.plan.edits import set_cell, settle_keep, settle_take, settle_write
from shared.plan.model import Cell
from shared.plan.ops import ABSORBED, APPLIED, CONTESTED, CellKey, Merged, Outcome, Retire
from shared.plan.ops import Set as SetOp
from shared.plan.values import Names, Text, Value, names
from tests.builders import ANNA, BO, Desk, percent

YEAR = "2021"


class Meeting:
    """A measure that Anna and Bo edit without seeing each other."""

    def __init__(self, field: str = "outcome", period: str | None = YEAR) -> None:
        self.desk = Desk()
        self.node = self.desk.measure()
        self.key = CellKey(field, period)

    def edit(self, value: Value | None) -> SetOp:
        """An edit of the cell by somebody who looks at it now."""
        return set_cell(self.desk.plan, self.node, self.key.field, value, period=self.key.period)

    def outcome(self, op: SetOp | object, client: str) -> Outcome:
        """What becomes of it."""
        entry = self.desk.do(op, client=ANNA if client == "anna" else BO)  # type: ignore[arg-type]
        return entry.results()[0][1]

    @property
    def cell(self) -> Cell:
        """The cell as it is now."""
        cell = self.desk.plan.cell(self.node, *self.key)
        assert cell is not None
        return cell

    def claims(self) -> list[Value | None]:
        """The confirmed value and then every rival."""
        return [self.cell.value, *(rival.value for rival in self.cell.rivals)]


def test_seen_value_is_replaced() -> None:
    """Who looks at a value and writes another means it."""
    case = Meeting()
    assert case.outcome(case.edit(percent("1")), "anna") == APPLIED
    assert case.outcome(case.edit(percent("2")), "bo") == APPLIED
    assert case.claims() == [percent("2")]


def test_unseen_value_is_contested_and_both_stay() -> None:
    """Taking either away would lose somebody's work without a word."""
    case = Meeting()
    from_anna, from_bo = case.edit(percent("1")), case.edit(percent("2"))
    assert case.outcome(from_anna, "anna") == APPLIED
    assert case.outcome(from_bo, "bo") == CONTESTED
    assert case.claims() == [percent("1"), percent("2")]
    assert (case.node, case.key) in case.desk.plan.contested


def test_same_value_twice_is_absorbed() -> None:
    """Two who type the same number do not disagree."""
    case = Meeting()
    from_anna, from_bo = case.edit(percent("1")), case.edit(percent("1"))
    case.outcome(from_anna, "anna")
    assert case.outcome(from_bo, "bo") == ABSORBED
    assert case.claims() == [percent("1")]


def test_clearing_what_somebody_else_has_written_is_contested() -> None:
    """An empty value is a claim like any other."""
    case = Meeting()
    case.outcome(case.edit(percent("0")), "anna")
    from_anna, from_bo = case.edit(percent("1")), case.edit(None)
    case.outcome(from_anna, "anna")
    assert case.outcome(from_bo, "bo") == CONTESTED
    assert case.claims() == [percent("1"), None]


def test_own_earlier_value_from_the_same_client_counts_as_seen() -> None:
    """Somebody who types twice offline saw their own first value, though it had no seq then."""
    case = Meeting()
    first, second = case.edit(percent("1")), case.edit(percent("2"))
    case.outcome(first, "anna")
    assert case.outcome(second, "anna") == APPLIED
    assert case.claims() == [percent("2")]


def test_a_client_has_one_claim_on_a_contested_cell() -> None:
    """Correcting one's own rival must not leave the mistake among the claims."""
    case = Meeting()
    from_anna, first, second = case.edit(percent("1")), case.edit(percent("2")), case.edit(percent("3"))
    case.outcome(from_anna, "anna")
    case.outcome(first, "bo")
    case.outcome(second, "bo")
    assert case.claims() == [percent("1"), percent("3")]


def test_prose_is_merged_by_words() -> None:
    """Two who work on different sentences of one analysis are not in each other's way."""
    case = Meeting("analysis")
    case.outcome(case.edit(Text("Köerna ökar. Personal saknas.")), "anna")
    from_anna = case.edit(Text("Köerna ökar kraftigt. Personal saknas."))
    from_bo = case.edit(Text("Köerna ökar. Personal saknas på natten."))
    case.outcome(from_anna, "anna")
    merged = Text("Köerna ökar kraftigt. Personal saknas på natten.")
    assert case.outcome(from_bo, "bo") == Merged(merged)
    assert case.claims() == [merged]


def test_overlapping_prose_is_contested() -> None:
    """Guessing which of two words is meant would put something in the report that nobody wrote."""
    case = Meeting("analysis")
    case.outcome(case.edit(Text("Köerna ökar.")), "anna")
    from_anna, from_bo = case.edit(Text("Köerna minskar.")), case.edit(Text("Köerna består."))
    case.outcome(from_anna, "anna")
    assert case.outcome(from_bo, "bo") == CONTESTED
    assert case.claims() == [Text("Köerna minskar."), Text("Köerna består.")]


def test_first_texts_of_two_people_are_contested_not_mixed() -> None:
    """With no text to start from, two whole texts have nothing in common to merge along."""
    case = Meeting("analysis")
    from_anna, from_bo = case.edit(Text("Bra.")), case.edit(Text("Dåligt."))
    case.outcome(from_anna, "anna")
    assert case.outcome(from_bo, "bo") == CONTESTED


def test_an_edit_over_a_merge_its_author_has_not_seen_keeps_the_others_words() -> None:
    """Anna's second edit was typed over her own text; Bo's words were merged in meanwhile and must stay."""
    case = Meeting("analysis")
    case.outcome(case.edit(Text("ett två tre fyra")), "anna")
    first = case.edit(Text("ETT två tre fyra"))
    from_bo = case.edit(Text("ett två tre FYRA"))
    second = SetOp(first.node, "analysis", YEAR, None, Text("ETT TVÅ tre fyra"), first.seen, Text("ETT två tre fyra"))
    case.outcome(from_bo, "bo")
    assert case.outcome(first, "anna") == Merged(Text("ETT två tre FYRA"))
    assert case.outcome(second, "anna") == Merged(Text("ETT TVÅ tre FYRA"))


def test_sets_are_merged() -> None:
    """Adding one owner must not take away another that somebody else adds."""
    case = Meeting("owner", None)
    case.outcome(case.edit(names(["RS", "HSN"])), "anna")
    from_anna, from_bo = case.edit(names(["RS", "HSN", "RUN"])), case.edit(names(["RS", "ANA"]))
    case.outcome(from_anna, "anna")
    assert case.outcome(from_bo, "bo") == Merged(Names(("ANA", "RS", "RUN")))


def _contested() -> Meeting:
    case = Meeting()
    from_anna, from_bo = case.edit(percent("1")), case.edit(percent("2"))
    case.outcome(from_anna, "anna")
    case.outcome(from_bo, "bo")
    return case


@pytest.mark.parametrize(("how", "value"), [("keep", "1"), ("take", "2"), ("write", "3")])
def test_settling_leaves_one_claim(how: str, value: str) -> None:
    """Keep, take or write: afterwards the cell says one thing."""
    case = _contested()
    plan, node, key = case.desk.plan, case.node, case.key
    ops = {
        "keep": settle_keep(plan, node, key),
        "take": settle_take(plan, node, key, 0),
        "write": settle_write(plan, node, key, percent("3")),
    }
    assert case.outcome(ops[how], "anna") == APPLIED
    assert case.claims() == [percent(value)]
    assert not plan.contested


def test_two_who_settle_differently_contest_again() -> None:
    """The second one has not seen what the first one decided; both must hear of it."""
    case = _contested()
    keep = settle_keep(case.desk.plan, case.node, case.key)
    take = settle_take(case.desk.plan, case.node, case.key, 0)
    assert case.outcome(keep, "anna") == APPLIED
    case.outcome(case.edit(percent("9")), "anna")
    assert case.outcome(take, "bo") == CONTESTED
    assert case.claims() == [percent("9"), percent("2")]


def test_settling_keeps_a_rival_that_came_later() -> None:
    """Who settles has decided between the claims they saw, not about one that arrived since."""
    case = _contested()
    late = SetOp(case.node, "outcome", YEAR, None, percent("5"), 0)
    keep = settle_keep(case.desk.plan, case.node, case.key)
    case.desk.do(late, client=type(BO)("cecilia"))
    assert case.outcome(keep, "anna") == APPLIED
    assert case.claims() == [percent("1"), percent("5")]


def test_a_rival_equal_to_another_stands_once() -> None:
    """Three people with two opinions make two claims."""
    case = _contested()
    case.desk.do(SetOp(case.node, "outcome", YEAR, None, percent("2"), 0), client=type(BO)("cecilia"))
    assert case.claims() == [percent("1"), percent("2")]


def test_retiring_twice_is_absorbed() -> None:
    """Two who retire the same goal agree."""
    desk = Desk()
    node: NodeId = desk.add("mål")
    desk.do(Retire(node))
    assert desk.do(Retire(node), client=BO).results()[0][1] == ABSORBED
