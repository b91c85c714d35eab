"""Who may do what: every op for every role, held against a list written down by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.access.permits import permit as permit_of
from shared.followup.rounds import close_round, open_round
from shared.ids import ROOT, ClientId, Key, NodeId
from shared.plan.fields import Role
from shared.plan.kinds import KINDS, Kind
from shared.plan.model import Plan
from shared.plan.ops import Create, Move, Op, Restore, Retire, Settle
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Refusal, Why
from shared.plan.values import Text
from tests.builders import Desk, an_id, percent

PERIOD = "2021-T2"

_KEY = Key(ClientId("bo"), 1)


def permit(plan: Plan, role: Role, op: Op) -> Refusal | None:
    """What somebody who has reported nothing hears."""
    return permit_of(plan, role, op, author="bo", key=_KEY)


_DESK = Desk()
_NODES = {kind: _DESK.add(kind.value, kind) for kind in Kind}
_RANKS = ["reader", "reporter", "planner", "approver", "administrator"]

_REPORTED = {
    "analysis", "assessment", "printed_sign", "activities_note", "outcome", "status", "finding", "verdict",
    "stated_deviation", "deviation", "forecast", "forecast_deviation", "quality", "sample", "evaluation", "handed_in",
}  # fmt: skip
"""Fields that whoever reports a period writes, on whatever kind has them."""

_APPROVED = {
    Kind.ROUND: ("state", "period", "approved", "sent_back", "comment"),
    Kind.CORRECTION: ("corrects", "field", "period", "part", "before", "after"),
}
"""What whoever approves writes, and nobody below; also who brings such a node in, or takes it out."""

_DECIDED = ("late", "decided_by")
"""What the server writes about a late entry: a person who could would have a way around the case number."""


def _least(op: Op) -> str:
    """The least role the op takes. Written from what roles are for, and not from the table of kinds."""
    kind = op.kind if isinstance(op, Create) else _DESK.plan.nodes[NodeId(op.node)].kind
    if not isinstance(op, SetOp | Settle):
        return "approver" if kind in _APPROVED else "planner"
    if kind is Kind.CORRECTION and op.field in _DECIDED:
        return "administrator"
    if op.field in _APPROVED.get(kind, ()):
        return "approver"
    return "reporter" if op.field in _REPORTED else "planner"


def _every_op() -> list[Op]:
    structure: list[Op] = []
    for kind, node in _NODES.items():
        structure += [Create(an_id(900), kind, "", ROOT, "V"), Move(node, ROOT, "V"), Retire(node), Restore(node)]
    cells: list[Op] = []
    for kind, node in [*_NODES.items(), (Kind.UNIT, ROOT)]:
        for field in KINDS[kind].fields.values():
            period = PERIOD if field.per_period else None
            cells += [SetOp(node, field.name, period, None, None, 0), Settle(node, field.name, period, None, None, 0)]
    return structure + cells


OPS = _every_op()


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_every_op_is_permitted_to_those_it_is_for(role: Role) -> None:
    """One op that is judged otherwise is a hole, or somebody who cannot do their work."""
    for op in OPS:
        may = _RANKS.index(role.value) >= _RANKS.index(_least(op))
        answer = permit(_DESK.plan, role, op)
        assert (answer is None) == may, (role, op, answer)
        assert answer is None or answer.why is Why.NO_RIGHT


def test_every_type_of_op_is_among_those_tried() -> None:
    """Else the test above would say nothing of a new one."""
    assert {type(op) for op in OPS} == set(Op.__args__)


@given(st.sampled_from(OPS), st.sampled_from(Role), st.sampled_from(Role))
def test_a_role_may_do_all_that_those_it_covers_may(op: Op, one: Role, other: Role) -> None:
    """People are given one role, so the higher one must never take something away."""
    if one.covers(other) and permit(_DESK.plan, other, op) is None:
        assert permit(_DESK.plan, one, op) is None


@pytest.mark.parametrize(
    "op",
    [
        Move(an_id(99), ROOT, "V"),
        SetOp(an_id(99), "title", None, None, Text("x"), 0),
        SetOp(_NODES[Kind.GOAL], "no_such_field", None, None, Text("x"), 0),
        Settle(an_id(99), "outcome", PERIOD, None, None, 0),
    ],
)
def test_a_reader_may_not_even_ask_for_what_is_not_there(op: Op) -> None:
    """An edit must not slip through because nothing is known of what it names."""
    answer = permit(_DESK.plan, Role.READER, op)
    assert isinstance(answer, Refusal) and answer.why is Why.NO_RIGHT
    assert permit(_DESK.plan, Role.ADMINISTRATOR, op) is None


def test_a_refusal_names_the_role_it_takes_in_both_languages() -> None:
    """Whoever reads it must know whom to ask."""
    answer = permit(_DESK.plan, Role.REPORTER, SetOp(_NODES[Kind.ROUND], "state", None, None, None, 0))
    assert answer is not None
    assert "godkännare" in answer.sentence("sv") and "approver" in answer.sentence("en")


def _closed_desk() -> tuple[Desk, NodeId]:
    desk = Desk()
    measure = desk.measure()
    desk.do(*open_round(desk.plan, PERIOD, title="Omgång", due=None, new_id=desk.new_id))
    desk.do(*close_round(desk.plan, PERIOD))
    return desk, measure


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.READER], ids=lambda role: role.value)
@pytest.mark.parametrize("make", [SetOp, Settle])
def test_nobody_writes_into_a_closed_period(role: Role, make: type[SetOp] | type[Settle]) -> None:
    """What a board was told must stay what the plan says, whoever would have it otherwise."""
    desk, measure = _closed_desk()
    answer = permit(desk.plan, role, make(measure, "outcome", PERIOD, None, percent("3"), 0))
    part = permit(desk.plan, role, make(measure, "outcome", PERIOD, "kvinnor", percent("3"), 0))

    assert answer == part and answer is not None and answer.why is Why.ROUND_CLOSED
    assert "tertial 2 2021" in answer.sentence("sv") and "tertial 2, 2021" in answer.sentence("en")


def test_a_reader_is_told_of_the_right_before_the_round() -> None:
    """A round that opens again would be no help to them."""
    desk, measure = _closed_desk()
    answer = permit(desk.plan, Role.READER, SetOp(measure, "outcome", PERIOD, None, percent("3"), 0))
    assert answer is not None and answer.why is Why.NO_RIGHT


def test_a_closed_period_locks_nothing_else() -> None:
    """The next tertial is being reported meanwhile, and the plan itself goes on."""
    desk, measure = _closed_desk()
    free: list[Op] = [
        SetOp(measure, "outcome", period, None, percent("3"), 0) for period in ("2021", "2021-T1", "2021-T3", "2021-08")
    ]
    free += [SetOp(measure, "title", None, None, Text("Ny"), 0), Move(measure, ROOT, "V"), Retire(measure)]

    assert [permit(desk.plan, Role.PLANNER, op) for op in free] == [None] * len(free)


def test_a_field_without_period_is_not_locked_by_naming_one() -> None:
    """It is an edit that cannot be done at all, and no reason to keep it for the administrator."""
    desk, measure = _closed_desk()
    assert permit(desk.plan, Role.PLANNER, SetOp(measure, "title", PERIOD, None, Text("Ny"), 0)) is None


def test_an_approver_opens_a_closed_period_again() -> None:
    """A mistake that is found the day after must not need a programmer."""
    desk, measure = _closed_desk()
    again = open_round(desk.plan, PERIOD, title="", due=None, new_id=desk.new_id)
    assert [permit(desk.plan, Role.APPROVER, op) for op in again] == [None]
    assert [permit(desk.plan, Role.PLANNER, op) is None for op in again] == [False]

    desk.do(*again)
    assert permit(desk.plan, Role.REPORTER, SetOp(measure, "outcome", PERIOD, None, percent("3"), 0)) is None
