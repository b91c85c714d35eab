"""`stegvis set --correction`: a value of a period that is closed, or of what is approved, put right with its reason."""

from __future__ import annotations

from shared.errors import InputError
from shared.followup.corrections import Grounds, correction
from shared.followup.hand_in import approving
from shared.followup.rounds import CLOSED, Round, round_of, rounds_of
from shared.ids import NodeId
from shared.plan.edits import settle_write
from shared.plan.model import Plan
from shared.plan.ops import CellOp
from shared.plan.ops import Set as SetOp
from shared.plan.rank import between
from shared.plan.values import MAX_LINE, clean
from tui.cli.environment import Environment
from tui.cli.setting import submit_and_tell
from tui.session import Session
from tui.world import new_id


async def correct(opened: Session, op: SetOp, case: str, env: Environment, *, is_json: bool) -> None:
    """Submit the op with a correction that tells of it, and print what becomes of it. Raises InputError."""
    number = " ".join(clean(case).split())
    if not number or not op.because:
        raise InputError(env.say("case_needed"), is_usage=True)
    if len(number) > MAX_LINE:
        raise InputError(env.say("too_long", option="--correction", limit=MAX_LINE), is_usage=True)
    plan, written = opened.plan, _written(opened.plan, op)
    found = _holding(plan, op, env)
    rank = between(plan.last_rank(found.node), None)
    grounds = Grounds(number, op.because)
    told = correction(plan, found, written, grounds, name=NodeId(new_id()), rank=rank, after=written.value)
    await submit_and_tell(opened, written, env, is_json=is_json, before=list(told))


def _written(plan: Plan, op: SetOp) -> CellOp:
    """The op; of a contested cell the one that settles it, since a correction leaves nothing open."""
    node = NodeId(op.node)
    cell = plan.cell(node, *op.cell)
    return settle_write(plan, node, op.cell, op.value, because=op.because) if cell and cell.is_contested else op


def _holding(plan: Plan, op: SetOp, env: Environment) -> Round:
    """The round that the correction goes under. Raises InputError if none keeps the value from being written."""
    if op.period is None:
        raise InputError(env.say("correction_period"), is_usage=True)
    found = round_of(plan, op.period)
    if found is None:
        raise InputError(env.say("no_round", period=op.period))
    if found.state != CLOSED and approving(plan, NodeId(op.node), rounds_of(plan, op.period)) is None:
        raise InputError(env.say("not_closed", period=found.period.label(env.language)))
    return found
