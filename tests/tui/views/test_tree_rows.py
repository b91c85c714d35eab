"""The flat rows of a tree, against the tree itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.ids import ROOT, NodeId
from shared.plan.model import Plan
from tests.tui.fake_door import PlanMaker
from tui.views.tree_rows import TreeRows

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def a_plan(parents: list[int]) -> Plan:
    """Node i lies under node parents[i] % (i + 1), where 0 is the root and j the (j-1)th node."""
    maker = PlanMaker()
    made = [ROOT]
    for place, parent in enumerate(parents):
        name = NodeId(_LETTERS[place // 26] + _LETTERS[place % 26])
        made.append(maker.node(name, name, parent=made[parent % len(made)]))
    return maker.plan


def shown(rows: TreeRows) -> list[NodeId]:
    """The nodes on their lines."""
    return [rows.node_at(line) for line in range(rows.line_count)]


def expected(plan: Plan, folded: frozenset[NodeId]) -> list[NodeId]:
    """The nodes that no folded ancestor hides."""
    return [NodeId(node.id) for _, node in plan.walk() if not folded.intersection(plan.path(NodeId(node.id))[:-1])]


trees = st.lists(st.integers(0, 60), min_size=1, max_size=40).map(a_plan)


@given(trees, st.data())
def test_folding_hides_exactly_what_lies_under(plan: Plan, data: st.DataObject) -> None:
    """After any folds and unfolds, the lines are those a walk of the tree would give."""
    rows = TreeRows(plan)
    for node, is_fold in data.draw(st.lists(st.tuples(st.sampled_from(rows.ids), st.booleans()), max_size=20)):
        (rows.fold if is_fold else rows.unfold)(node)
        assert shown(rows) == expected(plan, rows.folded)
    assert shown(TreeRows(plan, rows.folded)) == shown(rows)


@given(trees, st.data())
def test_every_node_has_the_line_of_itself_or_of_the_fold_that_hides_it(plan: Plan, data: st.DataObject) -> None:
    """The cursor of somebody whose node was hidden goes to what hides it, not somewhere near."""
    folded = frozenset(data.draw(st.sets(st.sampled_from(TreeRows(plan).ids))))
    rows = TreeRows(plan, folded)
    visible = shown(rows)
    for node in rows.ids:
        line = rows.line_of(node)
        assert line is not None
        way = plan.path(node)
        assert visible[line] == next((step for step in way if step in rows.folded), node)


@given(trees, st.data())
def test_revealing_unfolds_only_what_hides_the_node(plan: Plan, data: st.DataObject) -> None:
    """A search that unfolds the whole plan loses everybody their place."""
    rows = TreeRows(plan)
    for node in list(rows.ids):
        rows.fold(node)
    before = rows.folded
    wanted = data.draw(st.sampled_from(rows.ids))
    rows.reveal(wanted)
    assert wanted in shown(rows)
    assert rows.folded == before - set(plan.path(wanted)[:-1])


@given(trees, st.booleans())
def test_going_round_meets_every_other_node_once(plan: Plan, is_backwards: bool) -> None:
    """Next and previous must reach everything, and end."""
    rows = TreeRows(plan)
    for node in rows.ids:
        assert sorted(rows.after(node, backwards=is_backwards)) == sorted(set(rows.ids) - {node})
    assert sorted(rows.after(None, backwards=is_backwards)) == sorted(rows.ids)


def test_parents_and_depths_are_those_of_the_plan() -> None:
    """Folding goes by these, and a parent that is off by one folds somebody else's branch."""
    plan = a_plan([0, 1, 2, 1, 0])
    rows = TreeRows(plan)
    assert rows.depths == [0, 1, 2, 1, 0]
    assert [rows.parent_of(node) for node in rows.ids] == [None, "aa", "ab", "aa", None]
    assert [rows.has_children(node) for node in rows.ids] == [True, True, False, False, False]
