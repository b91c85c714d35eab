"""What became of one's edits, in words: one that met another, and those that a server had lost."""

from __future__ import annotations

from shared.followup.language import Language
from shared.plan.model import Plan
from shared.sync.client_actions import EditMet, Healed, Met
from tui.door import KeptMet
from tui.locale.signs import Signs
from tui.locale.texts import say
from tui.views.claims import PersonName, when
from tui.views.spans import Line, one_line


def is_contested(plan: Plan, met: EditMet) -> bool:
    """Whether the cell in which edits met is still contested."""
    cell = plan.cell(met.node, *met.cell)
    return cell is not None and cell.is_contested


def place_words(plan: Plan, met: EditMet) -> str:
    """The titles above the node: "Medarbetare / Hälsa"; "" where there are none."""
    above = plan.path(met.node)[:-1] if met.node in plan.nodes else []
    return " / ".join(one_line(plan.title(step)) for step in above)


def met_sentence(plan: Plan, met: EditMet, language: Language, name: PersonName) -> str:
    """What happened: who wrote, and what became of both."""
    if not met.is_mine:
        return say(language, f"theirs_{met.met.value}", name=one_line(name(met.author)))
    if met.met is Met.CONTESTED and is_contested(plan, met):
        others = ", ".join(one_line(name(other)) for other in _others(plan, met))
        return say(language, "mine_contested_with" if others else "mine_contested_self", name=others)
    return say(language, f"mine_{met.met.value}")


def _others(plan: Plan, met: EditMet) -> list[str]:
    """Who else has a claim on the cell."""
    cell = plan.cell(met.node, *met.cell)
    authors = [cell.author, *(rival.author for rival in cell.rivals)] if cell is not None else []
    return [author for author in dict.fromkeys(authors) if author != met.author]


def met_lines(plan: Plan, kept: KeptMet, language: Language, name: PersonName, signs: Signs) -> list[Line]:
    """Where in the plan it is, when, what happened, and whether it still has to be settled."""
    place = place_words(plan, kept.met)
    new = f"{say(language, 'unread')}  " if kept.is_unread else ""
    said = met_sentence(plan, kept.met, language, name)
    lines: list[Line] = [((f"   {place}", "muted"),)] if place else []
    lines.append(((f"   {when(kept.at)}  ", "muted"), (new, "strong"), (said, "")))
    if kept.met.met is Met.CONTESTED:
        lines.append(_now(is_contested(plan, kept.met), language, signs))
    return lines


def _now(is_still: bool, language: Language, signs: Signs) -> Line:
    if is_still:
        return ((f"   {signs.contested} {say(language, 'still_contested')}", "contested"),)
    return ((f"   {say(language, 'settled_since')}", "muted"),)


def healed_words(healed: Healed, language: Language) -> str:
    """What to tell of something that the server had lost and was handed back; "" where that was nothing."""
    if not healed.rows and not healed.own:
        return ""
    text = "handed_back_and_sent" if healed.rows and healed.own else "handed_back" if healed.rows else "sent_anew"
    return say(language, text, rows=healed.rows, own=healed.own)
