"""What kind of terminal this is, from its environment. Asked before Textual is imported, which reads it only once."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

_SIXTEEN_COLOURS = ("xterm", "linux", "vt100", "vt220", "ansi", "screen", "tmux", "rxvt")
_LANGUAGE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


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


def terminal_of(environ: Mapping[str, str], encoding: str) -> Terminal:
    """The terminal that an environment describes; `encoding` is that of standard output.

    `STEGVIS_THEME` may name a theme. Where it does not, 16 colours or NO_COLOR take the terminal's own colours, and a
    light background is known from COLORFGBG.
    """
    return Terminal(
        theme=environ.get("STEGVIS_THEME") or _theme(environ),
        is_ascii=encoding.lower().replace("-", "").replace("_", "") != "utf8",
        language="sv" if _first(environ, _LANGUAGE_VARIABLES).startswith(("sv", "C", "POSIX")) else "en",
    )


def _theme(environ: Mapping[str, str]) -> str:
    shade = "light" if environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15") else "dark"
    plain = environ.get("TERM", "") in _SIXTEEN_COLOURS and not environ.get("COLORTERM")
    return f"ansi-{shade}" if plain or "NO_COLOR" in environ else f"textual-{shade}"


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((environ[name] for name in names if environ.get(name)), "C")
