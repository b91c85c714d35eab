"""The file in which somebody chooses what becomes of each node when the year changes.

One line for each node, with tabs between: its fate, the proposed one, its id, kind, why, and the way to it. A line
counts as a choice where the first two differ, so that a file that was left as it was written chooses nothing. A line of
a fate and an id is a choice, too. What begins with # is for the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shared.errors import InputError
from shared.followup.fates import FATE_LABELS, Fate, NodeFate, can_repeat, reason_words
from shared.followup.language import in_language
from shared.ids import NodeId
from shared.plan.kinds import KINDS
from shared.plan.model import Plan
from tui.cli.environment import Environment
from tui.cli.finding import path_words
from tui.cli.printing import one_line

_FATES = {word: fate for fate, label in FATE_LABELS.items() for word in (fate.value, label.sv, label.en)}


def written_choices(plan: Plan, fates: Iterable[NodeFate], env: Environment) -> str:
    """The file for these fates."""
    head = env.say("choices_head", fates=", ".join(in_language(label, env.language) for label in FATE_LABELS.values()))
    return "\n".join([*(f"# {line}" for line in head.split("\n")), *_lines(plan, fates, env), ""])


def read_choices(text: str, plan: Plan, env: Environment) -> dict[NodeId, Fate]:
    """What is chosen in a file, for nodes of the plan. Raises InputError for the first line that says nothing known."""
    found: dict[NodeId, Fate] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("\t") if "\t" in line else line.split()
        if not line.strip() or words[0].startswith("#"):
            continue
        try:
            found |= _choice([word.strip() for word in words], plan, env)
        except InputError as error:
            raise InputError(env.say("line", line=number, sentence=error)) from None
    return found


def check_choice(plan: Plan, node: NodeId, fate: Fate, env: Environment) -> None:
    """Raise InputError where a node cannot have that fate."""
    if fate is Fate.REPEAT and not can_repeat(plan.nodes[node].kind):
        raise InputError(env.say("cannot_repeat", title=one_line(plan.title(node))[:60] or node))


def _lines(plan: Plan, fates: Iterable[NodeFate], env: Environment) -> Iterator[str]:
    for fate in fates:
        words = (in_language(FATE_LABELS[each], env.language) for each in (fate.fate, fate.proposed))
        kind = in_language(KINDS[plan.nodes[fate.node].kind].label, env.language)
        yield "\t".join([*words, fate.node, kind, reason_words(plan, fate, env.language), path_words(plan, fate.node)])


def _choice(words: list[str], plan: Plan, env: Environment) -> dict[NodeId, Fate]:
    fate = _fate(words[0], env)
    has_proposed = len(words) > 2 and words[1].casefold() in _FATES
    node = NodeId((words[2] if has_proposed else words[1] if len(words) > 1 else "").casefold())
    if node not in plan.nodes:
        raise InputError(env.say("no_node", words=node[:100]))
    if has_proposed and _fate(words[1], env) is fate:
        return {}
    check_choice(plan, node, fate, env)
    return {node: fate}


def _fate(word: str, env: Environment) -> Fate:
    fate = _FATES.get(word.casefold())
    if fate is None:
        known = ", ".join(in_language(label, env.language) for label in FATE_LABELS.values())
        raise InputError(env.say("no_fate", words=word[:40], known=known))
    return fate
