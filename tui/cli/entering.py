"""From what was typed for a field to the op that writes it."""

from __future__ import annotations

from shared.errors import InputError
from shared.followup.control import why_off_scale
from shared.followup.entry import Unreadable, read_entry
from shared.followup.own_unit import own_unit
from shared.followup.signs import signs_of
from shared.followup.standing import contradicted, standing
from shared.ids import NodeId
from shared.plan.edits import set_cell
from shared.plan.fields import Field
from shared.plan.model import Plan
from shared.plan.ops import CellKey
from shared.plan.ops import Set as SetOp
from shared.plan.values import MAX_LINE, Choice, Value, clean
from tui.cli.environment import Environment
from tui.cli.finding import the_field, the_node

_MAX_PART = 100


def typed_value(
    plan: Plan, node: NodeId, field: Field, words: str, env: Environment, period: str | None = None
) -> Value | None:
    """The value that was typed; None for nothing, which clears the cell. Raises InputError."""
    if not words.strip():
        return None
    found = read_entry(field, words, unit=own_unit(plan, node, period), period=period)
    if isinstance(found, Unreadable):
        raise InputError(found.sentence(env.language))
    if off_scale := why_off_scale(plan, node, field, found):
        raise InputError(off_scale.sentence(env.language))
    return found


def the_cell(
    plan: Plan, node: str, field: str, period: str | None, part: str | None, env: Environment
) -> tuple[NodeId, Field, CellKey]:
    """The cell that was named. Raises InputError."""
    name = env.period(period) if period else None
    found = the_node(plan, node, env)
    entry = the_field(plan.nodes[found].kind, field, env)
    return found, entry, CellKey(entry.name, name, _line(part, _MAX_PART, "--part", env) or None)


def edit(
    plan: Plan, node: str, field: str, words: str, env: Environment, *,
    period: str | None = None, part: str | None = None, because: str = "",
) -> SetOp:  # fmt: skip
    """The op that writes what was typed over what the plan shows. Raises InputError."""
    found, entry, cell = the_cell(plan, node, field, period, part, env)
    value = typed_value(plan, found, entry, words, env, cell.period)
    reason = one_line_of(because, "--because", env)
    if entry.name == "assessment" and cell.period and not reason:
        _check_uncontradicted(plan, found, cell.period, value, env)
    return set_cell(plan, found, entry.name, value, period=cell.period, part=cell.part, because=reason)


def _check_uncontradicted(plan: Plan, node: NodeId, period: str, value: Value | None, env: Environment) -> None:
    """Raise InputError if the figures assess otherwise, so that this assessment needs a reason."""
    computed = contradicted(standing(plan, node, period), value.key) if isinstance(value, Choice) else None
    if computed is not None:
        raise InputError(env.say("needs_reason", assessment=signs_of(plan).word(computed, env.language)))


def one_line_of(words: str, option: str, env: Environment) -> str:
    """What was given with an option, on one line. Raises InputError if that is too long to be kept."""
    return _line(words, MAX_LINE, option, env)


def _line(words: str | None, longest: int, option: str, env: Environment) -> str:
    line = " ".join(clean(words or "").split())
    if len(line) > longest:
        raise InputError(env.say("too_long", option=option, limit=longest))
    return line
