"""From what was typed to the node or field that is meant, or one sentence on why there is none."""

from __future__ import annotations

from shared.errors import InputError
from shared.followup.language import in_language
from shared.ids import NodeId
from shared.plan.fields import Field
from shared.plan.find import Ambiguous, find
from shared.plan.kinds import KINDS, Kind
from shared.plan.model import Plan
from tui.cli.environment import Environment
from tui.cli.printing import one_line

_LISTED = 5


def the_node(plan: Plan, words: str, env: Environment) -> NodeId:
    """The node that was meant. Raises InputError."""
    found = find(plan, words)
    if found is None:
        raise InputError(env.say("no_node", words=one_line(words)[:100]))
    if isinstance(found, Ambiguous):
        raise InputError(env.say("ambiguous", words=one_line(words)[:100], nodes=_listed(plan, found, env)))
    return found


def the_field(kind: Kind, words: str, env: Environment) -> Field:
    """The field of a kind, by its name or its label in either language. Raises InputError."""
    fields = KINDS[kind].fields.values()
    asked = words.strip().casefold()
    for field in fields:
        if asked in (field.name, field.label.sv.casefold(), field.label.en.casefold()):
            return field
    known = ", ".join(field.name for field in fields)
    label = in_language(KINDS[kind].label, env.language)
    raise InputError(env.say("no_field", kind=label, words=one_line(words)[:60], fields=known))


def path_words(plan: Plan, node: NodeId) -> str:
    """The titles that lead to a node, as they can be typed."""
    return "/".join(one_line(plan.title(step)) for step in plan.path(node)) or one_line(plan.title(node))


def _listed(plan: Plan, found: Ambiguous, env: Environment) -> str:
    shown = [f"{path_words(plan, node)} ({node})" for node in found.nodes[:_LISTED]]
    if more := len(found.nodes) - len(shown):
        shown.append(env.say("and_more", count=more))
    return "; ".join(shown)
