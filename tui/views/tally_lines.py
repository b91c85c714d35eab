"""The plan's tables on screen: a row for each figure, under its table's name and rule; and what a figure is made of."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.followup.language import Language
from shared.followup.period import read_period
from shared.followup.tally import Member, Tally
from shared.followup.tally_book import Scope, TallyBook
from shared.followup.tally_rules import Rule
from shared.followup.tally_words import reason_words, rule_words
from shared.plan.model import Plan
from tui.locale.signs import Signs
from tui.locale.texts import say
from tui.views.period_words import period_words
from tui.views.rows import Row
from tui.views.spans import Line, fit, one_line
from tui.views.tally_figures import Figure, figures

_GAP = 2
_LEAST = 10
"""Columns that a label has at least, and a period's numbers."""


class Shown(msgspec.Struct, frozen=True):
    """One figure, with the table it stands in."""

    rule: Rule
    scopes: tuple[Scope, ...]
    tallies: tuple[Tally, ...]
    figure: Figure
    is_first: bool
    """Whether it is its table's first."""


def scopes_for(period: str) -> tuple[Scope, ...]:
    """The period by its canonical name, and the same one a year earlier."""
    found = read_period(period)
    return (Scope(period), Scope(found.same_period_last_year().name)) if found else (Scope(period),)


def shown(book: TallyBook, period: str, lang: Language) -> list[Shown]:
    """Every figure of every table of the plan, in their order."""
    found: list[Shown] = []
    scopes = scopes_for(period)
    for rule in book.rules():
        tallies = tuple(book.tally(rule, scope) for scope in scopes)
        rows = figures(tallies, lang)
        found += [Shown(rule, scopes, tallies, figure, place == 0) for place, figure in enumerate(rows)]
    return found


def table_lines(of: Shown, plan: Plan, lang: Language, width: int) -> list[Line]:
    """What stands above a table: its name, its rule, where numbers are a paper's, and the heads of its columns."""
    title = one_line(of.rule.title) or say(lang, "tally_built_in")
    lines: list[Line] = [((title, "strong"),), ((one_line(rule_words(of.rule, plan, lang)), "muted"),)]
    for tally in of.tallies:
        if tally.is_recorded:
            lines.append(((say(lang, "tally_from_paper", period=period_words(tally.period, lang)), "muted"),))
    return [*lines, ((f" {_heads(of.tallies, lang, width)}", "muted"),)]


def figure_words(of: Shown, lang: Language, signs: Signs, width: int) -> str:
    """One row: sign, label, for each period count and share, and the difference."""
    figure, columns = of.figure, _columns(of.tallies, lang)
    sign = f"  {signs.rule}" if figure.is_reason else signs.of(figure.key)
    label = fit(f"{sign} {figure.label}", _room(columns, width), signs.cut)
    cells = [_cell(count, percent, column) for (count, percent), column in zip(figure.cells, columns, strict=False)]
    points = [fit(figure.points, columns[-1], to_right=True)] if len(columns) > len(cells) else []
    return (" " * _GAP).join([label, *cells, *points]).rstrip()


def member_words(member: Member, row: Row, signs: Signs) -> str:
    """A node that a figure is made of: its sign and its title."""
    return f"{signs.of(member.sign)} {row.title}"


def member_lines(member: Member, row: Row, place: str, lang: Language) -> list[Line]:
    """What it is, against what; why it is unmeasured; and where it stands."""
    against = f"{say(lang, 'outcome')} {row.outcome or '–'}   {say(lang, 'target')} {row.target or '–'}"
    why = f"   {reason_words(member.why, lang)}" if member.why else ""
    lines: list[Line] = [((f"   {against}{why}", ""),)]
    return [*lines, ((f"   {place}", "muted"),)] if place else lines


def _heads(tallies: Sequence[Tally], lang: Language, width: int) -> str:
    columns = _columns(tallies, lang)
    words = [period_words(tally.period, lang) for tally in tallies]
    heads = [*words, *([say(lang, "points_head")] if len(tallies) > 1 else [])]
    cells = [fit(head, column, to_right=True) for head, column in zip(heads, columns, strict=True)]
    return (" " * _GAP).join([" " * _room(columns, width), *cells])


def _columns(tallies: Sequence[Tally], lang: Language) -> list[int]:
    """How wide each column behind the label is."""
    columns = [max(_LEAST, len(period_words(tally.period, lang))) for tally in tallies]
    return [*columns, len(say(lang, "points_head"))] if len(tallies) > 1 else columns


def _room(columns: Sequence[int], width: int) -> int:
    """How wide the label may be: one column is the cursor's."""
    return max(_LEAST, width - 1 - sum(columns) - _GAP * len(columns))


def _cell(count: str, percent: str, column: int) -> str:
    share = f"{percent:>3} %" if percent else " " * 5
    return fit(f"{count:>4} {share}", column, to_right=True)
