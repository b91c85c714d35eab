"""What kind of terminal this is, from its environment. Asked before Textual is imported, which reads it only once."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

_SIXTEEN_COLOURS = ("xterm", "linux", "vt100", "vt220", "ansi", "screen", "tmux", "rxvt")
_LANGUAGE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_CHARACTER_VARIABLES = ("LC_ALL", "LC_CTYPE", "LANG")


class Terminal(msgspec.Struct, frozen=True):
    """What the screens need to know of a terminal."""

    theme: str
    """A theme by its name: "textual-dark", "textual-light", "ansi-dark" or "ansi-light"."""
    is_ascii: bool
    """Whether its locale cannot show more than ASCII."""
    language: str
    """"sv" or "en"."""


def environment_changes(environ: Mapping[str, str]) -> dict[str, str]:
    """Variables to set before Textual is imported. GNU screen shows no colour at all when sent 24-bit colour."""
    return {"TEXTUAL_COLOR_SYSTEM": "256"} if environ.get("STY") else {}


def terminal_of(environ: Mapping[str, str], encoding: str, *, is_utf8_mode: bool = False) -> Terminal:
    """The terminal that an environment describes; `encoding` is that of standard output.

    `is_utf8_mode` is `sys.flags.utf8_mode`: Python has put UTF-8 in place of what the locale says, in LC_CTYPE too.
    `STEGVIS_THEME` may name a theme. Where it does not, 16 colours or NO_COLOR take the terminal's own colours, and a
    light background is known from COLORFGBG.
    """
    return Terminal(
        theme=environ.get("STEGVIS_THEME") or _theme(environ),
        is_ascii=not _is_utf8(encoding) or not _is_utf8(_characters(environ, is_utf8_mode=is_utf8_mode)),
        language="sv" if _first(environ, _LANGUAGE_VARIABLES).startswith(("sv", "C", "POSIX")) else "en",
    )


def _theme(environ: Mapping[str, str]) -> str:
    shade = "light" if environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15") else "dark"
    plain = environ.get("TERM", "") in _SIXTEEN_COLOURS and not environ.get("COLORTERM")
    return f"ansi-{shade}" if plain or "NO_COLOR" in environ else f"textual-{shade}"


def _characters(environ: Mapping[str, str], *, is_utf8_mode: bool) -> str:
    """The locale that says which characters there are. Where none does, no terminal of today lacks UTF-8."""
    names = [name for name in _CHARACTER_VARIABLES if not (is_utf8_mode and name == "LC_CTYPE")]
    return next((environ[name] for name in names if environ.get(name)), "C.UTF-8")


def _is_utf8(name: str) -> bool:
    return "utf8" in name.lower().replace("-", "").replace("_", "")


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((environ[name] for name in names if environ.get(name)), "C")
