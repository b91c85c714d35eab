"""`stegvis rollover`: next year's plan from this one, told before it is made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click
import msgspec

from shared.errors import InputError
from shared.followup.fates import FATE_LABELS, Fate, NodeFate, fates, reason_words
from shared.followup.language import in_language
from shared.followup.period import EARLIEST_YEAR, LATEST_YEAR
from shared.followup.rollover import Brought, Terms, brought, continues, is_new
from shared.ids import NodeId
from shared.plan.find import prefix_length
from shared.plan.model import Plan
from shared.plan.values import clean
from tui.cli.command import Command, as_json
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.finding import path_words, the_node
from tui.cli.printing import put, put_json, put_table
from tui.cli.rehearsal import portions
from tui.cli.rollover_choices import check_choice, read_choices, written_choices
from tui.cli.setting import answered
from tui.home import checked_plan_name
from tui.ways_in import NoSuchPlan

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class _Asked(msgspec.Struct, frozen=True):
    """What is to be done, and what was chosen on the command line."""

    to: str
    terms: Terms
    chosen: Mapping[Fate, tuple[str, ...]]
    """Nodes as they were named, by the fate chosen for them."""
    file: Path | None
    is_dry: bool
    is_json: bool


@click.command("rollover", cls=Command)
@click.argument("plan")
@click.option("--to", metavar="NAME", required=True, help="What the new plan is called.")
@click.option(
    "--year", type=click.IntRange(EARLIEST_YEAR + 1, LATEST_YEAR), metavar="Y", required=True,
    help="The year of the new plan.",
)  # fmt: skip
@click.option("--dry-run", "is_dry", is_flag=True, help="Tell what would be done and change nothing.")
@click.option(
    "--choices", type=click.Path(path_type=Path), metavar="FILE",
    help="What becomes of each node, to edit: written by --dry-run, which keeps what was changed in it; else read.",
)  # fmt: skip
@click.option("--keep", multiple=True, metavar="NODE", help="It goes on.")
@click.option("--move", multiple=True, metavar="NODE", help="It goes on as unfinished, with its status and age.")
@click.option("--repeat", multiple=True, metavar="NODE", help="A control item is repeated by a new one.")
@click.option("--retire", multiple=True, metavar="NODE", help="It does not come along, nor what lies under it.")
@click.option(
    "--targets",
    type=click.Choice(["none", "copy"]),
    default="none",
    help="Whether the last year's targets are set for the new one.",
)
@click.option(
    "--series-years",
    type=click.IntRange(min=0),
    metavar="N",
    help="Bring the results of so many earlier years; without it, all there are.",
)
@as_json
@pass_environment
@waits
async def command(
    env: Environment, plan: str, to: str, year: int, is_dry: bool, choices: Path | None, keep: tuple[str, ...],
    move: tuple[str, ...], repeat: tuple[str, ...], retire: tuple[str, ...], targets: str, series_years: int | None,
    is_json: bool,
) -> None:  # fmt: skip
    """Make next year's plan of PLAN: what goes on comes along under the same ids, with the results of earlier years.

    Unfinished activities and actions move along, what is finished stays behind. Doing it again adds only what is
    missing.
    """
    checked_plan_name(to)
    if to == plan:
        raise InputError(env.say("rollover_same"), is_usage=True)
    terms = Terms(name=plan, year=year, series_years=series_years, copies_targets=targets == "copy")
    chosen = {Fate.KEEP: keep, Fate.MOVE: move, Fate.REPEAT: repeat, Fate.RETIRE: retire}
    asked = _Asked(to, terms, chosen, choices, is_dry, is_json)
    async with env.session(plan) as opened:
        old = opened.plan
        found = fates(old, _choices(old, asked, env))
    done = await (_rehearsed if is_dry else _done)(old, found, asked, env)
    if is_dry:
        _keep_choices(old, found, asked, env)
    _put(old, found, done, asked, env)


def _choices(old: Plan, asked: _Asked, env: Environment) -> dict[NodeId, Fate]:
    """What the file chooses, and over that the command line. Raises InputError."""
    found: dict[NodeId, Fate] = {}
    if asked.file is not None and not (asked.is_dry and not asked.file.exists()):
        text = asked.file.read_bytes().decode("utf-8-sig", "replace")
        try:
            found = read_choices(text, old, env)
        except InputError as error:
            raise InputError(env.say("file", file=asked.file, sentence=error)) from None
    for fate, named in asked.chosen.items():
        for words in named:
            node = the_node(old, words, env)
            check_choice(old, node, fate, env)
            found[node] = fate
    return found


def _keep_choices(old: Plan, found: list[NodeFate], asked: _Asked, env: Environment) -> None:
    if asked.file is not None:
        asked.file.write_text(written_choices(old, found, env), "utf-8")


async def _rehearsed(old: Plan, found: list[NodeFate], asked: _Asked, env: Environment) -> Brought:
    """What would be done to the new plan as it is, or to an empty one if there is none yet."""
    try:
        async with env.session(asked.to) as opened:
            _check_continues(opened.plan, asked, env)
            return brought(old, opened.plan, found, asked.terms)
    except NoSuchPlan:
        return brought(old, Plan(), found, asked.terms)


async def _done(old: Plan, found: list[NodeFate], asked: _Asked, env: Environment) -> Brought:
    """Bring it all into the new plan, a transaction after the other. What is cut off is gone on with the next time."""
    async with env.session(asked.to, may_create=True) as opened:
        _check_continues(opened.plan, asked, env)
        done = brought(old, opened.plan, found, asked.terms)
        for ops in portions(done.ops):
            await answered(opened, ops, env)
        return done


def _check_continues(new: Plan, asked: _Asked, env: Environment) -> None:
    """Raise InputError if the plan that is there is another one's."""
    if not is_new(new) and continues(new) != asked.terms.name:
        raise InputError(env.say("rollover_other", name=asked.to, plan=asked.terms.name))


def _put(old: Plan, found: list[NodeFate], done: Brought, asked: _Asked, env: Environment) -> None:
    """Tell what is proposed or was done."""
    contested = len({node for node, _ in old.contested} & {f.node for f in found if f.fate is not Fate.RETIRE})
    if asked.is_json:
        put_json(_object(old, found, done, asked, env) | {"contested": contested})
        return
    if asked.is_dry and found:
        _put_fates(old, found, asked.terms.year, env)
    counts = Counter(fate.fate for fate in found)
    put(", ".join(f"{in_language(FATE_LABELS[fate], env.language)}: {counts[fate]}" for fate in Fate))
    put(env.say("rollover_made", created=done.created, changed=done.changed, baselines=len(done.baselines)))
    if contested:
        put(env.say("rollover_contested", count=contested))
    if asked.is_dry:
        put(env.say("dry_run"))


def _put_fates(old: Plan, found: list[NodeFate], year: int, env: Environment) -> None:
    digits = prefix_length(old.nodes)
    rows = [
        [
            fate.node[:digits],
            in_language(FATE_LABELS[fate.fate], env.language),
            _why(old, fate, year, env),
            path_words(old, fate.node) or env.say("untitled"),
        ]
        for fate in found
    ]
    put_table([env.say(text) for text in ("id", "fate", "why", "path")], rows)


def _why(old: Plan, fate: NodeFate, year: int, env: Environment) -> str:
    named = _named_year(old, fate, year)
    why = reason_words(old, fate, env.language)
    return f"{why}; {env.say('names_year', year=named)}" if named else why


def _named_year(old: Plan, fate: NodeFate, year: int) -> int | None:
    """An earlier year that the title of something that comes along names, so that it may want another title."""
    if fate.fate is Fate.RETIRE:
        return None
    return next((int(found) for found in _YEAR.findall(old.title(fate.node)) if int(found) < year), None)


def _object(old: Plan, found: list[NodeFate], done: Brought, asked: _Asked, env: Environment) -> dict[str, object]:
    counts = Counter(fate.fate for fate in found)
    return {
        "plan": asked.terms.name, "to": asked.to, "year": asked.terms.year, "dry_run": asked.is_dry,
        **{fate.value: counts[fate] for fate in Fate},
        "created": done.created, "changed": done.changed,
        "baselines": [{"id": node, "period": period} for node, period in done.baselines.items()],
        "nodes": [_node(old, fate, asked.terms.year, env) for fate in found],
    }  # fmt: skip


def _node(old: Plan, fate: NodeFate, year: int, env: Environment) -> dict[str, object]:
    node = old.nodes[fate.node]
    return {
        "id": fate.node, "kind": node.kind.value, "level": clean(node.level), "title": old.title(fate.node),
        "path": [old.title(step) for step in old.path(fate.node)], "fate": fate.fate.value,
        "proposed": fate.proposed.value, "why": fate.why.value, "why_words": reason_words(old, fate, env.language),
        "names_year": _named_year(old, fate, year),
    }  # fmt: skip
