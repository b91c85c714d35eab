"""The one way in: a file's bytes and name to a document."""

from __future__ import annotations

from shared.exchange.decode import carrier, decode
from shared.exchange.document import Document, Unreadable
from shared.exchange.recognise import read_paper
from shared.exchange.table import read_table
from shared.exchange.vocabulary import Vocabulary
from shared.followup.period import read_period
from shared.plan.fields import Label


def read_document(
    data: bytes, file_name: str, vocabulary: Vocabulary, period: str | None = None
) -> Document | Unreadable:
    """What a file says, or why it cannot be read.

    `period` is what the figures are about where the file does not say so itself, in any spelling of a period. Every
    line of the file that is not blank is accounted for in the document.
    """
    reader = carrier(file_name)
    if isinstance(reader, Unreadable):
        return reader
    text = decode(data)
    if isinstance(text, Unreadable):
        return text
    about = read_period(period) if period else None
    if period and about is None:
        said = period[:40]
        return Unreadable(Label(f"”{said}” är ingen period.", f"“{said}” is not a period."))
    name = about.name if about else None
    return read_table(text, vocabulary, name) if reader == "table" else read_paper(text, vocabulary, name)
