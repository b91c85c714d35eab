"""`stegvis log`: what has been done to a plan, by whom and when."""

from __future__ import annotations

import click

from shared.followup.corrections import read_correction
from shared.followup.entry import print_value
from shared.ids import NodeId
from shared.plan.kinds import Kind, field_of
from shared.plan.model import Plan
from shared.plan.ops import CellKey
from shared.plan.values import Value
from tui.cli.command import Command, as_json
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.finding import path_words, the_node
from tui.cli.history import Change, changes, ms_of, read_moment
from tui.cli.plain import Json, moment, plain_value
from tui.cli.printing import note, one_line, put, put_json
from tui.session import Session


@click.command("log", cls=Command)
@click.argument("plan")
@click.argument("node", required=False)
@click.option("--since", metavar="SEQ|DATE", help="What came after a transaction, or from a day on (UTC).")
@as_json
@pass_environment
@waits
async def command(env: Environment, plan: str, node: str | None, since: str | None, is_json: bool) -> None:
    """What has been done to a plan, or to NODE, oldest first."""
    start = read_moment(since, env, is_end=False) if since else 0
    async with env.session(plan) as opened:
        only = the_node(opened.plan, node, env) if node else None
        entries = await opened.replica.history()
        if entries and entries[0].seq > 1:
            note(env.say("no_history", first=entries[0].seq))
        found = [
            change
            for change in changes(entries)
            if (change.seq > start if isinstance(start, int) else change.at >= ms_of(start))
            and only in (None, change.node)
        ]
        _put(found, opened, env, is_json=is_json)


def _put(found: list[Change], opened: Session, env: Environment, *, is_json: bool) -> None:
    told = _corrections(opened.plan)
    if is_json:
        put_json([_object(change, opened, told.get(_place(change), "")) for change in found])
        return
    for change in found:
        put(_line(change, opened, env, told.get(_place(change), "")))


Place = tuple[int, NodeId, CellKey]


def _place(change: Change) -> Place:
    return change.seq, change.node, change.cell


def _corrections(plan: Plan) -> dict[Place, str]:
    """The case numbers of corrections, by the transaction and the cell that they tell of."""
    read = (read_correction(plan, node) for node in plan.of_kind(Kind.CORRECTION))
    return {(found.seq, found.corrects, found.cell): found.case_number for found in read if found}


def _object(change: Change, opened: Session, case_number: str) -> dict[str, Json]:
    return {
        "seq": change.seq, "at": moment(change.at), "author": opened.replica.person_name(change.author),
        "op": change.op, "node": change.node, "field": change.cell.field or None, "period": change.cell.period,
        "part": change.cell.part, "before": plain_value(change.before), "after": plain_value(change.after),
        "outcome": change.outcome, "because": change.because or None,
        "case_number": case_number or None, "path": [opened.plan.title(step) for step in opened.plan.path(change.node)],
    }  # fmt: skip


def _line(change: Change, opened: Session, env: Environment, case_number: str) -> str:
    place = " ".join(filter(None, change.cell))
    who = f"{change.seq}  {moment(change.at)}  {opened.replica.person_name(change.author)}"
    where = f"{path_words(opened.plan, change.node)} ({change.node})"
    before, after = (_shown(value, change, opened.plan, env) for value in (change.before, change.after))
    what = f"{change.op}  {where}  {place}".rstrip()
    told = f": {before} → {after}" if change.cell.field else ""
    outcome = f"  [{change.outcome}]" if change.outcome != "applied" else ""
    case = f"  [{env.say('correction_of', case=case_number)}]" if case_number else ""
    return f"{who}  {what}{told}{outcome}{case}"


def _shown(value: Value | None, change: Change, plan: Plan, env: Environment) -> str:
    field = field_of(plan.nodes[change.node].kind, change.cell.field)
    return one_line(print_value(value, env.language, field)) or "–"
