"""Finding the node that somebody means: by its id, the beginning of its id, or the titles that lead to it.

Titles repeat and may contain the "/" that stands between them, so a path is compared with the titles of each node,
never cut up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

import msgspec

from shared.ids import NodeId
from shared.plan.model import Node, Plan

MIN_PREFIX = 3
"""Characters of an id that may stand for the whole of it."""

_SEPARATOR = re.compile(r"\s*/\s*")


class Ambiguous(msgspec.Struct, frozen=True):
    """More than one node is meant."""

    nodes: tuple[NodeId, ...]
    """In the plan's order."""


def find(plan: Plan, words: str) -> NodeId | Ambiguous | None:
    """The node that these words mean, several, or None if there is none.

    In this order: an id; all titles from the top down; the last ones of them; the beginning of an id. Case and spacing
    of titles do not count. Nodes that are retired are found by their id alone.
    """
    asked = words.strip()
    if NodeId(asked) in plan.nodes:
        return NodeId(asked)
    return _one(_by_titles(plan, asked)) or _one(_by_prefix(plan, asked))


def prefix_length(ids: Iterable[str], least: int = 4) -> int:
    """How many characters of these ids tell them apart, at least `least`."""
    ordered = sorted(ids)
    shared = (_common(a, b) for a, b in pairwise(ordered))
    return max(least, max(shared, default=0) + 1)


def _one(found: list[NodeId]) -> NodeId | Ambiguous | None:
    if len(found) > 1:
        return Ambiguous(tuple(found))
    return found[0] if found else None


def _by_titles(plan: Plan, words: str) -> list[NodeId]:
    asked = _normal(words)
    # One "/" before all others asks for the whole way from the top.
    anchored = asked.removeprefix("/")
    from_top: list[NodeId] = []
    from_within: list[NodeId] = []
    for titles, node in _titled(plan):
        if not titles[-1] or not asked.endswith(titles[-1]):
            continue
        if "/".join(titles) in (asked, anchored):
            from_top.append(NodeId(node.id))
        elif any("/".join(titles[start:]) == asked for start in range(1, len(titles))):
            from_within.append(NodeId(node.id))
    return from_top or from_within


def _titled(plan: Plan) -> Iterator[tuple[list[str], Node]]:
    """Every node of the plan with the titles that lead to it, its own last."""
    way: list[str] = []
    for depth, node in plan.walk():
        del way[depth:]
        way.append(_normal(plan.title(NodeId(node.id))))
        yield way, node


def _by_prefix(plan: Plan, words: str) -> list[NodeId]:
    asked = words.casefold()
    if len(asked) < MIN_PREFIX or not asked.isascii():
        return []
    return [node for node in plan.nodes if node.startswith(asked)]


def _normal(words: str) -> str:
    folded = unicodedata.normalize("NFC", words).casefold()
    return _SEPARATOR.sub("/", " ".join(folded.split()))


def _common(a: str, b: str) -> int:
    return next((index for index, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
