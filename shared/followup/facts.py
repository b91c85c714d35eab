"""What follows from a node's figures and those around it, in sentences: the same on screen, in lists and in reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from shared.followup.control import Risk, off_scale, repeated, risk_of
from shared.followup.discrepancy import Discrepancy
from shared.followup.entry import print_value
from shared.followup.investment import account_of
from shared.followup.language import Language, in_language
from shared.followup.money import money_periods, money_that_differs, table_of, units_in
from shared.followup.open_actions import is_open, open_action
from shared.followup.period import read_period
from shared.followup.quantity import print_number, print_quantity
from shared.ids import NodeId
from shared.plan.fields import Label
from shared.plan.kinds import Kind, field_of
from shared.plan.model import Plan
from shared.plan.values import Quantity

_RISK = Label("Risk: {value}{of}{words}", "Risk: {value}{of}{words}")
_OF = Label(" av {highest}", " of {highest}")
_OFF_SCALE = Label(
    "{field} {value} finns inte på planens skala{top}.", "{field} {value} is not on the plan's scale{top}."
)
_TOP = Label(" (1 till {highest})", " (1 to {highest})")
_REPEATS = Label("Upprepar: {title}", "Repeats: {title}")
_LEFT = Label("Öppna åtgärder: {left} av {all}", "Open actions: {left} of {all}")
_OPEN = Label("Öppen åtgärd{since}{late}.", "Open action{since}{late}.")
_SINCE = Label(", beslutad för {period}{age}", ", decided for {period}{age}")
_AGE = Label(", {months} sedan", ", {months} ago")
_LATE = Label(", skulle ha varit klar {due}", ", was due {due}")
_GRANTED = Label("Beviljat: {amount}", "Granted: {amount}")
_NOT_GRANTED = Label("Beviljat: framgår inte av besluten", "Granted: the decisions do not tell")
_DEVIATION = Label("Utfall minus beviljat: {amount}{stated}", "Outcome less granted: {amount}{stated}")
_STATED = Label(" (angiven avvikelse: {amount})", " (stated deviation: {amount})")
_DUE = Label("Ska återredovisas.", "Is to be accounted for.")
_DIFFERS = Label(
    "{title}, {field} {period}: angivet {printed}, siffrorna ger {computed}",
    "{title}, {field} {period}: stated {printed}, the figures give {computed}",
)
_MIXED = Label(
    "Siffrorna för {period} är i flera enheter ({units}) och läggs inte ihop.",
    "The figures for {period} are in several units ({units}) and are not added up.",
)
_NO_UNIT = Label("ingen enhet", "no unit")
_ADDS_UP = Label("Alla summor och avvikelser stämmer.", "All sums and deviations add up.")


def facts(plan: Plan, node: NodeId, lang: Language, period: str | None = None) -> list[str]:
    """What is worked out about a control item, an action, an investment, or a table or line of money; empty for others.

    With a period, as it was at its end. The node must be in the plan.
    """
    tell = _TELLERS.get(plan.nodes[node].kind)
    return list(tell(plan, node, lang, period)) if tell else []


def differing(plan: Plan, node: NodeId, period: str | None = None) -> list[Discrepancy]:
    """What does not add up in a table of money, or in one line of it; in a period, or in each that has figures."""
    table = node if plan.nodes[node].kind is Kind.BUDGET_TABLE else table_of(plan, node)
    if table is None:
        return []
    periods = [period] if period else money_periods(plan, table)
    found = (each for when in periods for each in money_that_differs(plan, when, table))
    return [each for each in found if node in (table, each.node)]


def months(count: int, lang: Language) -> str:
    """A number of months in words: "8 månader"."""
    one, more = ("månad", "månader") if lang == "sv" else ("month", "months")
    return f"{count} {one if count == 1 else more}"


def _control(plan: Plan, node: NodeId, lang: Language, period: str | None) -> Iterator[str]:
    if risk := risk_of(plan, node):
        yield _risk(risk, lang)
    for found in off_scale(plan, node):
        top = _in(_TOP, lang, highest=_amount(found.computed, lang)) if found.computed else ""
        yield _in(_OFF_SCALE, lang, field=_label(plan, found, lang), value=_amount(found.printed, lang), top=top)
    if earlier := repeated(plan, node):
        yield _in(_REPEATS, lang, title=plan.title(earlier) or earlier)
    actions = [NodeId(below.id) for _, below in plan.walk(node) if below.kind is Kind.ACTION]
    if actions:
        left = sum(is_open(plan, action, period) for action in actions)
        yield _in(_LEFT, lang, left=left, all=len(actions))


def _risk(risk: Risk, lang: Language) -> str:
    of = _in(_OF, lang, highest=print_number(risk.highest, lang)) if risk.highest is not None else ""
    steps = [
        f"{word} ({number})" if word else number
        for word, number in (
            (risk.probability_word, print_number(risk.probability, lang)),
            (risk.consequence_word, print_number(risk.consequence, lang)),
        )
    ]
    words = f", {risk.word}" if risk.word else ""
    return _in(_RISK, lang, value=print_number(risk.value, lang), of=of, words=f"{words}: {' × '.join(steps)}")


def _action(plan: Plan, node: NodeId, lang: Language, period: str | None) -> Iterator[str]:
    found = open_action(plan, node, period)
    if found is None:
        return
    since, late = "", _in(_LATE, lang, due=found.due or "") if found.is_overdue else ""
    if decided := read_period(found.decided_for or ""):
        age = _in(_AGE, lang, months=months(found.age_months, lang)) if found.age_months else ""
        since = _in(_SINCE, lang, period=decided.label(lang), age=age)
    yield _in(_OPEN, lang, since=since, late=late)


def _investment(plan: Plan, node: NodeId, lang: Language, period: str | None) -> Iterator[str]:
    account = account_of(plan, node, period)
    if account.granted:
        yield _in(_GRANTED, lang, amount=print_quantity(account.granted, lang))
    elif account.decisions:
        yield in_language(_NOT_GRANTED, lang)
    if account.deviation:
        stated = account.stated_deviation
        said = _in(_STATED, lang, amount=print_quantity(stated, lang)) if stated else ""
        yield _in(_DEVIATION, lang, amount=print_quantity(account.deviation, lang), stated=said)
    if account.is_account_due:
        yield in_language(_DUE, lang)


def _money(plan: Plan, node: NodeId, lang: Language, period: str | None) -> Iterator[str]:
    found = differing(plan, node, period)
    for each in found:
        when = read_period(each.period or "")
        yield _in(
            _DIFFERS, lang, title=plan.title(each.node), field=_label(plan, each, lang),
            period=when.label(lang) if when else "", printed=_amount(each.printed, lang),
            computed=_amount(each.computed, lang),
        )  # fmt: skip
    if plan.nodes[node].kind is Kind.BUDGET_TABLE:
        yield from _table(plan, node, lang, [period] if period else money_periods(plan, node), has_found=bool(found))


def _table(plan: Plan, table: NodeId, lang: Language, periods: Sequence[str], *, has_found: bool) -> Iterator[str]:
    """What could not be added up; or that all does, where there is anything to add."""
    units = [(period, units_in(plan, table, period)) for period in periods]
    mixed = [(read_period(period), several) for period, several in units if len(several) > 1]
    for when, several in mixed:
        words = ", ".join(unit or in_language(_NO_UNIT, lang) for unit in several)
        yield _in(_MIXED, lang, period=when.label(lang) if when else "", units=words)
    if not has_found and not mixed and any(several for _, several in units):
        yield in_language(_ADDS_UP, lang)


def _label(plan: Plan, found: Discrepancy, lang: Language) -> str:
    field = field_of(plan.nodes[found.node].kind, found.field)
    return in_language(field.label, lang) if field else found.field


def _amount(quantity: Quantity | None, lang: Language) -> str:
    return print_value(quantity, lang)


def _in(label: Label, lang: Language, **words: str | int | Decimal) -> str:
    return in_language(label, lang).format(**words)


_TELLERS: Mapping[Kind, Callable[[Plan, NodeId, Language, str | None], Iterator[str]]] = {
    Kind.CONTROL: _control,
    Kind.ACTION: _action,
    Kind.INVESTMENT: _investment,
    Kind.BUDGET_TABLE: _money,
    Kind.BUDGET_LINE: _money,
}
