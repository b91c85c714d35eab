"""The claims on a contested cell: what stands, what others wanted, who wrote each and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from shared.followup.entry import print_value
from shared.followup.language import Language, in_language
from shared.ids import NodeId
from shared.plan.fields import Field
from shared.plan.kinds import field_of
from shared.plan.model import Cell, Plan, Rival
from shared.plan.ops import CellKey
from shared.plan.values import Value
from tui.locale.signs import Signs
from tui.locale.texts import say
from tui.views.period_words import period_words
from tui.views.spans import Line, one_line

PersonName = Callable[[str], str]


class Claim(msgspec.Struct, frozen=True):
    """One claim, as people read it."""

    value: Value | None
    printed: str
    who: str
    when: str
    because: str


class Contest(msgspec.Struct, frozen=True):
    """A contested cell as it stood when it was shown; what is chosen is chosen among these claims."""

    node: NodeId
    key: CellKey
    heading: str
    confirmed: Claim
    rivals: tuple[Claim, ...]
    newest: int
    """The newest seq among the claims: what whoever settles has seen."""


def contests(plan: Plan, node: NodeId, language: Language, name: PersonName) -> list[Contest]:
    """The node's contested cells, in the order they were first written."""
    return [
        _contest(plan, node, key, cell, language, name) for key, cell in plan.cells(node).items() if cell.is_contested
    ]


def when(at: int) -> str:
    """A moment as people write it, by the clock of this computer: 2021-09-03 14:05. "" for none."""
    try:
        return f"{datetime.fromtimestamp(at / 1000):%Y-%m-%d %H:%M}" if at else ""
    except (OverflowError, ValueError, OSError):
        return ""


def claim_lines(contest: Contest, language: Language, signs: Signs) -> list[Line]:
    """The claims numbered as the keys that choose them: K for what stands, 1, 2, ... for the rivals."""
    stands = say(language, "confirmed_claim")
    lines: list[Line] = [((f"{signs.contested} {contest.heading}", "contested"),)]
    lines += _claim_lines("K", contest.confirmed, f" ({stands})")
    for number, rival in enumerate(contest.rivals, 1):
        lines += _claim_lines(str(number), rival, "")
    return lines


def _claim_lines(key: str, claim: Claim, remark: str) -> list[Line]:
    """The key and the first paragraph; the others below it; who wrote it behind the last."""
    because = f" – {claim.because}" if claim.because else ""
    first, *others = [one_line(paragraph) for paragraph in claim.printed.split("\n") if paragraph.strip()] or [""]
    written = (f"{remark}  {claim.who} {claim.when}{because}", "muted")
    lines: list[Line] = [((f" {key}  ", "strong"), (first, "")), *(((f"    {words}", ""),) for words in others)]
    return [*lines[:-1], (*lines[-1], written)]


def _contest(plan: Plan, node: NodeId, key: CellKey, cell: Cell, language: Language, name: PersonName) -> Contest:
    field = field_of(plan.nodes[node].kind, key.field)
    return Contest(
        node=node,
        key=key,
        heading=cell_heading(key, field, language),
        confirmed=_claim(cell, field, language, name),
        rivals=tuple(_claim(rival, field, language, name) for rival in cell.rivals),
        newest=cell.newest,
    )


def _claim(claim: Cell | Rival, field: Field | None, language: Language, name: PersonName) -> Claim:
    printed = print_value(claim.value, language, field) if claim.value is not None else say(language, "cleared")
    return Claim(claim.value, printed, one_line(name(claim.author)), when(claim.at), one_line(claim.because))


def cell_heading(key: CellKey, field: Field | None, language: Language) -> str:
    """Which fact about a node: "Resultat, tertial 2 2021"."""
    what = in_language(field.label, language) if field else key.field
    where = [period_words(key.period, language)] if key.period else []
    return ", ".join([what, *where, *([one_line(key.part)] if key.part else [])])
