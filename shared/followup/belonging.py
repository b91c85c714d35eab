"""What belongs to whom: the units of a plan, and the owners of what is in it.

To a unit belongs what lies under its node, and what its title or code owns. A node without owners has those of the
nearest node above that has some.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from shared.followup.folded import folded
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.values import Names


def units(plan: Plan) -> list[NodeId]:
    """The units that report by themselves, in the plan's order; the root, whose plan it is, is none of them."""
    return _in_order(plan, _standing(plan))


def _standing(plan: Plan) -> Iterator[NodeId]:
    return (unit for unit in plan.ids_of_kind(Kind.UNIT) if unit != ROOT and not plan.retired_at(unit))


def _in_order(plan: Plan, found: Iterable[NodeId]) -> list[NodeId]:
    return sorted(found, key=lambda node: [(plan.nodes[step].rank, step) for step in plan.path(node)])


def owners_of(plan: Plan, node: NodeId) -> tuple[str, ...]:
    """The names of the node's nearest owners, its own or those of a node above; () if nobody owns it."""
    way = plan.path(node)[::-1]
    return next((value.names for step in way if isinstance(value := plan.value(step, "owner"), Names)), ())


def belongs_to(plan: Plan, node: NodeId, unit: NodeId | None) -> bool:
    """Whether the node is the unit's to report; None stands for the whole plan."""
    return unit is None or unit in plan.path(node) or _is_among(names_of(plan, unit), owners_of(plan, node))


def units_of(plan: Plan, node: NodeId) -> list[NodeId]:
    """Every unit that the node belongs to, in the plan's order. Asked for every op: the node is read once."""
    way, owning = set(plan.path(node)), set(map(_normal, owners_of(plan, node)))
    found = (unit for unit in _standing(plan) if unit in way or not owning.isdisjoint(_called(plan, unit)))
    return _in_order(plan, found)


def _called(plan: Plan, unit: NodeId) -> Iterator[str]:
    return map(_normal, names_of(plan, unit))


def members_of(plan: Plan, nodes: Iterable[NodeId]) -> dict[NodeId, list[NodeId]]:
    """What of these nodes belongs to each unit, by unit in the plan's order. For many nodes and many units: it takes
    each node once."""
    members: dict[NodeId, list[NodeId]] = {unit: [] for unit in units(plan)}
    called: dict[str, set[NodeId]] = {}
    for unit in members:
        for name in _called(plan, unit):
            called.setdefault(name, set()).add(unit)
    for node in nodes:
        owning = (called.get(_normal(owner), set()) for owner in owners_of(plan, node))
        for unit in members.keys() & set(plan.path(node)).union(*owning):
            members[unit].append(node)
    return members


def names_of(plan: Plan, unit: NodeId) -> list[str]:
    """What a unit is called: its title and its code, as far as it has them."""
    return [name for name in (plan.title(unit), plan.text(unit, "code")) if name]


def is_called(plan: Plan, node: NodeId, name: str) -> bool:
    """Whether that is the name of an owner of the node, or of a unit at or above it."""
    above = (step for step in plan.path(node) if plan.nodes[step].kind is Kind.UNIT)
    called = [*owners_of(plan, node), *(each for unit in above for each in names_of(plan, unit))]
    return _is_among([name], called)


def units_called(plan: Plan, name: str) -> list[NodeId]:
    """The units with that title, code or id."""
    return [unit for unit in units(plan) if unit == name or _is_among([name], names_of(plan, unit))]


def _is_among(names: Iterable[str], known: Iterable[str]) -> bool:
    """Whether any of the names is among those known; case and spacing do not count."""
    return not {_normal(name) for name in names}.isdisjoint(map(_normal, known))


_normal = lru_cache(maxsize=4_096)(folded)
