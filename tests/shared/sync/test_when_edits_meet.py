"""The design's table of edits that meet, whole: through a server and everybody's replicas. What becomes of the cell,
what each author is told, and that nothing anybody wrote is gone."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from shared.followup.rounds import close_round, open_round
from shared.ids import ROOT, NodeId
from shared.plan.edits import add_node, move_node, set_cell, settle_keep, settle_take
from shared.plan.fields import Role
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Op, Restore, Retire, Settle
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Why
from shared.plan.values import Names, Text, Value, names
from tests.builders import an_id, ids, percent
from tests.shared.sync.office import Office

YEAR = "2021"
EVERYBODY = ("anna", "anna/home", "bo", "cia", "dan")

Made = Callable[[Plan, NodeId, CellKey], Op]
"""An op that somebody makes looking at the plan they have."""


def put(value: Value | None) -> Made:
    """Enter this."""
    return lambda plan, node, key: set_cell(plan, node, key.field, value, period=key.period)


def one(number: str) -> Made:
    """Enter a number."""
    return put(percent(number))


def late(number: str) -> Made:
    """Enter a number, having seen nothing of what is there."""
    return lambda plan, node, key: SetOp(node, key.field, key.period, key.part, percent(number), 0)


def text(words: str) -> Made:
    """Enter a text."""
    return put(Text(words))


def owners(*units: str) -> Made:
    """Enter a set."""
    return put(names(units))


KEEP: Made = settle_keep
TAKE: Made = lambda plan, node, key: settle_take(plan, node, key, 0)  # noqa: E731

OUTCOME, ANALYSIS, OWNER = CellKey("outcome", YEAR), CellKey("analysis", YEAR), CellKey("owner")


class Case(msgspec.Struct, frozen=True):
    """People who edit one cell without seeing each other."""

    cell: CellKey
    before: list[tuple[str, Made]]
    """What is there when they part: the first sees nothing, and all are apart here too."""
    apart: list[tuple[str, Made]]
    """What each does, in the order in which they come back."""
    claims: list[Value | None]
    """What the cell holds then: its value, and its rivals."""
    told: dict[str, list[str]]
    """What people were told of since they parted."""


CONTESTED = [("anna", one("1")), ("bo", one("2"))]

CASES = {
    "nothing newer": Case(OUTCOME, [("anna", one("1"))], [("bo", one("2"))], [percent("2")], {}),
    "the same value": Case(OUTCOME, [], [("anna", one("1")), ("bo", one("1"))], [percent("1")], {}),
    "two numbers": Case(
        OUTCOME,
        [("anna", one("0"))],
        [("anna", one("1")), ("bo", one("2"))],
        [percent("1"), percent("2")],
        {"anna": ["bo contested"], "bo": ["mine contested"]},
    ),
    "a number cleared and changed": Case(
        OUTCOME,
        [("anna", one("0"))],
        [("anna", one("1")), ("bo", put(None))],
        [percent("1"), None],
        {"anna": ["bo contested"], "bo": ["mine contested"]},
    ),
    "other words of a text": Case(
        ANALYSIS,
        [("anna", text("Köerna ökar. Personal saknas."))],
        [("anna", text("Köerna ökar kraftigt. Personal saknas.")), ("bo", text("Köerna ökar. Personal saknas nu."))],
        [Text("Köerna ökar kraftigt. Personal saknas nu.")],
        {"anna": ["bo merged"], "bo": ["mine merged"]},
    ),
    "the same words of a text": Case(
        ANALYSIS,
        [("anna", text("Köerna ökar."))],
        [("anna", text("Köerna minskar.")), ("bo", text("Köerna består."))],
        [Text("Köerna minskar."), Text("Köerna består.")],
        {"anna": ["bo contested"], "bo": ["mine contested"]},
    ),
    "a set": Case(
        OWNER,
        [("anna", owners("RS", "HSN"))],
        [("anna", owners("RS", "HSN", "RUN")), ("bo", owners("RS", "ANA"))],
        [Names(("ANA", "RS", "RUN"))],
        {"anna": ["bo merged"], "bo": ["mine merged"]},
    ),
    "a unit renamed while another is added": Case(
        OWNER,
        [("anna", owners("RS", "RUN"))],
        [("anna", owners("RS", "RUF")), ("bo", owners("RS", "RUN", "HSN"))],
        [Names(("HSN", "RS", "RUF"))],
        {"anna": ["bo merged"], "bo": ["mine merged"]},
    ),
    "one person on two machines": Case(
        OUTCOME,
        [],
        [("anna", one("1")), ("anna/home", one("2"))],
        [percent("1"), percent("2")],
        {"anna/home": ["mine contested"]},
    ),
    "twice from one machine": Case(OUTCOME, [], [("anna", one("1")), ("anna", one("2"))], [percent("2")], {}),
    "three rivals": Case(
        OUTCOME,
        [],
        [("anna", one("1")), ("bo", one("2")), ("cia", one("3")), ("dan", one("4"))],
        [percent("1"), percent("2"), percent("3"), percent("4")],
        {
            "anna": ["bo contested", "cia contested", "dan contested"],
            "bo": ["mine contested", "cia contested", "dan contested"],
            "cia": ["mine contested", "dan contested"],
            "dan": ["mine contested"],
        },
    ),
    "settled by one": Case(
        OUTCOME, CONTESTED, [("cia", TAKE)], [percent("2")], {"anna": ["cia settled"], "bo": ["cia settled"]}
    ),
    "two settle alike": Case(
        OUTCOME, CONTESTED, [("anna", KEEP), ("bo", KEEP)], [percent("1")], {"bo": ["anna settled"]}
    ),
    "two settle differently": Case(
        OUTCOME,
        CONTESTED,
        [("anna", KEEP), ("bo", TAKE)],
        [percent("1"), percent("2")],
        {"anna": ["bo contested"], "bo": ["anna settled", "mine contested"]},
    ),
    "settled while a rival came": Case(
        OUTCOME,
        CONTESTED,
        [("cia", late("5")), ("anna", KEEP)],
        [percent("1"), percent("5")],
        {"anna": ["cia contested"], "bo": ["cia contested", "anna settled"], "cia": ["mine contested", "anna settled"]},
    ),
}


def _office() -> tuple[Office, NodeId]:
    """Everybody has a plan with one measure."""
    office = Office(*EVERYBODY)
    office.come(*EVERYBODY)
    made = add_node(office.plan, Kind.MEASURE, "Sjukfrånvaro", parent=ROOT, level="", new_id=ids())
    office.do("anna", *made)
    return office, NodeId(made[0].node)


def _apart(office: Office, node: NodeId, cell: CellKey, edits: list[tuple[str, Made]]) -> list[Op]:
    """All part, edit, and come back in that order, and then everybody."""
    office.leave()
    done = []
    for name, made in edits:
        done.append(made(office.replicas[name].plan, node, cell))
        office.do(name, done[-1])
    order = dict.fromkeys([name for name, _ in edits] + list(EVERYBODY))
    office.come(*order)
    return done


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_becomes_of_edits_of_one_cell(case: Case) -> None:
    """A row of the table: the cell, whom it is told to, and where what lost is found."""
    office, node = _office()
    _apart(office, node, case.cell, case.before)
    for replica in office.replicas.values():
        replica.met.clear()
    done = _apart(office, node, case.cell, case.apart)
    cell = office.plan.cell(node, *case.cell)
    assert cell is not None
    assert [cell.value, *(rival.value for rival in cell.rivals)] == case.claims
    told = {name: office.told(name) for name in EVERYBODY if office.told(name)}
    if "anna/home" not in case.told:
        # Where Anna has done nothing she hears of others alone.
        others = [said for said in told.get("anna", []) if not said.startswith("mine")]
        assert told.pop("anna/home", []) == others
    assert told == case.told
    logged = [op.value for entry in office.log for op in entry.transaction.ops if isinstance(op, SetOp | Settle)]
    assert all(op.value in logged for op in done if isinstance(op, SetOp | Settle))
    for replica in office.replicas.values():
        assert replica.plan.digest == office.plan.digest
        assert not replica.returned and not len(replica.machine.outbox)


# What is not about one cell


def _second(office: Office, title: str = "Annat", parent: NodeId = ROOT) -> NodeId:
    numbers = iter(range(500, 600))
    free = (an_id(number) for number in numbers if an_id(number) not in office.plan.nodes)
    made = add_node(office.plan, Kind.GOAL, title, parent=parent, level="", new_id=lambda: next(free))
    office.do("anna", *made)
    return NodeId(made[0].node)


def _back(office: Office, *order: str) -> None:
    office.come(*dict.fromkeys([*order, *EVERYBODY]))
    for replica in office.replicas.values():
        assert replica.plan.digest == office.plan.digest
        assert not len(replica.machine.outbox)


def test_two_moves_that_would_make_a_cycle() -> None:
    """Each is right on its own; the second comes back to whoever made it, with the reason."""
    office, _ = _office()
    first, second = _second(office), _second(office)
    office.leave()
    office.do("anna", move_node(office.plan, first, parent=second, after=None))
    office.do("bo", move_node(office.plan, second, parent=first, after=None))
    _back(office, "anna", "bo")
    assert [why.why for why in office.replicas["bo"].returned] == [Why.CYCLE]
    assert (office.plan.nodes[first].parent, office.plan.nodes[second].parent) == (second, ROOT)


def test_a_move_under_a_node_that_was_retired() -> None:
    """What is moved there would be out of the plan without anybody having taken it out."""
    office, _ = _office()
    goal, moved = _second(office), _second(office)
    office.leave()
    office.do("anna", Retire(goal))
    office.do("bo", move_node(office.plan, moved, parent=goal, after=None))
    _back(office, "anna", "bo")
    assert [why.why for why in office.replicas["bo"].returned] == [Why.RETIRED_PARENT]
    assert office.plan.nodes[moved].parent == ROOT


def test_an_edit_under_a_node_that_was_retired() -> None:
    """It is applied and marked, so that restoring the node loses nothing."""
    office, node = _office()
    goal = _second(office)
    office.do("anna", move_node(office.plan, node, parent=goal, after=None))
    office.leave()
    office.do("anna", Retire(goal))
    office.do("bo", one("3")(office.replicas["bo"].plan, node, OUTCOME))
    _back(office, "anna", "bo")
    assert office.plan.nodes[goal].edited_after_retirement
    assert not office.replicas["bo"].returned
    office.do("anna", Restore(goal))
    assert office.plan.value(node, *OUTCOME) == percent("3")


def test_an_edit_in_a_period_that_was_closed() -> None:
    """What the board was told stays; the late figure waits in two places."""
    office, node = _office()
    office.leave()
    office.do("bo", one("3")(office.replicas["bo"].plan, node, OUTCOME))
    new_id = iter([an_id(700)])
    office.do("anna", *open_round(office.replicas["anna"].plan, YEAR, title="O", due=None, new_id=lambda: next(new_id)))
    office.do("anna", *close_round(office.replicas["anna"].plan, YEAR))
    _back(office, "anna", "bo")
    assert [why.why for why in office.replicas["bo"].returned] == [Why.ROUND_CLOSED]
    assert [refuse.is_parked for refuse in office.refused] == [True]
    assert office.plan.value(node, *OUTCOME) is None


def test_an_edit_by_somebody_who_lost_the_right() -> None:
    """It was theirs to make when they made it: an administrator decides, and nobody retypes it."""
    office, node = _office()
    office.leave()
    office.do("bo", one("3")(office.replicas["bo"].plan, node, OUTCOME))
    office.roles["bo"] = Role.READER
    _back(office, "bo")
    assert [why.why for why in office.replicas["bo"].returned] == [Why.NO_RIGHT]
    assert [refuse.is_parked for refuse in office.refused] == [True]


def test_a_unit_is_renamed_everywhere_while_somebody_offline_adds_one() -> None:
    """Hundreds of measures have the unit's old name as an owner: one transaction renames them all, and what was added
    meanwhile is added to the new ones."""
    office, node = _office()
    goals = [_second(office) for _ in range(3)]
    for goal in (node, *goals):
        office.do("anna", owners("RS", "RUN")(office.plan, goal, OWNER))
    office.leave()
    anna, bo = office.replicas["anna"].plan, office.replicas["bo"].plan
    office.do("anna", *(owners("RS", "RUF")(anna, goal, OWNER) for goal in (node, *goals)))
    office.do("bo", owners("RS", "RUN", "HSN")(bo, goals[1], OWNER))
    _back(office, "bo", "anna")
    found = [office.plan.value(goal, *OWNER) for goal in (node, *goals)]
    assert found == [Names(("RS", "RUF"))] * 2 + [Names(("HSN", "RS", "RUF"))] + [Names(("RS", "RUF"))]
    assert office.told("anna") == ["mine merged"]
    assert office.told("bo") == ["anna merged"]
