"""Figures in an analysis that differ from the value they are about.

A number in prose can be about anything. One is held against the outcome only where the sentence says so: it has the
outcome's unit, words of the measure's own or "resultatet" stand before it, and nothing around it speaks of another
group, place or time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from shared.plan.fields import Label
from shared.plan.values import Quantity, Target, TargetForm
from shared.review.finding import Found, plain, shown
from shared.review.prose import Mention, comparable, has_number, mentions_in, says, stem, stems
from shared.review.survey import Subject, Survey, period_of

_RESULT_WORDS = frozenset(
    stem(word)
    for word in (
        "resultat", "utfall", "andel", "antal", "nivå", "värde", "mätning", "index", "result", "outcome", "share",
        "value", "level",
    )
)  # fmt: skip
_SHORTEST_OWN_WORD = 5
_RIGHT_BEHIND = 2

# Right before a number: what comes is what the subject amounts to.
_STATES = re.compile(
    r"\b(?:är|var|blev|blir|uppgår|uppgick|uppnår|nådde|når|ligger|låg|landade|landar|hamnade|hamnar|mättes|visar"
    r"|visade|redovisas|öka[trd]?e?|minska[trd]?e?|stigit|steg|sjunkit|sjönk|is|was|were|amounts|amounted|came|reached"
    r"|stood|increased|decreased|rose|fell)(?:\s(?:nu|fortsatt|fortfarande|totalt|sammanlagt|alltså|now|still)){0,2}"
    r"(?:\s(?:till|på|to|at))?"
    r"(?P<about>\s(?:ca|cirka|ungefär|omkring|runt|drygt|knappt|nästan|about|around|almost)\.?)?\s\Z",
    re.IGNORECASE,
)
_NAMES = re.compile(r"(?P<word>[^\W\d_]+)(?:\s(?:på|om|till|of|to|at)|\s?[:=]|\s?\()?\s?\Z")
_FROM = re.compile(r"\bfr(?:ån|om)\s[^;]*?\b(?:till|to)\s\Z", re.IGNORECASE)

_CLAUSE = re.compile(r"[,;(–]\s|\s(?:men|och|medan|samt|vilket|som|but|and|while|which)\s")
_TARGET_WORDS = re.compile(
    r"\b(?:målet|målvärdet|målnivån|the target)(?:\s(?:är|var|is|was))?(?:\s(?:på|om|högst|minst|of))?\s\Z",
    re.IGNORECASE,
)

# Another group, place or time than the measure's own.
_ELSEWHERE = re.compile(
    r"\b(?:mål\w*|target\w*|budget\w*|prognos\w*|forecast\w*|rike[ts]?|land(?:et)?s?|nation\w*|snitte?t?|genomsnitt\w*"
    r"|average|förra|föregående|tidigare|fjol\w*|previous|last|earlier|kvinn\w*|män|männens?|pojk\w*|flick\w*|women|men"
    r"|bland|hos|inom|exklusive|exkl|utan|skulle|förvänt\w*|beräkn\w*|högst[ae]?|lägst[ae]?|bäst[ae]?|sämst[ae]?|among"
    r"|övriga|andra|jämför\w*|differens\w*|skillnad\w*|avvikels\w*|mellan|sedan|årsskift\w*|vår\w*|sommar\w*|höst\w*"
    r"|vinter\w*|start\w*|enkät\w*|svarsfrekvens\w*|täckningsgrad\w*|målsättning\w*|inte|ej|not)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\W*(?:högre|lägre|bättre|sämre|fler|färre|mer|mindre|större|av (?:mål|budget)\w*"
    r"|(?:under|över) (?:mål|snitt|genomsnitt)\w*|(?:för|bland|hos|inom|av) (?!år|period|tertial|all)\w+"
    r"|vid|nationellt|per|i (?:fjol|riket|landet|snitt|genomsnitt)|förra|föregående"
    r"|higher|lower|better|worse|more|less|above|below|among|for)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:(?:tertial|kvartal|halvår|delår|vecka|quarter|week) ?\d{1,2}(?: \d{4})?|[tqh][1-4](?: \d{4})?"
    r"|(?:jan|feb|mars|april|maj|juni|juli|aug|sept?|okt|nov|dec)\w*(?: \d{4})?|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_ROUGHLY = Decimal("0.05")


def differing_figures(survey: Survey, measure: Subject) -> Iterator[Found]:
    """Numbers in the period's analysis that say another outcome, or another target, than the plan does."""
    if measure.stands is None:
        return
    for key, text in measure.texts:
        if key.field == "analysis" and key.period == survey.period and has_number(text):
            outcomes, unit = _outcomes(survey, measure)
            for sentence, there in mentions_in(text, unit):
                for mention in there:
                    yield from _held(survey, measure, key.part, sentence, mention, outcomes, unit)


def _held(
    survey: Survey, measure: Subject, part: str | None, sentence: str, mention: Mention, outcomes: list[Decimal],
    unit: str,
) -> Iterator[Found]:  # fmt: skip
    """A number held against what the sentence says it is."""
    before, behind = sentence[: mention.start], sentence[mention.end :]
    is_target = bool(_TARGET_WORDS.search(before))
    known = _bounds(measure, unit) if is_target else outcomes
    if not known or any(_may_say(before, mention, amount, is_exact=is_target) for amount in known):
        return
    own = {word for word in stems(survey.plan.title(measure.node)) if len(word) >= _SHORTEST_OWN_WORD}
    clause = _CLAUSE.split(before)[-1]
    if _is_plain(survey, clause, behind, own) if is_target else _is_about(survey, clause, behind, own):
        yield _found(survey, measure, part, sentence[mention.start : mention.end], mention, known[0], unit,
                     is_target=is_target)  # fmt: skip


def _found(
    survey: Survey, measure: Subject, part: str | None, printed: str, mention: Mention, amount: Decimal, unit: str, *,
    is_target: bool,
) -> Found:  # fmt: skip
    stands = shown(amount, unit)
    what = Label("målet", "the target") if is_target else Label("resultatet", "the outcome")
    return Found(
        node=measure.node, field="analysis", period=survey.period, part=part, printed=plain(mention.amount),
        computed=plain(amount),
        sentence=Label(
            f"”{printed}” i analysen, men {what.sv} är {stands.sv}",
            f"“{printed}” in the analysis, but {what.en} is {stands.en}",
        ),
    )  # fmt: skip


def _is_about(survey: Survey, clause: str, behind: str, own: set[str]) -> bool:
    """Whether a number is said of the measure itself, as a whole, in the period under review.

    `clause` is what stands before it, from the nearest break on.
    """
    if _STATES.search(clause) or _FROM.search(clause):
        # "Vi nådde 52 % nöjda kunder": what it is may stand right behind the number.
        said_of = [*stems(clause), *(word for word in stems(behind)[:_RIGHT_BEHIND] if word in own)]
    else:
        names = _NAMES.search(clause)
        said_of = [stem(names["word"])] if names else []
    is_own = not (own.isdisjoint(said_of) and _RESULT_WORDS.isdisjoint(said_of))
    return is_own and not _ELSEWHERE.search(_others(clause, own)) and _is_plain(survey, clause, behind, own)


def _is_plain(survey: Survey, clause: str, behind: str, own: set[str]) -> bool:
    """Whether what follows the number takes it back, and whether it is of this period."""
    is_now = all(_is_now(survey, found[0]) for found in _TIME.finditer(f"{_others(clause, own)} {behind[:30]}"))
    return is_now and not _BEHIND.match(behind)


def _others(clause: str, own: set[str]) -> str:
    """The words that are not the measure's own."""
    return " ".join(word for word in re.findall(r"\w+", clause) if stem(word) not in own)


def _is_now(survey: Survey, words: str) -> bool:
    named = period_of(words) or period_of(f"{words} {survey.asked.year}")
    return named is not None and (named.contains(survey.asked) or survey.asked.contains(named))


def _may_say(before: str, mention: Mention, amount: Decimal, *, is_exact: bool) -> bool:
    if says(mention, amount, is_exact=is_exact):
        return True
    states = _STATES.search(before)
    is_rough = states is not None and states["about"] is not None
    return is_rough and abs(mention.amount - amount) <= abs(amount) * _ROUGHLY


def _outcomes(survey: Survey, measure: Subject) -> tuple[list[Decimal], str]:
    """The outcome and those of its parts, in one unit; the whole comes first."""
    found = [
        (key.part or "", cell.value)
        for key, cell in measure.cells.items()
        if key.field == "outcome" and key.period == survey.period and isinstance(cell.value, Quantity)
    ]
    stands = measure.stands.unit if measure.stands else ""
    unit = next((value.unit for part, value in found if not part), "") or stands
    factors = [(value, comparable(value.unit, unit)) for _, value in sorted(found, key=lambda entry: entry[0])]
    return [value.amount * factor for value, factor in factors if factor is not None], unit


def _bounds(measure: Subject, unit: str) -> list[Decimal]:
    """The numbers of the target, in the outcome's unit; none where it is a change, or cannot be in that unit."""
    target = measure.stands.target if measure.stands else None
    if not isinstance(target, Target) or target.form in (TargetForm.INCREASE, TargetForm.DECREASE):
        return []
    factor = comparable(target.unit, unit)
    return [bound * factor for bound in (target.bound, target.upper) if bound is not None and factor is not None]
