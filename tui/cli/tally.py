"""`stegvis tally`: how many measures are met, partly met and missed, as a council's table has it."""

from __future__ import annotations

import click

from shared.errors import InputError
from shared.followup.assessment import STATUS_LABELS, Status
from shared.followup.language import in_language
from shared.followup.period import read_period
from shared.followup.tally import Tally, difference, tally
from shared.ids import ROOT
from shared.plan.kinds import Kind, field_of
from tui.cli.command import Command, as_json
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.finding import the_node
from tui.cli.printing import put, put_json, put_table

_ROWS: tuple[Status, ...] = ("met", "partly", "missed")


@click.command("tally", cls=Command)
@click.argument("plan")
@click.option("--period", metavar="P", required=True, help="The period to count.")
@click.option("--compare", metavar="P", help="Another period, counted beside it.")
@click.option("--under", metavar="NODE", help="What lies under a node only.")
@click.option("--class", "only_class", metavar="C", help="Measures of a class only.")
@as_json
@pass_environment
@waits
async def command(
    env: Environment, plan: str, period: str, compare: str | None, under: str | None, only_class: str | None,
    is_json: bool,
) -> None:  # fmt: skip
    """How many measures are met, partly met and missed in a period, and in what shares."""
    periods = [env.period(words) for words in (period, compare) if words]
    if only_class:
        _check_class(only_class, env)
    async with env.session(plan) as opened:
        top = the_node(opened.plan, under, env) if under else ROOT
        counted = [tally(opened.plan, name, under=top, only_class=only_class, lang=env.language) for name in periods]
    if is_json:
        compared = {"compare": tally_object(counted[1])} if compare else {}
        put_json({**tally_object(counted[0]), **compared})
    else:
        _put_table(counted, env)


def tally_object(counted: Tally) -> dict[str, object]:
    """A tally as other programs get it."""
    return {
        "period": counted.period, "table": counted.table, "counted": counted.counted, "met": counted.met,
        "partly": counted.partly, "missed": counted.missed, "unmeasured": counted.unmeasured,
        "shares": counted.shares, "is_recorded": counted.is_recorded,
    }  # fmt: skip


def _check_class(key: str, env: Environment) -> None:
    field = field_of(Kind.MEASURE, "measure_class")
    known = field.choices if field else ()
    if key not in known:
        raise InputError(env.say("bad_class", words=key[:40], known=", ".join(known)), is_usage=True)


def _put_table(counted: list[Tally], env: Environment) -> None:
    put(f"{env.say('tally')}: {'; '.join(dict.fromkeys(each.table for each in counted))}")
    put()
    heads = ["", *(words for each in counted for words in (_label(each.period, env), "%"))]
    rows = [_status_row(counted, place, env) for place in range(len(_ROWS))]
    rows.append([env.say("counted"), *(words for each in counted for words in (str(each.counted), _whole(each)))])
    unmeasured = in_language(STATUS_LABELS["unmeasured"], env.language).capitalize()
    rows.append([unmeasured, *(words for each in counted for words in (str(each.unmeasured), ""))])
    rows.append([env.say("reached"), *(words for each in counted for words in (_reached(each), _share(each.reached)))])
    put_table(heads, rows, right=set(range(1, len(heads))))
    if len(counted) == 2 and (points := difference(counted[0], counted[1])) is not None:
        put()
        signed = f"{points:+d}".replace("-", "−")
        put(f"{env.say('reached')}: {env.say('points', difference=signed, period=_label(counted[1].period, env))}")


def _status_row(counted: list[Tally], place: int, env: Environment) -> list[str]:
    status = _ROWS[place]
    label = in_language(STATUS_LABELS[status], env.language).capitalize()
    return [label, *(words for each in counted for words in (str(getattr(each, status)), _share(each.shares[place])))]


def _label(period: str, env: Environment) -> str:
    found = read_period(period)
    return found.label(env.language) if found else period


def _share(share: int | None) -> str:
    return "" if share is None else str(share)


def _whole(counted: Tally) -> str:
    return "100" if counted.counted else ""


def _reached(counted: Tally) -> str:
    return str(counted.met + counted.partly) if counted.counted else ""
