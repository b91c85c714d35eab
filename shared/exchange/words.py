"""Text as papers have it, made plain: markup, lost icons, spaces, and the form in which titles are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape

from shared.plan.values import clean

_BREAK = re.compile(r"</?(?:p|br|div|ul|ol|tr|h[1-6])\b[^<>]*>", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:b|i|u|em|strong|span|sup|sub|li|a|td|th|table|tbody|font)\b[^<>]*>", re.IGNORECASE)
_NUMBERING = re.compile(r"^\d{1,3}[.)]\s+")
_DASHES = str.maketrans({"–": "-", "−": "-", "—": "-", "‑": "-", "\u00ad": None, "_": " "})
_IS_CLEAN = re.compile("[\n\t -~\u00a0-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2328]*")
"""Nothing in it is another character when cleaned, and looking so is much faster than cleaning."""
_KEPT = "©®™°"


@lru_cache(maxsize=256)
def without_markup(text: str) -> str:
    """The text without HTML tags; paragraphs, breaks and list items start new lines. No blank lines, ends trimmed."""
    marked = _TAG.sub("", _ITEM.sub("\n- ", _BREAK.sub("\n", text))) if "<" in text else text
    bare = unescape(marked)
    lines = (" ".join(line.split()) for line in (bare if _IS_CLEAN.fullmatch(bare) else clean(bare)).split("\n"))
    return "\n".join(line for line in lines if line)


def without_glyphs(text: str, known: frozenset[str] = frozenset()) -> str:
    """The text without the icons before and after it that lost their meaning; those in `known` stay."""
    start, end = 0, len(text)
    while start < end and _is_noise(text[start], known):
        start += 1
    while end > start and _is_noise(text[end - 1], known):
        end -= 1
    return text[start:end]


def one_line(text: str) -> str:
    """All of it on one line, single spaces."""
    return " ".join(text.split())


def without_number(title: str) -> str:
    """The title of a row without the number it has in its list ("1. ")."""
    return _NUMBERING.sub("", title)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The form in which words are compared: case, kinds of dash and space, and a full stop at the end say nothing."""
    folded = unicodedata.normalize("NFC", text).translate(_DASHES).casefold()
    return " ".join(folded.split()).rstrip(" .:*")


def _is_noise(char: str, known: frozenset[str]) -> bool:
    if char in known or char in _KEPT:
        return False
    return char.isspace() or char == "\ufe0f" or unicodedata.category(char) in ("So", "Co", "Cn", "Cf")
