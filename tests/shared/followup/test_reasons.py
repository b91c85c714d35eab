"""Reasons: every spelling of why there is no result is one of a closed list, and keeps its words."""

from __future__ import annotations

import pytest

from shared.followup.language import Language
from shared.followup.reasons import print_missing, read_reason, why_label
from shared.plan.values import Missing, WhyEmpty

LANGUAGES: tuple[Language, ...] = ("sv", "en")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", WhyEmpty.NOT_YET),
        ("Mäts ej", WhyEmpty.NOT_YET),
        ("mätningen görs i oktober", WhyEmpty.NOT_YET),
        ("mäts vartannat år", WhyEmpty.NOT_YET),
        ("mäts vid helår", WhyEmpty.YEARLY),
        ("Mäts först efter helår", WhyEmpty.YEARLY),
        ("mäts årligen", WhyEmpty.YEARLY),
        ("e.t.", WhyEmpty.NOT_APPLICABLE),
        (".", WhyEmpty.NOT_APPLICABLE),
        ("Ej relevant", WhyEmpty.NOT_APPLICABLE),
        ("målvärde saknas", WhyEmpty.NO_TARGET),
        ("Kompletteras efter 31/12", WhyEmpty.PENDING),
        ("redovisas i nästa rapport", WhyEmpty.PENDING),
        ("kompletteras senare", WhyEmpty.PENDING),
        ("för osäkert", WhyEmpty.UNRELIABLE),
        ("för få svar", WhyEmpty.UNRELIABLE),
        ("tidsseriebrott", WhyEmpty.SERIES_BREAK),
        ("Brott i tidsserien", WhyEmpty.SERIES_BREAK),
        ("u.s.", WhyEmpty.UNKNOWN),
        ("-", WhyEmpty.UNKNOWN),
        ("–", WhyEmpty.UNKNOWN),
        ("..", WhyEmpty.UNKNOWN),
    ],
)
def test_spelling_is_read_as_its_reason(text: str, why: WhyEmpty) -> None:
    """Empty is not zero, and each reason is counted by itself."""
    found = read_reason(text)
    assert found is not None and found.why is why
    assert read_reason(print_missing(found, "sv")) == found


@pytest.mark.parametrize("text", ["0", "45 %", "många", "kompletteras av en åtgärd", "mäts", "från T1", "saknas helt"])
def test_other_words_are_no_reason(text: str) -> None:
    """Zero is a result, and prose is for the analysis."""
    assert read_reason(text) is None


@pytest.mark.parametrize("why", WhyEmpty)
def test_every_reason_has_words_in_both_languages_that_are_read_back(why: WhyEmpty) -> None:
    """The list is closed: what the program shows for a reason, a person may type."""
    for lang in LANGUAGES:
        assert read_reason(why_label(why, lang)) == read_reason(why.value) == Missing(why)
