"""What errors and the operating system say, in the person's language.

Exceptions carry one English sentence. Those that people meet are known here, with what varies in them; an unknown one
is given as it is, and left out where it would stand inside a Swedish sentence.
"""

from __future__ import annotations

import errno
import re

from shared.followup.language import Language, in_language
from shared.plan.fields import Label
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
        (r"no server runs there", "ingen server är igång där"),
        (r"no answer within (?P<a>\d+) s", "inget svar inom {a} s"),
        (r"the server does not answer", "den ger inget svar"),
        (r"the connection was cut", "förbindelsen bröts"),
        (r"the server there is another user's", "servern där är en annan användares"),
        (r"(?:The server's store failed|The server could not save): (?P<inner>.+)", "Servern kan inte spara: {inner}."),
        (r"The server could not save\.|the plan could not be saved\.", "Servern kunde inte spara."),
        (r"The server has no plan called (?P<a>.+)\.", "Servern har ingen plan som heter {a}."),
        (r"The plan (?P<a>.+) on the server has another history than the copy here\.",
         "Planen {a} på servern har en annan historia än kopian här."),
        (r"This copy of the plan belongs to somebody else; .*",
         "Den här kopian av planen är någon annans; flytta undan den, så görs en ny."),
        (r"This copy of the plan differs from the server's, which must not be; .*",
         "Kopian här av planen är inte lik serverns; den behöver hämtas om."),
        (r"What you may do in this plan has changed\.", "Vad du får göra i planen har ändrats."),
        (r"the server sent .+", "servern skickade något som inte går att förstå"),
        (r"internal error \((?P<a>\w+)\)", "internt fel ({a})"),
        (r"(?P<a>.+) cannot be read: .+\.", "{a} kan inte läsas."),
        (r"The server speaks protocol .*: upgrade the (?P<part>client|server)\.",
         "Servern och det här programmet är för olika gamla: uppgradera {part}."),
        (r"The client sent .*|A transaction carries the key of another client\.|A message .* is not allowed here\.",
         "Servern förstod inte vad det här programmet skickade."),
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
        (r"The edit could not be saved \(.*\)\.", "Ändringen kunde inte sparas."),
    )
]  # fmt: skip


def told(sentence: str, language: Language) -> str:
    """A sentence of an exception in that language; as it is where no other words are known for it."""
    return sentence if language == "en" else _in_swedish(sentence) or sentence


def silence(reason: str, language: Language) -> str:
    """Why the server does not answer, to stand inside another sentence: " (no server runs there)", or ""."""
    known = reason if language == "en" else _in_swedish(reason)
    return f" ({known.rstrip('.')})" if known else ""


def os_reason(error: OSError, language: Language) -> str:
    """Why the operating system would not."""
    known = _OS_REASONS.get(error.errno) if error.errno is not None else None
    if language == "sv":
        return known.sv if known else say("sv", "os_error", number=error.errno or 0)
    return error.strerror or (in_language(known, "en") if known else str(error))


def os_sentence(error: OSError, language: Language) -> str:
    """The same as a sentence of its own."""
    reason = os_reason(error, language)
    return f"{reason[:1].upper()}{reason[1:]}."


def _in_swedish(sentence: str) -> str | None:
    if sentence in _OS_BY_WORDS:
        return _OS_BY_WORDS[sentence]
    for pattern, swedish in _SWEDISH:
        if found := pattern.fullmatch(sentence):
            return swedish.format(**{gap: _filling(gap, words) for gap, words in found.groupdict().items()})
    return None


def _filling(gap: str, words: str) -> str:
    """What stands in a gap: a name as it is, but in Swedish what is English too."""
    match gap:
        case "os":
            return _OS_BY_WORDS.get(words, "det går inte")
        case "inner":
            return (_in_swedish(words) or "okänt fel").rstrip(".")
        case "part":
            return "servern" if words == "server" else "det här programmet"
    return words
