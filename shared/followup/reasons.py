"""Why there is no result: the words people type or print for each reason, and the words shown for it."""

from __future__ import annotations

import re

from shared.followup.language import Language, in_language
from shared.plan.fields import Label
from shared.plan.values import MAX_LINE, Missing, WhyEmpty, clean

_LABELS = {
    WhyEmpty.NOT_YET: Label("ej mätt ännu", "not measured yet"),
    WhyEmpty.YEARLY: Label("mäts årligen", "measured yearly"),
    WhyEmpty.NOT_APPLICABLE: Label("ej tillämpligt", "not applicable"),
    WhyEmpty.NO_TARGET: Label("saknar mål", "no target"),
    WhyEmpty.PENDING: Label("kompletteras senare", "to be completed later"),
    WhyEmpty.UNRELIABLE: Label("för osäkert", "too unreliable"),
    WhyEmpty.SERIES_BREAK: Label("tidsseriebrott", "series break"),
    WhyEmpty.UNKNOWN: Label("uppgift saknas", "not known"),
}

_SPELLINGS = {
    WhyEmpty.NOT_YET: (
        "ej mätt", "inte mätt", "inte mätt ännu", "ännu ej mätt", "har inte mätts", "har ej mätts", "mäts ej",
        "mäts inte", "mäts senare", "redovisas senare", "ingen mätning", "not measured", "not yet", "not yet measured",
        "not reported yet",
    ),
    WhyEmpty.YEARLY: (
        "mäts en gång per år", "mäts 1 gång/år", "mäts 1 gång per år", "årsvis", "årlig mätning", "mäts på helår",
        "mäts vid helår", "mäts per helår", "mäts efter helår", "mäts först vid helår", "mäts först efter helår",
        "mäts vid årets slut", "redovisas årsvis", "redovisas vid helår", "redovisas på helår", "yearly",
        "measured once a year",
    ),
    WhyEmpty.NOT_APPLICABLE: (
        "ej aktuellt", "ej relevant", "inte tillämpligt", "inte aktuellt", "inte relevant", "e.t.", "e/t", ".", "n/a",
        "na",
    ),
    WhyEmpty.NO_TARGET: ("inget mål", "mål saknas", "målvärde saknas", "saknar målvärde", "without target"),
    WhyEmpty.PENDING: ("kompletteras", "to be completed"),
    WhyEmpty.UNRELIABLE: (
        "för osäkert underlag", "osäkert underlag", "otillförlitligt", "ej tillförlitligt", "för få svar",
        "för litet underlag", "unreliable", "too few answers",
    ),
    WhyEmpty.SERIES_BREAK: ("brott i tidsserien", "brott i tidsserie", "brott i serien", "break in the series"),
    WhyEmpty.UNKNOWN: (
        "u.s.", "u.s", "us", "us.", "-", "–", "−", "—", "...", "..", "okänt", "uppgift saknas.", "uppgifter saknas",
        "ingen uppgift", "data saknas", "värde saknas", "saknas", "unknown", "data missing",
    ),
}  # fmt: skip

_BEGINNINGS = {
    WhyEmpty.PENDING: r"(?:kompletteras|redovisas|rapporteras|presenteras|to be completed|reported)"
                      r"\s(?:i|efter|först|vid|under|senast|per|in|after|by)",
    WhyEmpty.NOT_YET: r"(?:mäts|mätning(?:en)? (?:görs|sker|genomförs)|measured)"
                      r"\s(?:i|efter|först|vid|under|nästa|vart|vartannat|in|after|next)",
}  # fmt: skip
"""How longer reasons begin, which name a time: "kompletteras efter 31/12", "mätningen görs i oktober"."""

_REASONS = {
    spelling.casefold(): why
    for why, spellings in _SPELLINGS.items()
    for spelling in (why.value, _LABELS[why].sv, _LABELS[why].en, *spellings)
}

_STANDARD = {words for label in _LABELS.values() for words in (label.sv, label.en)} | {why.value for why in WhyEmpty}


def read_reason(text: str) -> Missing | None:
    """The reason that these words give for having no value; None if they give none.

    Blank means not measured yet. Words other than the program's own are kept as printed.
    """
    words = " ".join(clean(text[:MAX_LINE]).split())
    if not words:
        return Missing(WhyEmpty.NOT_YET)
    folded = words.casefold()
    longer = (why for why, beginning in _BEGINNINGS.items() if re.fullmatch(rf"{beginning}\b.{{1,60}}", folded))
    why = _REASONS.get(folded) or next(longer, None)
    if why is None:
        return None
    return Missing(why, "" if folded in _STANDARD else words)


def why_label(why: WhyEmpty, lang: Language) -> str:
    """The reason as shown on screen and in reports."""
    return in_language(_LABELS[why], lang)


def print_missing(missing: Missing, lang: Language) -> str:
    """What stands where the value would: the words as printed, or else the reason."""
    return missing.printed or why_label(missing.why, lang)
