"""Bytes of a file to text, or one sentence on why they are none."""

from __future__ import annotations

from shared.exchange.document import Unreadable
from shared.plan.fields import Label

MAX_BYTES = 20_000_000
"""Bytes of one file; the longest real report has a hundredth of it."""

SUFFIXES = {"txt": "paper", "text": "paper", "md": "paper", "markdown": "paper", "csv": "table", "tsv": "table"}
"""File name endings that are read, and as what."""

_BINARY = (
    (b"PK\x03\x04", Label("en zip-fil (Word, Excel eller arkiv)", "a zip file (Word, Excel or an archive)")),
    (b"%PDF", Label("en PDF", "a PDF")),
    (b"\xd0\xcf\x11\xe0", Label("en äldre Word- eller Excelfil", "an old Word or Excel file")),
    (b"{\\rtf", Label("en RTF-fil", "an RTF file")),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def carrier(file_name: str) -> str | Unreadable:
    """Whether the name is that of a "paper" or a "table"; a name without an ending is a paper's."""
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    suffix = name.rsplit(".", 1)[-1].casefold() if "." in name.strip(".") else "txt"
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    listed = ", ".join(f".{known}" for known in ("txt", "md", "csv", "tsv"))
    return _refused(f"Filtypen .{suffix} läses inte; det som läses är {listed}.",
                    f"Files of type .{suffix} are not read; what is read is {listed}.")  # fmt: skip


def decode(data: bytes) -> str | Unreadable:
    """The text, its lines ended by \\n.

    UTF-8 with or without a byte order mark, UTF-16 with one, or else Windows-1252 if every byte has a meaning there.
    """
    if len(data) > MAX_BYTES:
        return _refused("Filen är större än 20 MB.", "The file is larger than 20 MB.")
    for start, what in _BINARY:
        if data.startswith(start):
            return _refused(f"Filen är {what.sv} och inte en text.", f"The file is {what.en} and not a text.")
    text = _decoded(data)
    if text is None:
        return _refused("Filen är inte text i UTF-8 eller Windows-1252.",
                        "The file is not text in UTF-8 or Windows-1252.")  # fmt: skip
    if not text.strip():
        return _refused("Filen är tom.", "The file is empty.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str | None:
    if data.startswith(_UTF16):
        return _try(data, "utf-16")
    if b"\0" in data:
        return None
    text = _try(data, "utf-8-sig")
    if text is not None:
        return text
    looks_binary = any(byte < 32 and byte not in b"\t\n\r\f" for byte in data)
    return None if looks_binary else _try(data, "cp1252")


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _refused(sv: str, en: str) -> Unreadable:
    return Unreadable(Label(sv, en))
