"""What a remark behind a number says of its quality: preliminary, uncertain, not to be compared with earlier ones."""

from __future__ import annotations

import re

_REMARK = re.compile(r"\(([^()]*)\)\s*\*{0,3}$")
_SAID = {
    "preliminary": r"prel\b|preliminär|preliminary",
    "unreliable": r"osäker|otillförlitlig|ej tillförlitlig|uncertain|unreliable",
    "series_break": r"tidsseriebrott|brott i tidsserie|series break|break in the series",
    "not_comparable": r"(?:inte|ej|icke|not) (?:jämförba|comparable)",
}


def quality_in(printed: str) -> tuple[str, ...]:
    """The keys of the outcome's qualities that its words name in parentheses: "45 % (preliminärt)"."""
    remark = _REMARK.search(printed)
    said = remark[1].casefold() if remark else ""
    return tuple(key for key, words in _SAID.items() if re.search(rf"\b(?:{words})", said))
