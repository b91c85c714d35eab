"""Another organisation's words."""

from __future__ import annotations

from shared.exchange.document import Document, Draft, Unreadable
from shared.exchange.read import read_document
from shared.exchange.vocabulary import Vocabulary, overlaid, vocabulary_for
from shared.plan.kinds import KINDS, Kind
from shared.plan.ops import CellKey
from shared.plan.values import Choice, Text, Value
from tests.shared.exchange.helpers import VOCABULARY, Importer, drafts, said

OWN = """
feet = ["Kommunen # av #"]

[[levels]]
name = "Ledstjärna"
kind = "goal"
depth = 18
labels = ["Ledstjärna"]
columns = []

[columns]
outcome = ["Så blev det"]

[[signs]]
sign = "◆"
assessment = "met"
"""


def _own() -> Vocabulary:
    words = overlaid(VOCABULARY, OWN)
    assert isinstance(words, Vocabulary), words
    return words


def test_own_words_are_laid_over_the_built_in_ones() -> None:
    """A new organisation is configuration, not code."""
    paper = "Ledstjärna: Ljus\n\nMätetal\tSå blev det\tAnalys\tBedömning\nLampor\t3\tBra.\t◆\n\nKommunen 3 av 9\n"
    document = read_document(paper.encode(), "a.txt", _own(), "2020")
    assert isinstance(document, Document)
    measure = drafts(document, "Mätetal")[0]
    assert document.counts == {"Ledstjärna": 1, "Mätetal": 1} and document.not_understood == ()
    assert said(measure, "assessment", "2020") == Choice("met") and said(measure, "outcome", "2020") is not None


def test_a_plan_may_carry_its_own_words() -> None:
    """Everyone who imports into it reads papers the same way; a profile still goes over them."""
    importer = Importer()
    cells: dict[CellKey, Value] = {CellKey("vocabulary"): Text(OWN)}
    root = Draft(kind=Kind.UNIT, level="", title="", parent=-1, lines=(), cells=cells, because={})
    importer.take(Document((root,), (), (), (), None))
    words = vocabulary_for(importer.plan, 'section = "Kapitel"')
    assert isinstance(words, Vocabulary)
    assert words.section == "Kapitel" and words.levels[0].name == "Ledstjärna"
    assert isinstance(vocabulary_for(importer.plan, "[["), Unreadable)


def test_a_level_of_the_same_name_is_replaced() -> None:
    """An organisation may call another thing a perspective."""
    words = overlaid(VOCABULARY, '[[levels]]\nname = "Perspektiv"\nkind = "unit"\ndepth = 5\n')
    assert isinstance(words, Vocabulary)
    assert [level.depth for level in words.levels if level.name == "Perspektiv"] == [5]


def test_a_broken_vocabulary_is_refused_in_a_sentence() -> None:
    """It is written by hand."""
    broken = ("levels = 3", "[[", 'feet = ["****"]', 'surprise = "x"', '[[levels]]\nname = "X"\nkind = "y"\ndepth = 1')
    assert all(isinstance(overlaid(VOCABULARY, text), Unreadable) for text in broken)


def test_columns_and_choices_name_fields_that_exist() -> None:
    """A misspelt field would lose a column without anyone noticing."""
    special = {"period", "part"}
    fields = {name.removeprefix("because ") for name in VOCABULARY.columns} - special
    assert fields <= {name for entry in KINDS.values() for name in entry.fields}
    for name, options in VOCABULARY.choices.items():
        keys = {key for entry in KINDS.values() if name in entry.fields for key in entry.fields[name].choices}
        assert name == "flag" or set(options) <= keys
