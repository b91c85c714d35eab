"""How many goals, measures or activities a text says there are, held against how many there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from shared.ids import ROOT, NodeId
from shared.plan.fields import Label
from shared.plan.kinds import KINDS, Kind
from shared.review.finding import Found, quoted
from shared.review.prose import ANY_NUMBER_WORD, NUMBER_WORDS, sentences, stems
from shared.review.survey import PROSE, Subject, Survey

_COUNTED_KINDS = (Kind.MEASURE, Kind.ACTIVITY, Kind.CONTROL, Kind.ACTION, Kind.INVESTMENT)
"""Kinds whose names mean nothing else in a plan; "mål" and "beslut" are said of much more."""

_KNOWN_LEVELS = ("Resultatmål", "Framgångsfaktor")
"""Words that stand for a level even where no node has it."""

_NUMBER = re.compile(
    rf"(?<![\w.,:/+–−-])(?P<number>[0-9]{{1,4}}|{ANY_NUMBER_WORD})"
    r"(?:\s(?:st|stycken|olika|beslutade|fastställda|gemensamma|different))?\s"
    r"(?=(?P<first>[^\W\d_]+)(?:\s(?P<second>[^\W\d_]+))?)",
    re.IGNORECASE,
)
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
        if any(survey.is_now(key) and key.field in PROSE[node.kind] for key in survey.plan.cells(NodeId(node.id))):
            yield from _in_texts(survey, survey.subject(node), known)


def _in_texts(survey: Survey, subject: Subject, known: Countable) -> Iterator[Found]:
    for key, text in subject.texts:
        if not survey.is_now(key):
            continue
        for sentence in sentences(text):
            for claim in _NUMBER.finditer(sentence):
                counted = _meant(claim, known)
                number = _number(claim["number"])
                if counted is None or not 1 < number < _MANY:
                    continue
                there = _contradicted(survey, subject, number, counted.places, sentence, claim)
                if there is not None:
                    yield _found(subject, key.field, key.period, key.part, claim, counted.label, there)


def _meant(claim: re.Match[str], known: Countable) -> _Counted | None:
    first, second = claim["first"], claim["second"]
    two = known.get(tuple(stems(f"{first} {second}"))) if second else None
    return two or known.get(tuple(stems(first)))


def _number(words: str) -> int:
    return NUMBER_WORDS.get(words.casefold()) or int(words)


def _contradicted(
    survey: Survey, subject: Subject, number: int, places: Sequence[int], sentence: str, claim: re.Match[str]
) -> int | None:
    """How many there are, if the claim can be true of no part of the plan that it may be said of; else None."""
    scopes = [*survey.plan.path(subject.node)[::-1], ROOT] if subject.node != ROOT else [ROOT]
    counts = [survey.count_under(scope, places) for scope in scopes]
    if number in counts or not (counts[0] or subject.kind in _OF_THE_WHOLE):
        return None
    before = sentence[: claim.start()]
    is_of_all = _OF.search(before) or (_STATES_ALL.search(before) and not _SOME_OF_THEM.search(sentence))
    if number > counts[-1] or is_of_all:
        return next((count for count in counts if count), 0)
    return None


def _found(
    subject: Subject, field: str, period: str | None, part: str | None, claim: re.Match[str], label: str, there: int
) -> Found:
    printed = claim[0] + (f"{claim['first']}" if claim["first"] else "")
    return Found(
        node=subject.node, field=field, period=period, part=part, printed=str(_number(claim["number"])),
        computed=str(there),
        sentence=Label(
            f"texten säger ”{quoted(printed)}”, planen har {there} ({label})",
            f"the text says “{quoted(printed)}”, the plan has {there} ({label})",
        ),
    )  # fmt: skip
