"""The words that targets are made of, in Swedish and English: a table, so that a new spelling is a new entry."""

from __future__ import annotations

import re

from shared.plan.fields import Label
from shared.plan.values import Direction, TargetForm

MAX_LENGTH = 300
"""Characters beyond which a target is kept as words without looking for anything in it."""

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
    TargetForm.INCREASE: ("öka", "ökar", "ökas", "ökad", "ökat", "ökning", "en ökning", "increase", "increased"),
    TargetForm.DECREASE: (
        "minska",
        "minskar",
        "minskas",
        "minskad",
        "minskat",
        "minskning",
        "en minskning",
        "decrease",
        "decreased",
    ),
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

LAST_YEAR = {
    "föregående år", "förra året", "i fjol", "året innan", "året före", "motsvarande period föregående år",
    "samma period föregående år", "samma period förra året", "last year", "the year before",
    "the same period last year",
}  # fmt: skip

TOTAL = re.compile(r"\((?:totalt|sammanlagt|total|in total)\s(?P<total>[^()]+)\)$", re.IGNORECASE)
PENDING = re.compile(
    r"[\s,.;(]*\b(?:kompletteras|fastställs|to be completed)\b"
    r"(?:\s(?:efter|den|per|senast|i|after|by|in)\s(?P<when>[^()]+?))?[\s.)]*$",
    re.IGNORECASE,
)
"""The end of a target that cannot be assessed yet, and from when on it can."""
AGAINST = re.compile(
    r"(?:(?P<before>.*?)[,\s]\s*)?(?:jfm|jfr|jmf|jämfört med|i jämförelse med|mot|från|sedan|än"
    r"|compared to|compared with|than|since|from)\.?\s(?P<period>.+)",
    re.IGNORECASE,
)
DURING = re.compile(r"(?:under|i|in|during)\s(?P<period>.+)", re.IGNORECASE)
BY = re.compile(r"(?:med|by)\s(?:(?:minst|at least)\s)?(?P<amount>.+)", re.IGNORECASE)
FROM_TO = re.compile(r"(?:från|from)\s(?P<from>.+?)\s(?:till|to)\s(?P<to>.+)", re.IGNORECASE)
LEVEL = re.compile(
    r"(?:\w*nivån?|utfallet|resultatet|värdet|the level)\s(?:för\s|år\s|i\s|of\s)?|(?<=\d)\s?års\s\w+$", re.IGNORECASE
)
"""Words around a period to compare with that say no more than the period does: 2017 års nivå, utsläppsnivån 2017."""
AND = re.compile(r"\s+(?:och|samt|and)\s+|\s*[;&]\s*", re.IGNORECASE)
"""What stands between two targets that must both hold."""

UNCHANGED = re.compile(
    r"\b(?:oförändra\w+|bibehåll\w+|behåll\w*|unchanged|(?:inte|ej|icke|not)\s(?:öka|ökas|minska|minskas|increase|decrease))\b",
    re.IGNORECASE,
)
ABOUT = re.compile(r"(?:ca|cirka|ungefär|omkring|runt|drygt|knappt|nästan|about|around)\b", re.IGNORECASE)

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

CHANGE_LABELS = {
    TargetForm.INCREASE: Label("ökning med {0}", "increase by {0}"),
    TargetForm.DECREASE: Label("minskning med {0}", "decrease by {0}"),
}
"""How an increase or decrease by a certain amount is said."""

_HIGHER = (
    r"(?:öka|ökar|ökas|ökad|ökade|ökat|ökning|fler|högre än|mer än|increase|increased)\b|(?:minst|at least)\s\(?\d"
)
_LOWER = r"(?:minska\w*|minskning|färre|lägre än|mindre än|decrease|decreased)\b|(?:högst|max|maximalt|at most)\s\(?\d"
_SAID_BETTER = re.compile(
    r"ju (?P<more>högre|fler|mer|större|lägre|färre|mindre) (?P<change>minskning|ökning)?[^.]{0,30}?desto bättre"
    r"|(?P<is>högre|lägre|higher|lower) (?:är|is) (?:bättre|better)"
)
_UNWANTED = re.compile(
    r"\b(?:sjukfrånvaro\w*|personalomsättning\w*|\w*driftavbrott|matsvinn\w*|\w*utsläpp|klimatpåverkan|energiförbrukning"
    r"|kostnad(?:er)? per|vårdskador|sick leave|staff turnover|emissions|food waste|cost per)\b"
)
"""What nobody wants more of. Not waiting times: what is measured is mostly how many did not have to wait."""
_HIGHER_WORDS, _LOWER_WORDS = re.compile(rf"\b(?:{_HIGHER})"), re.compile(rf"\b(?:{_LOWER})|<\s?\d")
_MORE = {"högre", "fler", "mer", "större", "higher"}


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


def direction_in(words: str) -> Direction | None:
    """Which way these words of a measure say is better; None where they say nothing, or both.

    "Ju högre minskning desto bättre" says that lower is better, and so do words for what is unwanted: "sjukfrånvaro".
    """
    folded = words.casefold()
    if said := _SAID_BETTER.search(folded):
        is_more = (said["more"] or said["is"]) in _MORE
        return Direction.HIGHER if is_more != (said["change"] == "minskning") else Direction.LOWER
    higher, lower = bool(_HIGHER_WORDS.search(folded)), bool(_LOWER_WORDS.search(folded))
    if not higher and not lower:
        return Direction.LOWER if _UNWANTED.search(folded) else None
    return None if higher and lower else Direction.HIGHER if higher else Direction.LOWER


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
