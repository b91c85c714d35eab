"""The words that targets are made of, in Swedish and English: a table, so that a new spelling is a new entry."""

from __future__ import annotations

import re

from shared.followup.period import Period, Span, read_period
from shared.plan.fields import Label
from shared.plan.values import TargetForm

_NOT = ("inte", "ej", "icke")

_OPENINGS: dict[TargetForm, tuple[str, ...]] = {
    TargetForm.AT_MOST: (
        "max", "max.", "maximalt", "maximum", "högst", "som mest", "upp till", "minska till", "minskas till",
        *(f"{no} {more} än" for no in _NOT for more in ("mer", "fler", "högre", "större", "längre")),
        *(f"{no} {over}" for no in _NOT for over in ("öka mer än", "öka över", "öka till mer än", "överstiga",
                                                     "överskrida", "över")),
        "≤", "<=", "at most", "no more than", "not more than", "not exceed", "not above", "not over", "up to",
        "decrease to",
    ),
    TargetForm.AT_LEAST: (
        "min", "min.", "minst", "minimum", "lägst", "öka till", "ökas till",
        *(f"{no} {less} än" for no in _NOT for less in ("mindre", "färre", "lägre", "kortare")),
        *(f"{no} {under}" for no in _NOT for under in ("understiga", "underskrida", "under")),
        "≥", ">=", "at least", "no less than", "not less than", "not fewer than", "not below", "increase to",
    ),
    TargetForm.MORE_THAN: (
        "mer än", "fler än", "högre än", "större än", "längre än", "över", ">", "more than", "greater than",
        "higher than", "longer than", "above", "over",
    ),
    TargetForm.LESS_THAN: (
        "mindre än", "färre än", "lägre än", "kortare än", "under", "<", "less than", "fewer than", "lower than",
        "shorter than", "below",
    ),
    TargetForm.EXACTLY: ("exakt", "precis", "lika med", "=", "exactly", "equal to"),
}  # fmt: skip

_ENDINGS: dict[TargetForm, tuple[str, ...]] = {
    TargetForm.AT_LEAST: ("eller mer", "eller fler", "eller högre", "or more", "or higher"),
    TargetForm.AT_MOST: ("eller mindre", "eller färre", "eller lägre", "or less", "or fewer", "or lower"),
}

_CHANGES: dict[TargetForm, tuple[str, ...]] = {
    TargetForm.INCREASE: ("öka", "ökar", "ökas", "ökad", "ökat", "ökning", "increase", "increased"),
    TargetForm.DECREASE: ("minska", "minskar", "minskas", "minskad", "minskat", "minskning", "decrease", "decreased"),
}
_COMPARISONS: dict[TargetForm, tuple[str, ...]] = {
    TargetForm.INCREASE: ("fler", "högre", "mer", "större", "more", "higher", "greater"),
    TargetForm.DECREASE: ("färre", "lägre", "mindre", "fewer", "lower", "less"),
}

LEAD_INS = (
    "målet är", "målvärde:", "mål:", "target:", "ska", "skall", "bör", "får", "vara", "bli", "ligga på", "uppgå till",
    "uppnå", "andel", "antal",
)  # fmt: skip
"""Words before the target proper, which say nothing about it."""

BEFORE_NUMBER = ("avvikelse", "budgetavvikelse", "index", "deviation")
"""Words before a bound, which say what it is and not how much."""

FOLLOWED = {
    "uppföljningsmått", "endast uppföljning", "följs", "följs upp", "följs endast", "uppföljning", "followed",
    "followed only", "no target", "inget målvärde",
}  # fmt: skip

LAST_YEAR = {"föregående år", "förra året", "i fjol", "året innan", "året före", "last year", "the year before"}

TOTAL = re.compile(r"\((?:totalt|sammanlagt|total|in total)\s(?P<total>[^()]+)\)$", re.IGNORECASE)
PENDING = re.compile(r"[\s,.;(]*\bkompletteras\b.*$", re.IGNORECASE | re.DOTALL)
AGAINST = re.compile(
    r"(?:(?P<before>.*?)[,\s]\s*)?(?:jfm|jfr|jmf|jämfört med|i jämförelse med|mot|från|sedan|än"
    r"|compared to|compared with|than|since|from)\.?\s(?P<period>.+)",
    re.IGNORECASE,
)
DURING = re.compile(r"(?:under|i|in|during)\s(?P<period>.+)", re.IGNORECASE)

FORM_LABELS = {
    TargetForm.REACH: Label("{0}", "{0}"),
    TargetForm.AT_LEAST: Label("minst {0}", "at least {0}"),
    TargetForm.AT_MOST: Label("högst {0}", "at most {0}"),
    TargetForm.EXACTLY: Label("exakt {0}", "exactly {0}"),
    TargetForm.MORE_THAN: Label("mer än {0}", "more than {0}"),
    TargetForm.LESS_THAN: Label("mindre än {0}", "less than {0}"),
    TargetForm.BETWEEN: Label("mellan {0} och {1}", "between {0} and {1}"),
    TargetForm.INCREASE: Label("ökning", "increase"),
    TargetForm.DECREASE: Label("minskning", "decrease"),
    TargetForm.FOLLOWED: Label("uppföljningsmått", "followed only"),
}
"""How each form is said; {0} and {1} stand for its bounds. WORDS has only its own words."""

_TERMS = {"hösten": 2, "ht": 2, "autumn": 2, "våren": 1, "vt": 1, "spring": 1}


def opening(words: str) -> tuple[TargetForm, str] | None:
    """The form that these words open with ("högst", "mer än") and the words behind it; the longest opening wins."""
    return _leading(words, _OPENING_FORMS)


def change(words: str) -> tuple[TargetForm, str] | None:
    """INCREASE or DECREASE where the words open with such a verb or noun, and the words behind it."""
    return _leading(words, _CHANGE_FORMS)


def comparison(words: str) -> tuple[TargetForm, str] | None:
    """INCREASE or DECREASE where the words open with "fler", "lägre" and the like, and the words behind it."""
    return _leading(words, _COMPARISON_FORMS)


def ending(words: str) -> tuple[TargetForm, str] | None:
    """The form that these words end with ("eller fler") and the words before it."""
    folded = words.casefold()
    for form, phrases in _ENDINGS.items():
        for phrase in phrases:
            if folded.endswith(f" {phrase}"):
                return form, words[: -len(phrase)].rstrip()
    return None


def without(words: str, openings: tuple[str, ...]) -> str:
    """The words without any of these at their beginning."""
    while behind := next(filter(None, (_behind(words, phrase) for phrase in openings)), None):
        words = behind
    return words


def read_term(text: str) -> Period | None:
    """A period, or "hösten 2020" and "våren 2021" as the half-year that holds them."""
    season, _, year = text.casefold().partition(" ")
    if season in _TERMS and (found := read_period(year)) and found.span is Span.YEAR:
        return Period(found.year, Span.HALF, _TERMS[season])
    return read_period(text)


def _by_length(table: dict[TargetForm, tuple[str, ...]]) -> list[tuple[str, TargetForm]]:
    phrases = [(phrase, form) for form, listed in table.items() for phrase in listed]
    return sorted(phrases, key=lambda entry: -len(entry[0]))


_OPENING_FORMS = _by_length(_OPENINGS)
_CHANGE_FORMS = _by_length(_CHANGES)
_COMPARISON_FORMS = _by_length(_COMPARISONS)


def _leading(words: str, phrases: list[tuple[str, TargetForm]]) -> tuple[TargetForm, str] | None:
    for phrase, form in phrases:
        if (behind := _behind(words, phrase)) is not None:
            return form, behind
    return None


def _behind(words: str, phrase: str) -> str | None:
    """What follows the phrase at the beginning of the words; None if they begin otherwise or run on in one word."""
    if words[: len(phrase)].casefold() != phrase:
        return None
    rest = words[len(phrase) :]
    return None if phrase[-1].isalpha() and rest[:1].isalpha() else rest.strip()
