"""The change of year: what becomes of each node of a plan, as proposed and as a person chooses otherwise.

    goals, measures, units, tallies, money tables   go on
    activities and actions                          move along while they are neither done nor cancelled
    control items                                   stay behind, unless somebody plans them again
    investments                                     move along until they have been accounted for, with their decisions
    rounds, corrections, events, remarks            belong to the year that was

Whatever a node that comes along lies under comes along too, so that an open action keeps the control item it is from.
What becomes of their cells is `shared.followup.rollover`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import msgspec

from shared.followup.language import Language, in_language
from shared.followup.open_actions import CLOSED, action_status
from shared.followup.period import read_period
from shared.ids import NodeId
from shared.plan.fields import Label
from shared.plan.kinds import Kind, field_of
from shared.plan.model import Node, Plan
from shared.plan.values import Choice, Reference

_WORK = frozenset({Kind.ACTIVITY, Kind.ACTION})
_OF_THE_YEAR = frozenset({Kind.ROUND, Kind.CORRECTION, Kind.EVENT, Kind.REMARK})


class Fate(Enum):
    """What becomes of a node in the next year's plan."""

    KEEP = "keep"
    """It goes on there, under the same id."""
    MOVE = "move"
    """It is not finished: it goes on with the status it had, and with the year it was decided for."""
    REPEAT = "repeat"
    """A control item of its own follows up the earlier one, which comes along."""
    RETIRE = "retire"
    """It is not part of the next year."""


class Reason(Enum):
    """Why a node has the fate it has."""

    GOES_ON = "goes_on"
    OPEN = "open"
    FINISHED = "finished"
    NOT_PLANNED_AGAIN = "not_planned_again"
    NOT_ACCOUNTED = "not_accounted"
    ACCOUNTED = "accounted"
    OF_THE_YEAR = "of_the_year"
    LIES_ABOVE = "lies_above"
    LIES_UNDER = "lies_under"
    COUNTS_NOTHING = "counts_nothing"
    CHOSEN = "chosen"


FATE_LABELS = {
    Fate.KEEP: Label("behåll", "keep"),
    Fate.MOVE: Label("flytta", "move"),
    Fate.REPEAT: Label("upprepa", "repeat"),
    Fate.RETIRE: Label("utgår", "retire"),
}

_REASONS = {
    Reason.GOES_ON: Label("fortsätter", "goes on"),
    Reason.OPEN: Label("inte klar: {status}", "not finished: {status}"),
    Reason.FINISHED: Label("avslutad: {status}", "finished: {status}"),
    Reason.NOT_PLANNED_AGAIN: Label("planeras på nytt bara om någon väljer det", "planned again only if chosen"),
    Reason.NOT_ACCOUNTED: Label("inte återredovisad än", "not accounted for yet"),
    Reason.ACCOUNTED: Label("återredovisad", "accounted for"),
    Reason.OF_THE_YEAR: Label("hör till året som gått", "belongs to the year that was"),
    Reason.LIES_ABOVE: Label("något under den följer med", "something under it comes along"),
    Reason.LIES_UNDER: Label("det den ligger under utgår", "what it lies under is left out"),
    Reason.COUNTS_NOTHING: Label("det den räknar under utgår", "what it counts under is left out"),
    Reason.CHOSEN: Label("valt", "chosen"),
}

_NO_STATUS = Label("ingen status", "no status")


class NodeFate(msgspec.Struct, frozen=True, gc=False):
    """One node, and what becomes of it."""

    node: NodeId
    fate: Fate
    why: Reason
    proposed: Fate
    """What becomes of it where nobody chooses otherwise."""


def fates(plan: Plan, choices: Mapping[NodeId, Fate]) -> list[NodeFate]:
    """What becomes of every node, in the plan's order; the root, and what is retired already, are left out.

    A node that is chosen to be left out takes along what lies under it, except what is chosen to come along. Choices
    for nodes that are not in the plan mean nothing.
    """
    proposed = _settled(plan, {})
    chosen = _settled(plan, choices) if choices else proposed
    return [NodeFate(node, fate, why, proposed[node][0]) for node, (fate, why) in chosen.items()]


def can_repeat(kind: Kind) -> bool:
    """Whether a node of that kind may have a later one that repeats it."""
    return field_of(kind, "repeats") is not None


def reason_words(plan: Plan, fate: NodeFate, lang: Language) -> str:
    """Why, in words."""
    return in_language(_REASONS[fate.why], lang).format(status=_status_words(plan, fate.node, lang))


def last_status(plan: Plan, node: NodeId) -> tuple[str, str]:
    """The newest status of its own of an activity or action, and the period it was entered for; two times "" if it has
    none."""
    found = [
        (key.period, cell.value.key)
        for key, cell in plan.cells(node).items()
        if key.field == "status" and key.period and isinstance(cell.value, Choice)
    ]
    period, status = max(found, key=lambda entry: _place(entry[0]), default=("", ""))
    return status, period


def _status(plan: Plan, node: NodeId) -> str:
    """The status that counts; a sub-point of an action may have that action's. "" for none."""
    own, _ = last_status(plan, node)
    return own or (action_status(plan, node) or "" if plan.nodes[node].kind is Kind.ACTION else "")


_Found = dict[NodeId, tuple[Fate, Reason]]


def _settled(plan: Plan, choices: Mapping[NodeId, Fate]) -> _Found:
    found: _Found = {}
    sealed: set[NodeId] = set()
    for _, node in plan.walk():
        name, above = NodeId(node.id), NodeId(node.parent or "")
        found[name] = _own(plan, node, choices)
        if found[name][1] is Reason.CHOSEN:
            if found[name][0] is Fate.RETIRE:
                sealed.add(name)
        elif above in sealed:
            sealed.add(name)
            found[name] = Fate.RETIRE, Reason.LIES_UNDER
        elif above in found and found[above][0] is Fate.RETIRE and found[name][0] is Fate.KEEP:
            found[name] = Fate.RETIRE, Reason.LIES_UNDER
    _bring_what_lies_above(plan, found)
    _leave_tallies_of_nothing(plan, found, choices)
    # Something may lie under a table, too.
    _bring_what_lies_above(plan, found)
    return found


def _own(plan: Plan, node: Node, choices: Mapping[NodeId, Fate]) -> tuple[Fate, Reason]:
    """What becomes of the node as far as that follows from itself."""
    name = NodeId(node.id)
    if name in choices:
        return choices[name], Reason.CHOSEN
    if node.kind in _OF_THE_YEAR:
        return Fate.RETIRE, Reason.OF_THE_YEAR
    if node.kind is Kind.CONTROL:
        return Fate.RETIRE, Reason.NOT_PLANNED_AGAIN
    if node.kind is Kind.INVESTMENT:
        is_accounted = plan.value(name, "accounted") is not None
        return (Fate.RETIRE, Reason.ACCOUNTED) if is_accounted else (Fate.MOVE, Reason.NOT_ACCOUNTED)
    if node.kind in _WORK:
        is_finished = _status(plan, name) in CLOSED
        return (Fate.RETIRE, Reason.FINISHED) if is_finished else (Fate.MOVE, Reason.OPEN)
    return Fate.KEEP, Reason.GOES_ON


def _bring_what_lies_above(plan: Plan, found: _Found) -> None:
    # Children come after their parents, so backwards each has been brought along before its parent is looked at.
    for name in reversed(found):
        above = NodeId(plan.nodes[name].parent or "")
        if found[name][0] is not Fate.RETIRE and above in found and found[above][0] is Fate.RETIRE:
            found[above] = Fate.KEEP, Reason.LIES_ABOVE


def _leave_tallies_of_nothing(plan: Plan, found: _Found, choices: Mapping[NodeId, Fate]) -> None:
    for node in plan.of_kind(Kind.TALLY):
        name = NodeId(node.id)
        under = plan.value(name, "under")
        if name not in found or name in choices or not isinstance(under, Reference):
            continue
        counted = found.get(NodeId(under.to))
        if counted is not None and counted[0] is Fate.RETIRE:
            found[name] = Fate.RETIRE, Reason.COUNTS_NOTHING


def _status_words(plan: Plan, node: NodeId, lang: Language) -> str:
    status = _status(plan, node)
    field = field_of(plan.nodes[node].kind, "status")
    options = field.options if field else ()
    known = (in_language(option.label, lang) for option in options if option.key == status)
    return next(known, in_language(_NO_STATUS, lang))


def _place(name: str) -> tuple[str, str]:
    """Where a period stands among others: by its last day, the longer after the shorter."""
    period = read_period(name)
    if period is None:
        return f"{name[:4]}-12-31", name
    return period.last_day.isoformat(), f"{(period.last_day - period.first_day).days:04}"
