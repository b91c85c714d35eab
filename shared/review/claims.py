"""How many goals, measures or activities a text says there are, held against how many there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from shared.ids import ROOT, NodeId
from shared.plan.fields import Label
from shared.plan.kinds import KINDS, Kind
from shared.plan.model import Node
from shared.plan.ops import CellKey
from shared.review.finding import Found, quoted
from shared.review.prose import ANY_NUMBER_WORD, NUMBER_WORDS, has_number, has_number_word, sentences, stem, stems
from shared.review.survey import Survey

_COUNTED_KINDS = (Kind.MEASURE, Kind.ACTIVITY, Kind.CONTROL, Kind.ACTION, Kind.INVESTMENT)
"""Kinds whose names mean nothing else in a plan; "mål" and "beslut" are said of much more."""

_KNOWN_LEVELS = ("Resultatmål", "Framgångsfaktor")
"""Words that stand for a level even where no node has it."""

_BEFORE, _BEHIND = (
    r"(?<![\w.,:/+–−-])",
    r"(?:\s(?:st|stycken|olika|beslutade|fastställda|gemensamma|different))?\s"
    r"(?=(?P<first>[^\W\d_]+)(?:\s(?P<second>[^\W\d_]+))?)",
)
_DIGITS_ALONE = re.compile(rf"{_BEFORE}(?P<number>[0-9]{{1,4}}){_BEHIND}", re.IGNORECASE)
_WITH_WORDS = re.compile(rf"{_BEFORE}(?P<number>[0-9]{{1,4}}|{ANY_NUMBER_WORD}){_BEHIND}", re.IGNORECASE)
_STATES_ALL = re.compile(
    r"\b(?:finns|innehåller|innehöll|omfattar|omfattade|består|bestod|rymmer|har|totalt|sammanlagt|samtliga|alla"
    r"|there are|contains|contained|has|have|comprises|consists|in total|all)\b",
    re.IGNORECASE,
)
_SOME_OF_THEM = re.compile(
    r"\b(?:uppfyll\w*|uppnå\w*|nå[rds]?\w*|inte|ej|endast|bara|varav|dessa|nya|kvarstå\w*|försena\w*|klar\w*"
    r"|genomför\w*|avsluta\w*|påbörja\w*|pågå\w*|slutför\w*|flytta\w*|mät[ts]\w*|bedöm\w*|sakna\w*|prioritera\w*"
    r"|met|missed|reached|not|only|new|done|completed|started|delayed|of which)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"(?:\bav|\bof)\s(?:totalt\s|de\s|the\s)?\Z", re.IGNORECASE)
_OF_THE_WHOLE = (Kind.UNIT, Kind.REMARK)
"""Kinds whose texts are about what is around them, too."""

_MANY = 1_500
"""More is a year or an amount."""


class _Counted(msgspec.Struct):
    """What can be counted under one name."""

    label: str
    places: list[int]


Countable = dict[tuple[str, ...], _Counted]
"""By the stems of the name's words."""


def countable(survey: Survey) -> Countable:
    """The plan's levels and kinds by the words for them, with the places of their nodes in order."""
    found: Countable = {}
    by_level: dict[str, list[int]] = defaultdict(list)
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    for place, node in enumerate(survey.nodes):
        by_kind[node.kind].append(place)
        if node.level:
            by_level[node.level].append(place)
    for level in _KNOWN_LEVELS:
        found[tuple(stems(level))] = _Counted(level, [])
    for kind in _COUNTED_KINDS:
        if by_kind[kind]:
            for words in (KINDS[kind].label.sv, KINDS[kind].label.en):
                found[tuple(stems(words))] = _Counted(KINDS[kind].label.sv, by_kind[kind])
    for level, places in by_level.items():
        # "Uppdrag/mål" names two things at once: a number before one of them does not count both.
        if "/" not in level:
            _add(found, level, places)
    return found


def _add(found: Countable, level: str, places: list[int]) -> None:
    """Take in a level; two spellings of one (Framgångsfaktor, Framgångsfaktorer) are counted together."""
    name = tuple(stems(level))
    there = found.get(name)
    if there is not None and there.places is not places and there.label not in {k.label.sv for k in KINDS.values()}:
        places = sorted({*there.places, *places})
    if name:
        found[name] = _Counted(level, places)


def miscounted(survey: Survey) -> Iterator[Found]:
    """Texts that say another number of something than the plan has.

    Texts of the plan itself, of remarks and of units may speak of all that is around them; other nodes speak of what
    is under them, and the rest of what they count is out in the world. One number that is larger than what the whole
    plan has is wrong; a smaller one may be said of some of them, so the text must say that it is all there are.
    """
    known = countable(survey)
    for node in survey.nodes:
        if node.kind not in _OF_THE_WHOLE and survey.is_leaf(NodeId(node.id)):
            continue
        for key, text in survey.texts(node):
            if survey.is_now(key) and has_number(text):
                yield from _in_text(survey, node, key, text, known)


def _in_text(survey: Survey, node: Node, key: CellKey, text: str, known: Countable) -> Iterator[Found]:
    for sentence in sentences(text):
        pattern = _WITH_WORDS if has_number_word(sentence) else _DIGITS_ALONE
        for claim in pattern.finditer(sentence):
            counted = _meant(claim, known)
            number = _number(claim["number"])
            if counted is None or not 1 < number < _MANY:
                continue
            there = _contradicted(survey, node, number, counted.places, sentence, claim)
            if there is not None:
                yield _found(NodeId(node.id), key, claim, counted.label, there)


def _meant(claim: re.Match[str], known: Countable) -> _Counted | None:
    first = stem(claim["first"])
    two = known.get((first, stem(claim["second"]))) if claim["second"] else None
    return two or known.get((first,))


def _number(words: str) -> int:
    return NUMBER_WORDS.get(words.casefold()) or int(words)


def _contradicted(
    survey: Survey, node: Node, number: int, places: Sequence[int], sentence: str, claim: re.Match[str]
) -> int | None:
    """How many there are, if the claim can be true of no part of the plan that it may be said of; else None."""
    scopes = [*survey.plan.path(NodeId(node.id))[::-1], ROOT]
    counts = [survey.count_under(scope, places) for scope in scopes]
    if number in counts or not (counts[0] or node.kind in _OF_THE_WHOLE):
        return None
    before = sentence[: claim.start()]
    is_of_all = _OF.search(before) or (_STATES_ALL.search(before) and not _SOME_OF_THEM.search(sentence))
    if number > counts[-1] or is_of_all:
        return next((count for count in counts if count), 0)
    return None


def _found(node: NodeId, key: CellKey, claim: re.Match[str], label: str, there: int) -> Found:
    printed = quoted(claim[0] + claim["first"])
    return Found(
        node=node, field=key.field, period=key.period, part=key.part, printed=str(_number(claim["number"])),
        computed=str(there),
        sentence=Label(
            f"texten säger ”{printed}”, planen har {there} ({label})",
            f"the text says “{printed}”, the plan has {there} ({label})",
        ),
    )  # fmt: skip
