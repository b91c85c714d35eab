"""Targets and results that a document has in words only: listed with the reason, for a person to look at."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from shared.exchange.document import Document, Draft
from shared.followup.language import Language
from shared.followup.quantity import why_no_quantity
from shared.followup.reasons import read_reason
from shared.followup.words_only import why_words
from shared.plan.fields import Label
from shared.plan.values import Missing, Target, TargetForm, Value


class KeptWords(msgspec.Struct, frozen=True):
    """One cell whose words were kept because no number could be read from them."""

    line: int
    """The first line of what the cell belongs to; 0 if it has none."""
    title: str
    field: str
    words: str
    why: Label


def kept_as_words(document: Document) -> tuple[KeptWords, ...]:
    """All of them, in the order of the document."""
    return tuple(kept for draft in document.drafts for kept in _of(draft))


def _of(draft: Draft) -> Iterator[KeptWords]:
    for key, value in draft.cells.items():
        if why := _why(value):
            words = value.printed if isinstance(value, Target | Missing) else ""
            yield KeptWords(min(draft.lines, default=0), draft.title, key.field, words, why)


def _why(value: Value) -> Label | None:
    if isinstance(value, Target):
        return why_words(value.printed) if value.form is TargetForm.WORDS else None
    if isinstance(value, Missing) and value.printed and read_reason(value.printed) is None:
        return Label(*(why_no_quantity(value.printed, lang) for lang in _LANGUAGES))
    return None


_LANGUAGES: tuple[Language, Language] = ("sv", "en")
