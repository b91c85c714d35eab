"""Whose comment is meant, on a goal that several boards own together: each has its own, and there is one in common."""

from __future__ import annotations

from shared.followup.folded import folded
from shared.ids import NodeId
from shared.plan.model import Plan
from shared.plan.values import Names

_LONGEST = 100
"""Characters of a name that a part may have."""


def boards(plan: Plan, node: NodeId) -> tuple[str, ...]:
    """The owners who each have a comment of their own; () where the node has one owner or none."""
    owner = plan.value(node, "owner")
    names = owner.names if isinstance(owner, Names) else ()
    return tuple(name for name in names if len(name) <= _LONGEST) if len(names) > 1 else ()


def the_board(owners: tuple[str, ...], words: str) -> str | None:
    """The one that is meant by its number from 1, its name, or the beginning of no other's; None if none is."""
    asked = folded(words)
    if asked.isascii() and asked.isdigit() and 1 <= int(asked) <= len(owners):
        return owners[int(asked) - 1]
    found = [name for name in owners if asked and name.casefold().startswith(asked)]
    whole = [name for name in found if name.casefold() == asked]
    return next(iter(whole or found), None) if len(whole or found) == 1 else None


def numbered(owners: tuple[str, ...]) -> str:
    """The owners with the numbers to choose them by."""
    return "  ".join(f"{number} {name}" for number, name in enumerate(owners, 1))
