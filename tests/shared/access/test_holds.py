"""What rounds hold, for every role: closed periods, approved units, one's own hand-in, and corrections."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from shared.access.permits import permit
from shared.followup.corrections import Grounds, correction, corrections
from shared.followup.hand_in import approve, hand_in, hand_in_of, send_back
from shared.followup.rounds import Round, close_round, open_round, round_of
from shared.ids import ClientId, Key, NodeId
from shared.plan.edits import set_cell, settle_write
from shared.plan.fields import Role
from shared.plan.kinds import Kind
from shared.plan.ops import CellKey, CellOp, Create, Move, Op, Restore, Retire, Settle
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Refusal, Why
from shared.plan.values import PeriodName, Text, Value, names
from shared.sync.sequencer import sequence
from tests.builders import BO, Desk, percent, words

T2 = "2021-T2"
GROUNDS = Grounds("RS 2021/7", "Fel underlag")
WRITERS = [role for role in Role if role is not Role.READER]
CLARA, DAG = ClientId("clara"), ClientId("dag")


class Office:
    """A plan with two units, each with a measure that Anna has reported, and a round."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.plan = self.desk.plan
        self.north, self.south = (self.desk.add(name, Kind.UNIT) for name in ("Nord", "Syd"))
        self.one, self.other = self.desk.measure("Ett", self.north), self.desk.measure("Två", self.south)
        self.desk.do(*open_round(self.plan, T2, title="Omgång", due=None, new_id=self.desk.new_id))
        self.desk.do(set_cell(self.plan, self.one, "outcome", percent("3"), period=T2))

    @property
    def round(self) -> Round:
        found = round_of(self.plan, T2)
        assert found is not None
        return found

    def hand_in(self, unit: NodeId | None, client: ClientId = DAG) -> None:
        self.desk.do(hand_in(self.plan, self.round, unit), client=client)

    def approve(self, unit: NodeId | None, client: ClientId = BO) -> Why | None:
        op = approve(self.plan, self.round, unit)
        assert op is not None
        return self.why(op, client=client)

    def why(self, *ops: Op, role: Role = Role.APPROVER, client: ClientId = BO) -> Why | None:
        """These ops as one transaction: why not, or None if they were done."""
        answer = self.desk.attempt(*ops, role=role, client=client)
        return answer.why if isinstance(answer, Refusal) else None

    def write(self, value: str, period: str = T2) -> SetOp:
        return set_cell(self.plan, self.one, "outcome", percent(value), period=period)

    def corrected(self, op: CellOp, grounds: Grounds = GROUNDS) -> list[Op]:
        """The op, with a correction that tells of it."""
        name = self.desk.new_id()
        told = correction(self.plan, self.round, op, grounds, name=name, rank="V", after=op.value)
        return [*told, op]


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def closed(office: Office) -> Office:
    office.desk.do(*close_round(office.plan, T2))
    return office


# Approval


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ADMINISTRATOR], ids=lambda role: role.value)
def test_nobody_approves_what_they_handed_in_or_reported(office: Office, role: Role) -> None:
    """Four eyes, whatever the role: two of them are the point of approving."""
    office.hand_in(office.north)
    op = approve(office.plan, office.round, office.north)
    assert op is not None
    assert office.why(op, role=role, client=DAG) is Why.OWN_REPORT
    assert office.why(op, role=role, client=ClientId("anna")) is Why.OWN_REPORT
    assert office.why(op, role=role, client=BO) is None
    assert hand_in_of(office.plan, T2, office.north).stage.value == "approved"


def test_who_reported_elsewhere_may_approve_here(office: Office) -> None:
    """In a small office everybody reports something; that must not leave nobody to approve."""
    office.hand_in(office.south)
    assert office.approve(office.south, ClientId("anna")) is None
    office.hand_in(None)
    assert office.approve(None, ClientId("anna")) is Why.OWN_REPORT


def test_a_part_of_an_outcome_is_a_report_too(office: Office) -> None:
    """Women and men are reported apart, and by whom counts as much."""
    op = SetOp(office.other, "outcome", T2, "kvinnor", percent("2"), 0)
    office.desk.do(op, client=CLARA)
    office.hand_in(office.south)
    assert office.approve(office.south, CLARA) is Why.OWN_REPORT


def test_nothing_is_approved_before_it_is_handed_in(office: Office) -> None:
    """Or an approval could lie ready for whatever is handed in later."""
    ahead = SetOp(office.round.node, "approved", None, office.north, percent("1"), 0)
    assert office.why(ahead) is Why.NOT_HANDED_IN
    office.hand_in(office.north)
    for number in ("2", "0", "-1"):
        assert office.why(msgspec.structs.replace(ahead, value=percent(number))) is Why.NOT_HANDED_IN


@pytest.mark.parametrize("other", [PeriodName("2021-T3"), None])
def test_a_rounds_period_stands_once_something_was_handed_in(office: Office, other: PeriodName | None) -> None:
    """Nobody approves their own report while the round stands for another period, and turns it back then."""
    node = office.round.node
    for period in ("2021-T1", T2):
        office.desk.do(set_cell(office.plan, node, "period", PeriodName(period)))
    office.hand_in(office.north)
    away, back = (SetOp(node, "period", None, None, each, office.plan.seq) for each in (other, PeriodName(T2)))
    approval = approve(office.plan, office.round, office.north)
    assert approval is not None
    assert office.why(away, approval, back, client=ClientId("anna")) is Why.BAD_VALUE
    assert office.why(back) is None


@pytest.mark.parametrize("role", WRITERS, ids=lambda role: role.value)
@pytest.mark.parametrize("make", [SetOp, Settle])
@pytest.mark.parametrize("value", [percent("2"), percent("1e9"), percent("-1"), None], ids=str)
def test_what_is_approved_is_not_handed_in_again(
    office: Office, value: Value | None, make: type[SetOp] | type[Settle], role: Role
) -> None:
    """Another number there, or none, would open it without the approver."""
    office.hand_in(office.north)
    office.approve(office.north)
    op = make(office.round.node, "handed_in", None, office.north, value, office.plan.seq)
    assert office.why(op, role=role) is Why.UNIT_APPROVED
    assert office.why(msgspec.structs.replace(op, part=office.south), role=role) is None
    office.desk.do(*send_back(office.plan, office.round, office.north, "Se över"))
    assert office.why(op, role=role) is None


def test_nothing_moves_into_or_out_of_what_is_approved(office: Office) -> None:
    """Outside it could be changed and brought back; and what comes in was never read by who approved."""
    goal = office.desk.add("Mål", parent=office.north)
    office.hand_in(office.north)
    office.approve(office.north)
    assert office.why(Move(office.one, office.south, "V"), office.write("9")) is Why.UNIT_APPROVED
    assert office.why(Move(office.other, goal, "V")) is Why.UNIT_APPROVED
    assert office.why(Move(office.one, goal, "V")) is None
    assert office.why(Move(office.north, office.south, "V")) is None
    office.desk.do(*close_round(office.plan, T2))
    assert office.why(Move(office.one, office.south, "V")) is None
    assert office.why(office.write("9")) is Why.ROUND_CLOSED


def test_an_approval_can_be_taken_back_by_any_approver(office: Office) -> None:
    """Whoever sees their own mistake approved must be able to stop it."""
    office.hand_in(office.north)
    office.approve(office.north)
    cleared = set_cell(office.plan, office.round.node, "approved", None, part=office.north)
    assert office.why(cleared, client=ClientId("anna")) is None


@pytest.mark.parametrize("role", WRITERS, ids=lambda role: role.value)
def test_what_is_approved_is_not_written_until_it_is_sent_back(office: Office, role: Role) -> None:
    """What somebody has put their name under must be what they read."""
    office.hand_in(office.north)
    office.approve(office.north)
    assert office.why(office.write("4"), role=role) is Why.UNIT_APPROVED
    assert office.why(office.write("4", "2021-T1"), role=role) is None
    free = set_cell(office.plan, office.other, "outcome", percent("5"), period=T2)
    assert office.why(free, role=role) is None

    assert office.why(*send_back(office.plan, office.round, office.north, "Se över")) is None
    assert office.why(office.write("4"), role=role) is None


def test_the_refusal_names_the_unit_in_both_languages(office: Office) -> None:
    """The reader must know whose approver to ask."""
    office.hand_in(office.north)
    office.approve(office.north)
    answer = office.desk.attempt(office.write("4"), client=BO)
    assert isinstance(answer, Refusal) and answer.is_parked
    assert "Nord, tertial 2 2021" in answer.sentence("sv") and "Nord, tertial 2, 2021" in answer.sentence("en")
    assert "sen uppgift" in answer.answer("sv") and "late entry" in answer.answer("en")


# Corrections


def test_a_correction_writes_what_is_closed_and_tells_of_it(closed: Office) -> None:
    """The board sees what it was told, what is right, and why, beside each other."""
    assert closed.why(*closed.corrected(closed.write("4"))) is None
    assert closed.plan.value(closed.one, "outcome", T2) == percent("4")
    (found,) = corrections(closed.plan, T2)
    assert (found.corrects, found.cell, found.author) == (closed.one, CellKey("outcome", T2), "bo")
    assert (found.before, found.after, found.case_number, found.reason) == (
        "3 %".replace(" ", "\u00a0"), "4 %".replace(" ", "\u00a0"), "RS 2021/7", "Fel underlag",
    )  # fmt: skip


@pytest.mark.parametrize("role", [Role.READER, Role.REPORTER, Role.PLANNER], ids=lambda role: role.value)
def test_only_an_approver_corrects(closed: Office, role: Role) -> None:
    """Otherwise closing would be a matter of giving a reason."""
    assert closed.why(*closed.corrected(closed.write("4")), role=role) is Why.NO_RIGHT


@pytest.mark.parametrize(
    ("grounds", "why"),
    [(Grounds("", "Skäl"), Why.CORRECTION_BARE), (Grounds("RS 2021/7", ""), Why.CORRECTION_BARE)],
)
def test_a_correction_takes_a_case_number_and_a_reason(closed: Office, grounds: Grounds, why: Why) -> None:
    """The server asks for both, whatever the client left out."""
    assert closed.why(*closed.corrected(closed.write("4"), grounds)) is why


def _without(ops: Sequence[Op], field: str) -> list[Op]:
    return [op for op in ops if not (isinstance(op, SetOp) and op.field == field)]


def _saying(ops: Sequence[Op], field: str, text: str) -> list[Op]:
    return [
        msgspec.structs.replace(op, value=Text(text)) if isinstance(op, SetOp) and op.field == field else op
        for op in ops
    ]


@pytest.mark.parametrize("field", ["before", "after"])
def test_a_correction_that_tells_something_else_is_refused(closed: Office, field: str) -> None:
    """Old and new are what the board reads; they must be what was and what is."""
    ops = closed.corrected(closed.write("4"))
    assert closed.why(*_saying(ops, field, "2 %")) is Why.CORRECTION_UNTRUE
    assert closed.why(*_without(ops, field)) is Why.CORRECTION_UNTRUE


def test_two_corrections_of_one_value_do_not_pass_each_other(closed: Office) -> None:
    """The second approver has read a value that is not there any more."""
    first, second = closed.corrected(closed.write("4")), closed.corrected(closed.write("5"))
    assert closed.why(*first, client=CLARA) is None
    assert closed.why(*second) is Why.CORRECTION_UNTRUE
    assert closed.plan.value(closed.one, "outcome", T2) == percent("4")


def test_a_correction_covers_its_own_transaction_and_cell_alone(closed: Office) -> None:
    """Or one case number would open the period for good."""
    told = closed.corrected(closed.write("4"))
    assert closed.why(*told) is None
    assert closed.why(closed.write("5")) is Why.ROUND_CLOSED
    assert closed.why(*told) is Why.CORRECTION_STANDS
    elsewhere = set_cell(closed.plan, closed.other, "outcome", percent("1"), period=T2)
    part = SetOp(closed.one, "outcome", T2, "kvinnor", percent("1"), 0)
    for stray in (elsewhere, part):
        assert closed.why(*closed.corrected(closed.write("4")), stray) is Why.ROUND_CLOSED


def test_a_contested_value_is_settled_by_a_correction(office: Office) -> None:
    """Closing must not leave a cell behind that nobody can decide any more."""
    blind = msgspec.structs.replace(office.write("9"), seen=0)
    office.desk.do(blind, client=CLARA)
    office.desk.do(*close_round(office.plan, T2))
    plain = closed_write = office.write("9")
    assert office.why(*office.corrected(plain)) is Why.CORRECTION_UNTRUE
    settled = settle_write(office.plan, office.one, closed_write.cell, percent("9"))
    assert office.why(settled) is Why.ROUND_CLOSED
    assert office.why(*office.corrected(settled)) is None
    assert not office.plan.contested


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_correction_tells_of_nothing_but_the_edit_behind_it(office: Office, is_closed: bool) -> None:
    """Without one, or written otherwise once it has passed, it would tell the board of what never was."""
    if is_closed:
        office.desk.do(*close_round(office.plan, T2))
    *told, op = office.corrected(office.write("4"))
    node, seq = NodeId(told[0].node), office.plan.seq
    for field in ("before", "after"):
        assert office.why(*told, op, SetOp(node, field, None, None, words("7 %"), seq)) is Why.CORRECTION_UNTRUE
    assert office.why(*told) is Why.CORRECTION_UNTRUE
    assert office.why(*_saying(told, "before", "7 %"), op) is Why.CORRECTION_UNTRUE
    assert office.why(*told, set_cell(office.plan, office.other, "title", words("x")), op) is Why.CORRECTION_UNTRUE
    assert corrections(office.plan, T2) == []


def test_a_note_does_not_become_a_correction(closed: Office) -> None:
    """What nobody held against the plan when it was written is not what the board is told."""
    first, *cells, _ = closed.corrected(closed.write("4"))
    assert isinstance(first, Create)
    assert closed.why(msgspec.structs.replace(first, parent=closed.north), *cells) is None
    assert closed.why(Move(first.node, closed.round.node, "V")) is Why.CORRECTION_STANDS


@pytest.mark.parametrize("role", WRITERS, ids=lambda role: role.value)
def test_a_correction_is_never_changed(closed: Office, role: Role) -> None:
    """What was told of a change must not be told otherwise later, not even by an administrator."""
    closed.why(*closed.corrected(closed.write("4")))
    (found,) = corrections(closed.plan, T2)
    ops: list[Op] = [Retire(found.node), Restore(found.node), Move(found.node, closed.one, "V")]
    ops += [set_cell(closed.plan, found.node, field, Text("x")) for field in ("title", "before", "part", "case_number")]
    for op in ops:
        assert closed.why(op, role=role) in (Why.CORRECTION_STANDS, Why.NO_RIGHT)
    assert closed.why(ops[-1], role=Role.ADMINISTRATOR) is Why.CORRECTION_STANDS


def test_a_correction_that_lies_elsewhere_is_a_note(office: Office) -> None:
    """One that an old paper tells of is read in with the rest, and edited like it."""
    node = office.desk.add("Rättelse", Kind.CORRECTION, office.north)
    assert office.why(set_cell(office.plan, node, "before", words("x"))) is None


def test_an_approved_unit_is_corrected_in_the_same_way(office: Office) -> None:
    """A wrong figure that is found between approval and board."""
    office.hand_in(office.north)
    office.approve(office.north)
    assert office.why(*office.corrected(office.write("4"))) is None


# Who is held with whom


def test_what_several_own_is_held_once_all_are_approved() -> None:
    """The board that is first must not lock out the two others."""
    office = Office()
    goal = office.desk.add("Delat mål")
    shared = office.desk.measure("Delat", goal)
    office.desk.do(set_cell(office.plan, goal, "owner", names(["nord", "Syd"])))
    write = set_cell(office.plan, shared, "outcome", percent("1"), period=T2)
    office.hand_in(office.north)
    office.approve(office.north)
    assert office.why(write) is None
    office.hand_in(office.south)
    assert office.approve(office.south, CLARA) is None
    again = set_cell(office.plan, shared, "outcome", percent("2"), period=T2)
    assert office.why(again) is Why.UNIT_APPROVED


def test_the_whole_plan_holds_everything(office: Office) -> None:
    """A small organisation hands in once, and a large one is put together by its office."""
    office.hand_in(None)
    office.approve(None)
    for node in (office.one, office.other):
        assert office.why(set_cell(office.plan, node, "outcome", percent("1"), period=T2)) is Why.UNIT_APPROVED
    assert office.why(set_cell(office.plan, office.one, "title", words("Nytt"))) is None


def test_a_client_that_does_not_know_its_user_leaves_the_question_to_the_server(office: Office) -> None:
    """At the first start without a connection everybody would be the same nobody."""
    handed_in = office.desk.transaction(hand_in(office.plan, office.round, office.north))
    sequence(office.plan, handed_in, "", Role.ADMINISTRATOR)
    op = approve(office.plan, office.round, office.north)
    assert op is not None
    assert permit(office.plan, Role.APPROVER, op, author="anna", key=Key(DAG, 9)) is not None
    assert permit(office.plan, Role.APPROVER, op, author="", key=Key(DAG, 9)) is None
