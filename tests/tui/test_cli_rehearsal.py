"""An import tried out leaves nothing behind, and a large one is cut into transactions that a server takes."""

from __future__ import annotations

from shared.exchange.document import Document
from shared.exchange.export import export_plan
from shared.exchange.read import read_document
from shared.exchange.vocabulary import default_vocabulary
from shared.ids import NodeId
from shared.plan.model import Plan
from shared.plan.ops import MAX_OPS, Op, Retire
from shared.plan.ops import Set as SetOp
from shared.plan.values import Text
from shared.sync.codec import MAX_UP, encode
from tests.builders import Desk
from tui.cli.rehearsal import portions, rehearse


def _document(rows: str) -> Document:
    document = read_document(f"Perspektiv;Mätetal\n{rows}".encode(), "plan.csv", default_vocabulary(), "2021")
    assert isinstance(document, Document)
    return document


def test_a_rehearsal_leaves_the_plan_as_it_was() -> None:
    """`--dry-run` promises it, and a refused file must not half be there."""
    desk = Desk()
    desk.add("Ekonomi")
    before = export_plan(desk.plan)
    done = rehearse(desk.plan, [_document("Ekonomi;Kostnad\n")])

    assert isinstance(done, list) and done[0].created == 1
    assert export_plan(desk.plan) == before
    assert not desk.plan.is_remembering


def test_a_rehearsal_leaves_what_is_pending_alone() -> None:
    """The replica's plan has unconfirmed edits on top, which are taken off and on again later."""
    desk = Desk()
    bottom = desk.plan.mark()
    desk.add("Ekonomi")
    rehearse(desk.plan, [_document("Ekonomi;Kostnad\n")])

    assert desk.plan.is_remembering and len(desk.plan.nodes) == 2
    desk.plan.rollback(bottom)
    assert len(desk.plan.nodes) == 1


def test_a_later_document_finds_what_an_earlier_one_brings() -> None:
    """Two files about the same goal make one goal."""
    done = rehearse(Plan(), [_document("Ekonomi;Kostnad\n"), _document("Ekonomi;Kostnad\nEkonomi;Intäkt\n")])

    assert isinstance(done, list)
    assert [(changes.created, changes.unchanged) for changes in done] == [(2, 0), (1, 2)]


def test_ops_are_cut_by_count_and_by_size_and_none_is_lost() -> None:
    """One that the server does not take would block all edits after it."""
    many: list[Op] = [Retire(NodeId("abc"))] * (MAX_OPS + 1)
    large: list[Op] = [SetOp("abc", "analysis", "2021", None, Text("x" * 100_000), 0) for _ in range(200)]

    assert [len(portion) for portion in portions(many)] == [MAX_OPS, 1]
    assert [op for portion in portions(large) for op in portion] == large
    assert all(len(encode(portion)) < MAX_UP for portion in portions(large))
    assert list(portions([])) == []
