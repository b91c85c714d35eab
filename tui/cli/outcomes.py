"""What became of an edit, as an object and as words."""

from __future__ import annotations

import msgspec

from shared.followup.entry import print_value
from shared.ids import NodeId
from shared.plan.fields import Field
from shared.plan.kinds import field_of
from shared.plan.model import Cell, Rival
from shared.plan.ops import CellOp, Contested, Entry, Merged
from tui.cli.environment import Environment
from tui.cli.plain import Json, moment, plain_value
from tui.cli.printing import one_line
from tui.session import Session
from tui.views.claims import when


class Became(msgspec.Struct, frozen=True):
    """What became of an op that stands by itself, or last in its transaction."""

    outcome: str
    """applied, absorbed, merged, contested, or pending where the server has not answered."""
    seq: int | None
    """Its place in the log."""
    node: str
    field: str
    period: str | None
    part: str | None
    value: Json
    """What the cell says now."""
    claims: list[dict[str, Json]] = []
    """The claims that it is contested with, the one that stands first."""


def became(opened: Session, op: CellOp, answer: Entry | None) -> Became:
    """What became of an edit, as the plan shows it now."""
    outcome = answer.results()[-1][1] if answer else None
    cell = opened.plan.cell(NodeId(op.node), *op.cell)
    return Became(
        type(outcome).__name__.lower() if outcome else "pending",
        answer.seq if answer else None,
        op.node,
        *op.cell,
        plain_value(outcome.value if isinstance(outcome, Merged) else cell.value if cell else None),
        [claim_object(opened, claim) for claim in _others(cell, op)] if isinstance(outcome, Contested) else [],
    )


def became_words(opened: Session, op: CellOp, answer: Entry | None, env: Environment) -> str:
    """The same as a sentence."""
    if answer is None:
        return env.say("pending")
    outcome = answer.results()[-1][1]
    field = field_of(opened.plan.nodes[NodeId(op.node)].kind, op.field)
    match outcome:
        case Merged(value):
            return env.say("merged", seq=answer.seq, value=one_line(print_value(value, env.language, field)))
        case Contested():
            cell = opened.plan.cell(NodeId(op.node), *op.cell)
            others = "; ".join(claim_words(opened, claim, field, env) for claim in _others(cell, op))
            return env.say("contested_now", seq=answer.seq, others=others)
        case _:
            return env.say(type(outcome).__name__.lower(), seq=answer.seq)


def claim_object(opened: Session, claim: Cell | Rival) -> dict[str, Json]:
    """A claim on a cell, as other programs get it."""
    return {
        "value": plain_value(claim.value), "printed": print_value(claim.value, opened.language) or None,
        "author": opened.replica.person_name(claim.author), "at": moment(claim.at), "seq": claim.seq,
        "because": claim.because or None,
    }  # fmt: skip


def claim_words(opened: Session, claim: Cell | Rival, field: Field | None, env: Environment) -> str:
    """A claim in words: the value, who wrote it and when."""
    value = one_line(print_value(claim.value, env.language, field)) or env.say("cleared")
    return env.say("claim", value=value, author=opened.replica.person_name(claim.author), at=when(claim.at))


def _others(cell: Cell | None, op: CellOp) -> list[Cell | Rival]:
    """The claims on the cell that say something else than this edit."""
    claims: list[Cell | Rival] = [cell, *cell.rivals] if cell else []
    return [claim for claim in claims if claim.value != op.value]
