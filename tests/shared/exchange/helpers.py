"""Reading and importing in tests, with ids that count up."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from shared.exchange.document import Document, Draft
from shared.exchange.read import read_document
from shared.exchange.reconcile import Changes, reconcile
from shared.exchange.vocabulary import default_vocabulary
from shared.ids import ID_BYTES, ClientId, Key, NodeId, id_from
from shared.plan.apply import apply
from shared.plan.check import check
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Entry, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.values import Text, Value

VOCABULARY = default_vocabulary()


def read(text: str | bytes, name: str = "paper.txt", period: str | None = "2020") -> Document:
    """The document that a text is; fails where it cannot be read."""
    data = text.encode() if isinstance(text, str) else text
    document = read_document(data, name, VOCABULARY, period)
    assert isinstance(document, Document), document
    return document


def drafts(document: Document, level: str) -> list[Draft]:
    """The drafts of a level."""
    return [draft for draft in document.drafts if draft.level == level]


def titles(document: Document, level: str) -> list[str]:
    """The titles of a level's drafts."""
    return [draft.title for draft in drafts(document, level)]


def way(document: Document, draft: Draft) -> list[str]:
    """The titles of the draft's ancestors, widest first."""
    found: list[str] = []
    while draft.parent > 0:
        draft = document.drafts[draft.parent]
        found.insert(0, draft.title)
    return found


def said(draft: Draft, field: str, period: str | None = None, part: str | None = None) -> Value | None:
    """A cell's value."""
    return draft.cells.get(CellKey(field, period, part))


def words(draft: Draft, field: str, period: str | None = None) -> str:
    """The words of a text cell, "" if there is none."""
    value = said(draft, field, period)
    return value.text if isinstance(value, Text) else ""


def unaccounted(document: Document, text: str) -> set[int]:
    """Lines that are not blank and that the document says nothing about, or two things about."""
    filled = {number for number, line in enumerate(text.split("\n"), 1) if line.strip()}
    lines = text.split("\n")
    furniture = {entry.line for entry in document.structure}
    drafted = {line for draft in document.drafts for line in draft.lines}
    listed = {entry.line for entry in document.not_understood}
    whole_furniture = {entry.line for entry in document.structure if entry.text == lines[entry.line - 1]}
    whole = {entry.line for entry in document.not_understood if entry.text == lines[entry.line - 1]}
    twice = (whole_furniture & (listed | drafted)) | (whole & drafted)
    return (filled ^ (furniture | listed | drafted)) | twice


def counting_ids() -> Callable[[], NodeId]:
    """A source of ids that never repeats within a test."""
    numbers = count(1)
    return lambda: NodeId(id_from(next(numbers).to_bytes(ID_BYTES, "big")))


class Importer:
    """A plan that documents are imported into."""

    def __init__(self) -> None:
        self.plan = Plan()
        self._new_id = counting_ids()

    def take(self, document: Document) -> Changes:
        """Import a document; every op of it must be one that the plan accepts."""
        changes = reconcile(document, self.plan, self._new_id)
        for number, op in enumerate(changes.ops):
            assert check(self.plan, op) is None, op
            key = Key(ClientId("a" * 16), self.plan.seq * 100_000 + number + 1)
            apply(self.plan, Entry(self.plan.seq + 1, "anna", Transaction(key, 0, (op,))))
        return changes

    def set(self, node: NodeId, cell: CellKey, value: Value) -> None:
        """Write one cell, as a person would."""
        key = Key(ClientId("b" * 16), self.plan.seq + 1)
        op = SetOp(node, cell.field, cell.period, cell.part, value, 0)
        apply(self.plan, Entry(self.plan.seq + 1, "anna", Transaction(key, 0, (op,))))

    def node(self, *path: str) -> NodeId:
        """The node at a path of titles."""
        found = [NodeId(node.id) for _, node in self.plan.walk()]
        return next(n for n in found if tuple(self.plan.title(step) for step in self.plan.path(n)) == path)
