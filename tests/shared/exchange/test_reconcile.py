"""Documents into plans."""

from __future__ import annotations

from shared.exchange.words import plain
from shared.ids import ROOT, NodeId
from shared.plan.model import Node
from shared.plan.ops import Create
from shared.plan.ops import Set as SetOp
from shared.plan.values import Quantity, Text
from tests.shared.exchange.helpers import Importer, read
from tests.shared.exchange.test_paper import REPORT

CHAIN = "perspective;objective;name;result_raw;analysis\n"


def test_the_same_file_twice_changes_nothing() -> None:
    """Importing again after a slip must be harmless."""
    importer = Importer()
    assert importer.take(read(REPORT)).created > 0
    again = importer.take(read(REPORT))
    assert (again.ops, again.created, again.changed) == ((), 0, 0)


def test_another_value_is_set_over_what_was_seen() -> None:
    """So that an import meets others' edits as any edit does."""
    importer = Importer()
    importer.take(read("name;result_raw\nKö;1\n", "a.csv"))
    node = importer.node("Kö")
    cell = importer.plan.cell(node, "outcome", "2020")
    (op,) = importer.take(read("name;result_raw\nKö;2\n", "a.csv")).ops
    assert isinstance(op, SetOp) and cell is not None and op.seen == cell.seq


def test_prose_carries_what_it_started_from() -> None:
    """A three-way merge needs the text that the author was looking at."""
    importer = Importer()
    importer.take(read("name;analysis\nKö;Ett.\n", "a.csv"))
    (op,) = importer.take(read("name;analysis\nKö;Två.\n", "a.csv")).ops
    assert isinstance(op, SetOp) and op.base == Text("Ett.")


def test_another_papers_opening_comes_after_the_plans_own() -> None:
    """The root belongs to all papers of the plan; none of them may take its words away."""
    importer = Importer()
    first, second = "Om oss.\n\nMål: Kö\n", "Om oss.\n\nOm året.\n\nMål: Kö\n"
    importer.take(read(first))
    cell = importer.plan.cell(ROOT, "description")
    (op,) = importer.take(read(second)).ops
    assert isinstance(op, SetOp) and cell is not None and (op.seen, op.base) == (cell.seq, Text("Om oss."))
    assert importer.plan.text(ROOT, "description") == "Om oss.\nOm året."
    assert importer.take(read(first)).ops == importer.take(read(second)).ops == ()


def test_what_the_document_does_not_say_stays() -> None:
    """A table with fewer columns is no order to clear the others."""
    importer = Importer()
    importer.take(read("name;result_raw;analysis\nKö;1;Ett.\n", "a.csv"))
    assert importer.take(read("name;result_raw\nKö;1\n", "a.csv")).ops == ()
    assert importer.plan.text(importer.node("Kö"), "analysis", "2020") == "Ett."


def test_equal_titles_under_different_parents_are_different_nodes() -> None:
    """Titles repeat; identity is never the title."""
    importer = Importer()
    importer.take(read(CHAIN + "Kund;A;Kö;1;\nKund;B;Kö;2;\n", "a.csv"))
    importer.take(read(CHAIN + "Kund;B;Kö;3;\n", "a.csv"))
    outcomes = [importer.plan.value(importer.node("Kund", o, "Kö"), "outcome", "2020") for o in ("A", "B")]
    assert [str(value.amount) for value in outcomes if isinstance(value, Quantity)] == ["1", "3"]


def test_equal_siblings_are_told_apart_by_their_order() -> None:
    """The same measure stands twice where two units' tables were put together."""
    importer = Importer()
    table = read("name;result_raw\nKö;1\nKö;2\n", "a.csv")
    assert importer.take(table).created == 2
    assert importer.take(table).ops == ()


def test_a_table_may_skip_a_level_that_the_plan_has() -> None:
    """A blank objective is filled by the plan, as long as only one node can be meant."""
    importer = Importer()
    importer.take(read(CHAIN + "Kund;A;Kö;1;\n", "a.csv"))
    changes = importer.take(read(CHAIN + "Kund;;Kö;2;\n", "a.csv"))
    assert (changes.created, changes.changed) == (0, 1)


def test_a_skipped_level_is_not_guessed() -> None:
    """Where two nodes can be meant, neither is overwritten."""
    importer = Importer()
    importer.take(read(CHAIN + "Kund;A;Kö;1;\nKund;B;Kö;2;\n", "a.csv"))
    changes = importer.take(read(CHAIN + "Kund;;Kö;3;\n", "a.csv"))
    assert (changes.created, changes.changed) == (1, 0)


def test_a_table_may_have_a_level_that_the_plan_lacks() -> None:
    """The measure is still the one directly under the perspective."""
    importer = Importer()
    importer.take(read(CHAIN + "Kund;;Kö;1;\n", "a.csv"))
    table = read(CHAIN + "Kund;A;Kö;2;\n", "a.csv")
    changes = importer.take(table)
    assert [op for op in changes.ops if isinstance(op, Create) and op.kind.value == "measure"] == []
    assert importer.take(table).ops == ()


def test_case_and_dashes_do_not_make_another_node() -> None:
    """The same perspective is printed in capitals on another page."""
    importer = Importer()
    importer.take(read(CHAIN + "Kund;A – b;Kö;1;\n", "a.csv"))
    assert importer.take(read(CHAIN + "KUND;A - b;Kö;1;\n", "a.csv")).ops == ()
    assert plain("A – B. ") == plain("a - b")


def test_new_siblings_come_last_in_the_order_of_the_document() -> None:
    """A plan reads as its paper does."""
    importer = Importer()
    importer.take(read("name\nB\n", "a.csv"))
    importer.take(read("name\nD\nA\n", "a.csv"))
    children = importer.plan.children(ROOT)
    assert [importer.plan.title(_id(node)) for node in children] == ["B", "D", "A"]
    assert len({node.rank for node in children}) == 3


def _id(node: Node) -> NodeId:
    return NodeId(node.id)
