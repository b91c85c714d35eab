"""What errors and the operating system say, in the person's language.

Exceptions carry one English sentence. Those that people meet are known here, with what varies in them; an unknown one
is given as it is, and left out where it would stand inside a Swedish sentence.
"""

from __future__ import annotations

import errno
import re

from shared.followup.language import Language, in_language
from shared.plan.kinds import Label
from tui.cli.texts import say

_OS_REASONS: dict[int, Label] = {
    errno.ENOENT: Label("filen eller katalogen finns inte", "No such file or directory"),
    errno.EACCES: Label("åtkomst nekas", "Permission denied"),
    errno.EPERM: Label("det är inte tillåtet", "Operation not permitted"),
    errno.EEXIST: Label("det finns redan en sådan fil", "File exists"),
    errno.ENOTDIR: Label("det är ingen katalog", "Not a directory"),
    errno.EISDIR: Label("det är en katalog", "Is a directory"),
    errno.ENOSPC: Label("disken är full", "No space left on device"),
    errno.EDQUOT: Label("diskutrymmet är slut för användaren", "Disk quota exceeded"),
    errno.EROFS: Label("filsystemet kan inte skrivas", "Read-only file system"),
    errno.ENAMETOOLONG: Label("namnet är för långt", "File name too long"),
    errno.ELOOP: Label("för många länkar efter varandra", "Too many levels of symbolic links"),
    errno.EBADF: Label("den är stängd", "Bad file descriptor"),
    errno.EIO: Label("läs- eller skrivfel på disken", "Input/output error"),
}

_OS_BY_WORDS = {label.en: label.sv for label in _OS_REASONS.values()} | {
    "database or disk is full": "disken är full", "disk I/O error": "läs- eller skrivfel på disken",
}  # fmt: skip

_SWEDISH = [
    (re.compile(pattern), swedish)
    for pattern, swedish in (
        (r"no server answers there", "ingen server svarar där"),
        (r"no answer within (?P<a>\d+) s", "inget svar inom {a} s"),
        (r"the server does not answer", "den ger inget svar"),
        (r"the connection was cut", "förbindelsen bröts"),
        (r"the server there is another user's", "servern där är en annan användares"),
        (r"(?P<a>.+) cannot be used for Stegvis' data: (?P<os>.+)\.", "{a} kan inte användas för Stegvis data: {os}."),
        (r"(?P<a>.+) cannot be used: (?P<os>.+)\.", "{a} kan inte användas: {os}."),
        (r"(?P<a>.+) cannot be written: (?P<os>.+)\.", "{a} kan inte skrivas: {os}."),
        (r"(?P<a>.+) is damaged\b.*", "{a} är skadad."),
        (r"(?P<a>.+) is in use by another program\b.*", "{a} används av ett annat program."),
        (r"(?P<a>.+) is held by another process\.", "{a} används av ett annat program."),
        (r"(?P<a>.+) was written by a newer version of Stegvis: .*",
         "{a} är skriven av en nyare version av Stegvis: uppgradera det här programmet."),
        (r"(?P<a>\d+) programs have the plan (?P<b>.+) open already\.", "{a} program har redan planen {b} öppen."),
        (r"“(?P<a>.*)” cannot be the name of a plan: .*",
         "”{a}” kan inte vara namnet på en plan: bara bokstäver, siffror, blanksteg och - _ . och högst 99."),
        (r"“(?P<a>.*)” is not a server address, .*",
         "”{a}” är ingen serveradress, som till exempel unix:/run/stegvis/socket."),
        (r"The plan could not be saved\.|the plan could not be saved\.", "Servern kunde inte spara planen."),
    )
]  # fmt: skip


def told(sentence: str, language: Language) -> str:
    """A sentence of an exception in that language; as it is where no other words are known for it."""
    return sentence if language == "en" else _in_swedish(sentence) or sentence


def silence(reason: str, language: Language) -> str:
    """Why the server does not answer, to stand inside another sentence: " (no server answers there)", or ""."""
    known = reason if language == "en" else _in_swedish(reason)
    return f" ({known.rstrip('.')})" if known else ""


def os_reason(error: OSError, language: Language) -> str:
    """Why the operating system would not."""
    known = _OS_REASONS.get(error.errno) if error.errno is not None else None
    if language == "sv":
        return known.sv if known else say("sv", "os_error", number=error.errno or 0)
    return error.strerror or (in_language(known, "en") if known else str(error))


def _in_swedish(sentence: str) -> str | None:
    if sentence in _OS_BY_WORDS:
        return _OS_BY_WORDS[sentence]
    for pattern, swedish in _SWEDISH:
        if found := pattern.fullmatch(sentence):
            words = found.groupdict()
            if "os" in words:
                words["os"] = _OS_BY_WORDS.get(words["os"], "det går inte")
            return swedish.format(**words)
    return None
