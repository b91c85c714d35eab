"""`stegvis tally`: the plan's tables of how many are met, partly met and missed, as a council has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click
import msgspec

from shared.errors import InputError
from shared.followup.tally import Member, Tally, difference, differences
from shared.followup.tally_book import Scope, TallyBook
from shared.followup.tally_differences import differences_from
from shared.followup.tally_recorded import Recorded
from shared.followup.tally_rules import Rule, rule_named
from shared.followup.tally_words import rule_words
from shared.ids import ROOT, NodeId
from shared.plan.edits import add_node
from shared.plan.find import prefix_length
from shared.plan.kinds import Kind, field_of
from shared.plan.model import Plan
from tui.cli.command import Command, as_json
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.finding import the_node
from tui.cli.listing import standing_words
from tui.cli.plain import node_object
from tui.cli.printing import put, put_json, put_table
from tui.cli.setting import answered
from tui.session import Session
from tui.views.tally_figures import REACHED_ROW, Figure, figures, members_of
from tui.world import new_id


class Counted(msgspec.Struct, frozen=True):
    """One table as it was counted, for the period and for the one to compare with, if there is one."""

    rule: Rule
    scopes: tuple[Scope, ...]
    tallies: tuple[Tally, ...]
    members: tuple[list[Member], ...]
    """For each period what its figures are made of; () if nobody has asked."""


@click.command("tally", cls=Command)
@click.argument("plan")
@click.option("--period", metavar="P", help="The period to count; needed but for --new.")
@click.option("--table", "named", metavar="NAME", help="One of the plan's tables; all of them without it.")
@click.option("--compare", metavar="P", help="Another period, counted beside it.")
@click.option("--under", metavar="NODE", help="What lies under a node only.")
@click.option("--class", "only_class", metavar="C", help="Measures of a class only.")
@click.option("--members", "has_members", is_flag=True, help="List what each figure is made of.")
@click.option("--new", "new_title", metavar="NAME", help="Make a table of that name; `stegvis set` writes its rule.")
@as_json
@pass_environment
@waits
async def command(
    env: Environment, plan: str, period: str | None, named: str | None, compare: str | None, under: str | None,
    only_class: str | None, has_members: bool, new_title: str | None, is_json: bool,
) -> None:  # fmt: skip
    """How many measures are met, partly met and missed in a period, and in what shares.

    A plan's own tables are counted, each by its rule, which is printed with it; a plan that has none has one that is
    built in. --class counts by that class alone, in the table that is named or else in one that is built in.
    """
    if new_title is None and period is None:
        raise _without_period()
    periods = [env.period(words) for words in (period, compare) if words]
    _check_class(only_class, env)
    async with env.session(plan) as opened:
        if new_title is not None:
            await _make(opened, new_title, env, is_json=is_json)
        if not periods:
            return
        top = the_node(opened.plan, under, env) if under else ROOT
        book = TallyBook(opened.plan)
        rules, within = _asked(book, opened.plan, named, only_class, env)
        scopes = tuple(Scope(name, top, within) for name in periods)
        found = [_counted(book, rule, scopes, has_members=has_members) for rule in rules]
        if is_json:
            put_json(_object(opened.plan, found, env))
        else:
            _put_tables(opened.plan, found, env)


def _without_period() -> click.MissingParameter:
    context = click.get_current_context()
    return click.MissingParameter(
        ctx=context, param=next(param for param in context.command.params if param.name == "period")
    )


def _asked(
    book: TallyBook, plan: Plan, named: str | None, only_class: str | None, env: Environment
) -> tuple[list[Rule], str]:
    """The tables that were asked for, and the class that they are narrowed to. Raises InputError."""
    if named is not None:
        rule = rule_named(plan, book.rules(), named)
        if rule is None:
            known = ", ".join(rule.title for rule in book.rules() if rule.node) or "–"
            raise InputError(env.say("no_table", words=named[:60], known=known))
        return [rule], only_class or ""
    return ([book.rule_of_class(only_class)] if only_class else book.rules()), ""


def _counted(book: TallyBook, rule: Rule, scopes: tuple[Scope, ...], *, has_members: bool) -> Counted:
    tallies = tuple(book.tally(rule, scope) for scope in scopes)
    members = tuple(book.members(rule, scope) for scope in scopes) if has_members else ()
    return Counted(rule, scopes, tallies, members)


def _check_class(key: str | None, env: Environment) -> None:
    field = field_of(Kind.MEASURE, "measure_class")
    known = field.choices if field else ()
    if key is not None and key not in known:
        raise InputError(env.say("bad_class", words=key[:40], known=", ".join(known)), is_usage=True)


async def _make(opened: Session, title: str, env: Environment, *, is_json: bool) -> None:
    """Add a table to the plan. Raises InputError if that is refused, or there is one of that name."""
    if rule_named(opened.plan, TallyBook(opened.plan).rules(), title):
        raise InputError(env.say("table_there", words=title[:60]))
    ops = add_node(opened.plan, Kind.TALLY, title, parent=ROOT, level="", new_id=lambda: NodeId(new_id()))
    await answered(opened, ops, env)
    if not is_json:
        put(env.say("table_made", words=title, node=ops[0].node))
    else:
        put_json({"node": ops[0].node, "title": title})


# For programs


def _object(plan: Plan, found: Sequence[Counted], env: Environment) -> dict[str, object]:
    """The first table, and all of them under `tables`."""
    tables = [_table_object(plan, counted, env) for counted in found]
    return {**tables[0], "tables": tables}


def _table_object(plan: Plan, counted: Counted, env: Environment) -> dict[str, object]:
    objects = [tally_object(plan, tally, env) for tally in counted.tallies]
    for made, members, scope in zip(objects, counted.members, counted.scopes, strict=False):
        made["members"] = [_member_object(plan, member, scope.period) for member in members]
    if len(objects) == 1:
        return objects[0]
    by = differences(counted.tallies[0], counted.tallies[1])
    points = {"reached": difference(counted.tallies[0], counted.tallies[1]), **dict(zip(_KEYS, by, strict=True))}
    return {**objects[0], "compare": objects[1], "points": points}


_KEYS = ("met", "partly", "missed")


def tally_object(plan: Plan, tally: Tally, env: Environment) -> dict[str, object]:
    """A tally as other programs get it."""
    rule = rule_words(tally.rule, plan, env.language)
    return {
        "period": tally.period, "table": tally.rule.title or rule, "node": tally.rule.node, "rule": rule,
        "counted": tally.counted, "met": tally.met, "partly": tally.partly, "missed": tally.missed,
        "unmeasured": tally.unmeasured, "shares": tally.shares, "unmeasured_share": tally.unmeasured_share,
        "reached_share": tally.reached, "why_empty": dict(tally.why_empty), "unassessed": tally.unassessed,
        "is_recorded": tally.is_recorded, "recorded": _recorded_object(tally, tally.recorded),
    }  # fmt: skip


def _recorded_object(tally: Tally, recorded: Recorded | None) -> dict[str, object] | None:
    """The numbers of a paper, and which of them are not those that follow from the plan."""
    if recorded is None:
        return None
    numbers = {part.replace(" ", "_"): number for part, number in recorded.numbers}
    return {**numbers, "differs": [each.part.replace(" ", "_") for each in differences_from(tally, recorded)]}


def _member_object(plan: Plan, member: Member, period: str) -> dict[str, object]:
    stands = node_object(plan, plan.nodes[member.node], period)
    return {**stands, "sign": member.sign, "counts_as": member.counts_as, "is_counted": member.is_counted}


# For people


def _put_tables(plan: Plan, found: Sequence[Counted], env: Environment) -> None:
    for place, counted in enumerate(found):
        if place:
            put()
        _put_table(plan, counted, env)


def _put_table(plan: Plan, counted: Counted, env: Environment) -> None:
    tallies = counted.tallies
    put(f"{counted.rule.title or env.say('tally')}: {rule_words(counted.rule, plan, env.language)}")
    put()
    rows = figures(tallies, env.language)
    heads = ["", *(words for each in tallies for words in (env.period_words(each.period), "%"))]
    has_points = len(tallies) == 2
    put_table([*heads, *([env.say("points_head")] if has_points else [])], [_cells(row, has_points) for row in rows],
              right=set(range(1, 2 + 2 * len(tallies))))  # fmt: skip
    for sentence in _sentences(tallies, rows, env):
        put()
        put(sentence)
    if counted.members:
        _put_members(plan, counted, rows, env)


def _cells(row: Figure, has_points: bool) -> list[str]:
    label = f"– {row.label}" if row.is_reason else row.label
    return [label, *(words for cell in row.cells for words in cell), *([row.points] if has_points else [])]


def _sentences(tallies: Sequence[Tally], rows: Sequence[Figure], env: Environment) -> Iterator[str]:
    """What the numbers alone do not say: the difference in words, and what a paper has otherwise."""
    points = next((row.points for row in rows if row.key == REACHED_ROW), "")
    if points:
        period = env.period_words(tallies[1].period)
        yield f"{env.say('reached')}: {env.say('points', difference=points, period=period)}"
    for tally in tallies:
        if tally.is_recorded:
            yield env.say("from_paper", period=env.period_words(tally.period))
        for each in differences_from(tally, tally.recorded) if tally.recorded else ():
            part = env.say(f"part_{each.part.removesuffix(' share')}")
            unit = " %" if each.part.endswith(" share") else ""
            yield env.say("recorded_differs", period=env.period_words(tally.period), part=part,
                          recorded=f"{each.recorded}{unit}", counted=f"{each.counted}{unit}")  # fmt: skip


def _put_members(plan: Plan, counted: Counted, rows: Sequence[Figure], env: Environment) -> None:
    """Under each assessment, what is assessed so in the first period."""
    period, digits = counted.scopes[0].period, prefix_length(plan.nodes)
    for row in rows:
        listed = members_of(row.key, counted.members[0]) if _has_list(row) else []
        if listed:
            put()
            put(f"{row.label} ({len(listed)})")
            cells = [_member_cells(plan, member, period, env) for member in listed]
            put_table(_heads(env), [[name[:digits], *more] for name, *more in cells])


def _heads(env: Environment) -> list[str]:
    return [env.say(text) for text in ("id", "outcome", "target", "title")]


def _has_list(row: Figure) -> bool:
    """Whether its members are not in the rows above as well."""
    return not row.is_reason and row.key not in ("counted", REACHED_ROW)


def _member_cells(plan: Plan, member: Member, period: str, env: Environment) -> list[str]:
    target, outcome, _ = standing_words(plan, plan.nodes[member.node], period, env)
    return [member.node, outcome, target, plan.title(member.node) or env.say("untitled")]
