"""`stegvis round`: a period from its opening to its closing: what is owed, handed in, sent back, approved; and what
came late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import click
import msgspec

from shared.errors import InputError
from shared.followup.belonging import names_of, units, units_called
from shared.followup.entry import Unreadable, print_value, read_entry
from shared.followup.hand_in import approve, hand_in, send_back, unapproved
from shared.followup.language import in_language
from shared.followup.owed import share_of
from shared.followup.rounds import CLOSED, Round, close_round, open_round, round_of
from shared.ids import NodeId
from shared.plan.kinds import KINDS, Kind
from shared.plan.model import Plan
from shared.plan.ops import Op
from shared.plan.values import MAX_LINE, Day, PeriodName, clean
from tui.cli.command import Command, as_json
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.late import decide, put_late
from tui.cli.printing import one_line, put
from tui.cli.round_status import put_status, unit_words
from tui.cli.setting import answered
from tui.session import Session
from tui.world import new_id

_FIELDS = KINDS[Kind.ROUND].fields
_LISTED = 5


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for, as typed."""

    step: str
    period: str
    """The canonical name."""
    unit: str | None
    comment: str | None
    due: str | None
    case: str | None
    entry: str | None
    incomplete: bool
    anyway: bool

    STEPS: ClassVar[dict[str, tuple[str, ...]]] = {
        "due": ("open",), "unit": ("hand-in", "send-back", "approve"), "comment": ("send-back", "accept", "decline"),
        "case": ("accept",), "entry": ("accept", "decline"), "incomplete": ("hand-in",), "anyway": ("close",),
    }  # fmt: skip
    """Which options go with which steps."""


@click.command("round", cls=Command)
@click.argument("plan")
@click.argument(
    "step",
    type=click.Choice(
        ["open", "status", "hand-in", "send-back", "approve", "close", "late", "accept", "decline"]
    ),
)  # fmt: skip
@click.option("--period", metavar="P", required=True, help="The period of the round.")
@click.option("--due", metavar="DATE", help="The last day to report; with open.")
@click.option("--unit", metavar="U", help="The unit that hands in; otherwise the whole plan.")
@click.option("--comment", metavar="TEXT", help="Why it is sent back, or a late entry let in or turned down.")
@click.option("--case", metavar="NUMBER", help="The case number under which a late entry is let in.")
@click.option("--entry", metavar="KEY", help="Which late entry, as `late` names it.")
@click.option("--incomplete", is_flag=True, help="Hand in although something is owed.")
@click.option("--anyway", is_flag=True, help="Close although not all is approved.")
@as_json
@pass_environment
@waits
async def command(
    env: Environment, plan: str, step: str, period: str, due: str | None, unit: str | None, comment: str | None,
    case: str | None, entry: str | None, incomplete: bool, anyway: bool, is_json: bool,
) -> None:  # fmt: skip
    """Open a period for reporting, hand in, send back, approve and close, or tell how it stands.

    What belongs to a closed period cannot be written any more, but for corrections. It can be opened again.

    Nobody approves what they have reported or handed in. What is approved is not written until it is sent back.

    What was entered offline before the closing and comes after it waits as a late entry: `late` lists them, `accept`
    and `decline` decide.
    """
    asked = Asked(
        step=step, period=env.period(period), due=due, unit=unit, comment=_line(comment, env), case=_line(case, env),
        entry=entry, incomplete=incomplete, anyway=anyway,
    )  # fmt: skip
    _check_options(asked, env)
    day = _due(due, env)
    async with env.session(plan) as opened:
        if step in ("late", "accept", "decline"):
            _the_round(opened.plan, asked, env)
            if step == "late":
                await put_late(opened, asked.period, env, is_json=is_json)
                return
            await decide(
                opened, env, period=asked.period, entry=entry, is_accepted=step == "accept",
                reason=asked.comment or "", case_number=asked.case or "",
            )  # fmt: skip
        elif ops := _ops(opened.plan, asked, day, env):
            await _do(opened, ops, env, is_json=is_json)
        found = _the_round(opened.plan, asked, env)
        put_status(opened.plan, found, env, is_json=is_json, name_of=opened.replica.person_name)


def _ops(plan: Plan, asked: Asked, day: Day | None, env: Environment) -> Sequence[Op]:
    """What the step does. Raises InputError where it cannot be done as things stand."""
    match asked.step:
        case "open":
            label = f"{in_language(KINDS[Kind.ROUND].label, env.language)} {_label(asked, env)}"
            return open_round(plan, asked.period, title=label, due=day, new_id=_new_node)
        case "close":
            return _closing(plan, asked, env)
        case "hand-in":
            return _handing_in(plan, asked, env)
        case "send-back":
            unit = _unit(plan, asked, env)
            ops = send_back(plan, _the_open(plan, asked, env), unit, asked.comment or "")
            return _some(ops, "nothing_to_send_back", plan, unit, env)
        case "approve":
            unit = _unit(plan, asked, env)
            op = approve(plan, _the_open(plan, asked, env), unit)
            return _some((op,) if op else (), "nothing_to_approve", plan, unit, env)
    return ()


def _closing(plan: Plan, asked: Asked, env: Environment) -> Sequence[Op]:
    ops = close_round(plan, asked.period)
    left = unapproved(plan, asked.period) if ops and not asked.anyway else []
    if left:
        listed = ", ".join(unit_words(plan, unit, env) for unit in left)
        raise InputError(env.say("unapproved", units=listed))
    return ops


def _handing_in(plan: Plan, asked: Asked, env: Environment) -> Sequence[Op]:
    found, unit = _the_open(plan, asked, env), _unit(plan, asked, env)
    owing = list(share_of(plan, asked.period, unit).owing)
    if owing and not asked.incomplete:
        shown = [one_line(plan.title(node)) or node for node in owing[:_LISTED]]
        if more := len(owing) - len(shown):
            shown.append(env.say("and_more", count=more))
        words = unit_words(plan, unit, env)
        raise InputError(env.say("incomplete", unit=_capital(words), count=len(owing), nodes="; ".join(shown)))
    return (hand_in(plan, found, unit),)


def _some(ops: tuple[Op, ...], text: str, plan: Plan, unit: NodeId | None, env: Environment) -> tuple[Op, ...]:
    if not ops:
        raise InputError(env.say(text, unit=_capital(unit_words(plan, unit, env))))
    return ops


def _unit(plan: Plan, asked: Asked, env: Environment) -> NodeId | None:
    """The unit that was named; None for the whole plan. Raises InputError."""
    if asked.unit is None:
        return None
    words, found = one_line(asked.unit)[:100], units_called(plan, asked.unit)
    if len(found) > 1:
        raise InputError(env.say("units_so_called", words=words, ids=", ".join(found)))
    if not found:
        known = ", ".join(one_line(name) for unit in units(plan) for name in names_of(plan, unit)[:1])
        raise InputError(env.say("no_unit", words=words, known=env.say("units_are", units=known) if known else ""))
    return found[0]


def _the_round(plan: Plan, asked: Asked, env: Environment) -> Round:
    """The period's round. Raises InputError if there is none."""
    found = round_of(plan, asked.period)
    if found is None:
        raise InputError(env.say("no_round", period=_label(asked, env)))
    return found


def _the_open(plan: Plan, asked: Asked, env: Environment) -> Round:
    """The period's round, which is not closed. Raises InputError."""
    found = _the_round(plan, asked, env)
    if found.state == CLOSED:
        raise InputError(env.say("is_closed", period=_label(asked, env)))
    return found


def _check_options(asked: Asked, env: Environment) -> None:
    """Raise InputError for options that do not go with the step, or that it lacks."""
    for option, steps in Asked.STEPS.items():
        if getattr(asked, option) not in (None, False) and asked.step not in steps:
            raise InputError(env.say("only_with", option=f"--{option}", steps=", ".join(steps)), is_usage=True)
    if asked.step in Asked.STEPS["comment"] and not asked.comment:
        raise InputError(env.say("needs_option", step=asked.step, option="--comment"), is_usage=True)


def _due(words: str | None, env: Environment) -> Day | None:
    """The day that was given. Raises InputError if it is none."""
    if words is None:
        return None
    found = read_entry(_FIELDS["due"], words)
    if isinstance(found, Unreadable):
        raise InputError(found.sentence(env.language), is_usage=True)
    assert isinstance(found, Day)
    return found


async def _do(opened: Session, ops: Sequence[Op], env: Environment, *, is_json: bool) -> None:
    """Submit the ops. Raises InputError if they are refused."""
    if await answered(opened, ops, env) is None and not is_json:
        put(env.say("pending"))


def _line(words: str | None, env: Environment) -> str | None:
    line = " ".join(clean(words).split()) if words is not None else None
    if line and len(line) > MAX_LINE:
        raise InputError(env.say("too_long", option="--comment", limit=MAX_LINE), is_usage=True)
    return line


def _label(asked: Asked, env: Environment) -> str:
    return print_value(PeriodName(asked.period), env.language)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _new_node() -> NodeId:
    return NodeId(new_id())
