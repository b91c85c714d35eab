"""Rounds in words: how far a unit has come, what was corrected, and whether a period is open."""

from __future__ import annotations

from collections.abc import Callable

from shared.followup.corrections import ACCEPTED, DECLINED, Correction
from shared.followup.describe import cell_words
from shared.followup.hand_in import HandIn, Stage
from shared.followup.language import Language, in_language
from shared.followup.rounds import CLOSED, Round
from shared.plan.fields import Label
from shared.plan.model import Plan
from shared.plan.values import one_line

NameOf = Callable[[str], str]
"""The name of an author."""

When = Callable[[int], str]
"""A moment, in ms since 1970, in words."""

_STAGES = {
    Stage.NOT_YET: Label("inte klarmarkerad", "not handed in"),
    Stage.HANDED_IN: Label("klarmarkerad {at} av {author} ({number})", "handed in {at} by {author} ({number})"),
    Stage.SENT_BACK: Label("återsänd {at} av {author}: {comment}", "sent back {at} by {author}: {comment}"),
    Stage.APPROVED: Label("godkänd {at} av {author}", "approved {at} by {author}"),
}

_CORRECTIONS = {
    "": Label(
        "Rättelse {case}, {where}: {before} → {after}. {reason} ({author}, {at})",
        "Correction {case}, {where}: {before} → {after}. {reason} ({author}, {at})",
    ),
    ACCEPTED: Label(
        "Sen uppgift godtagen av {decider}, {where}: {before} → {after}. {reason} ({author}, {at})",
        "Late entry accepted by {decider}, {where}: {before} → {after}. {reason} ({author}, {at})",
    ),
    DECLINED: Label(
        "Sen uppgift avvisad av {decider}, {where}: {after} i stället för {before}. {reason} ({at})",
        "Late entry declined by {decider}, {where}: {after} instead of {before}. {reason} ({at})",
    ),
}

_OPEN, _OPEN_UNTIL = Label("öppen", "open"), Label("öppen till {due}", "open until {due}")
_CLOSED = Label("låst", "closed")


def stage_words(stands: HandIn, language: Language, name_of: NameOf, when: When) -> str:
    """How far a unit has come: by whom, when, and why it was sent back."""
    cell = stands.decided or stands.handed_in
    author, at = (one_line(name_of(cell.author)), when(cell.at)) if cell else ("", "")
    return in_language(_STAGES[stands.stage], language).format(
        at=at, author=author, number=stands.number, comment=one_line(stands.comment)
    )


def correction_words(plan: Plan, found: Correction, language: Language, name_of: NameOf, when: When) -> str:
    """What was corrected, from what to what, and why; or what was decided about a late entry."""
    return in_language(_CORRECTIONS[found.late], language).format(
        case=one_line(found.case_number),
        where=cell_words(plan, found.corrects, found.cell, language),
        before=_in_sentence(found.before),
        after=_in_sentence(found.after),
        reason=one_line(found.reason),
        author=one_line(name_of(found.author)),
        decider=one_line(name_of(found.decided_by)),
        at=when(found.at),
    )


def _in_sentence(value: str) -> str:
    """A value without the full stop that a text may end with: the sentence has its own."""
    return one_line(value).rstrip(".") or "–"


def round_words(found: Round | None, language: Language) -> str:
    """Whether the period is open, until when, or closed; "" where nobody has opened it."""
    if found is None or not found.state:
        return ""
    label = _CLOSED if found.state == CLOSED else _OPEN_UNTIL if found.due else _OPEN
    return in_language(label, language).format(due=found.due)
