"""Naming a node by id, by the beginning of its id, and by titles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.ids import ROOT, NodeId
from shared.plan.find import Ambiguous, find, prefix_length
from shared.plan.ops import Retire
from tests.builders import Desk

TITLES = st.text(alphabet="aA /b", min_size=1, max_size=6).map(str.strip).filter(bool)


def test_an_id_is_found_before_a_title_that_reads_the_same() -> None:
    """A script that has an id must get that node, whatever people call others."""
    desk = Desk()
    node = desk.add("Mål")
    desk.add(node)

    assert find(desk.plan, node) == node
    assert find(desk.plan, ROOT) == ROOT


def test_all_titles_from_the_top_win_over_the_last_ones_of_others() -> None:
    """A goal named like a perspective must not make the perspective's own path ambiguous."""
    desk = Desk()
    top = desk.add("Ekonomi")
    under = desk.add("Ekonomi", parent=top)

    assert find(desk.plan, "Ekonomi") == top
    assert find(desk.plan, "ekonomi /  EKONOMI") == under


def test_the_last_titles_are_enough_where_only_one_node_has_them() -> None:
    """Nobody types five titles; but "/" at the beginning asks for all of them."""
    desk = Desk()
    goal = desk.add("Mål", parent=desk.add("Perspektiv"))

    assert find(desk.plan, "mål") == goal
    assert find(desk.plan, "/mål") is None
    assert find(desk.plan, "/perspektiv/mål") == goal


def test_a_title_with_a_stroke_is_one_title() -> None:
    """Half of "Uppdrag/mål" is not a node; and the whole of it is one level, not two."""
    desk = Desk()
    goal = desk.add("Uppdrag/mål")

    assert find(desk.plan, "uppdrag / mål") == goal
    assert find(desk.plan, "mål") is None


def test_titles_that_repeat_are_ambiguous_in_the_order_of_the_plan() -> None:
    """Guessing would write into the wrong goal."""
    desk = Desk()
    nodes = tuple(desk.add("Processer", parent=desk.add(title)) for title in ("B", "A"))

    assert find(desk.plan, "processer") == Ambiguous(nodes)
    assert find(desk.plan, "A/Processer") == nodes[1]


def test_the_beginning_of_an_id_is_enough_from_three_characters() -> None:
    """Fewer would fit by chance."""
    desk = Desk()
    desk.new_id = iter([NodeId("abcdef"), NodeId("abcxyz")]).__next__
    first, _ = desk.add("Ett"), desk.add("Två")

    assert find(desk.plan, "ABCD") == first
    assert find(desk.plan, "ab") is None
    assert find(desk.plan, "abc") == Ambiguous((NodeId("abcdef"), NodeId("abcxyz")))


def test_a_retired_node_is_found_by_its_id_alone() -> None:
    """Its title may have been given to the node that replaces it."""
    desk = Desk()
    node = desk.add("Mål")
    desk.do(Retire(node))

    assert find(desk.plan, "Mål") is None
    assert find(desk.plan, node) == node


@given(st.recursive(TITLES.map(lambda title: [title]), lambda way: st.tuples(TITLES, way).map(lambda p: [p[0], *p[1]])))
def test_every_node_is_found_by_its_whole_path(way: list[str]) -> None:
    """Whatever titles hold, what `list` prints as a path can be typed again."""
    desk = Desk()
    node = ROOT
    for title in way:
        node = desk.add(title, parent=node)
    found = find(desk.plan, "/".join(way))

    assert found == node or (isinstance(found, Ambiguous) and node in found.nodes)


@given(st.sets(st.text(alphabet="ab", min_size=5, max_size=7), min_size=1))
def test_prefixes_tell_ids_apart(ids: set[str]) -> None:
    """A short id on screen must not stand for two nodes, where no id is the beginning of another."""
    padded = {name.ljust(8, "c") for name in ids}
    length = prefix_length(padded)

    assert len({name[:length] for name in padded}) == len(padded)
