"""What the server answers to a replica's own transactions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.ids import Key
from shared.plan.ops import Entry
from shared.plan.refusal import Refusal
from shared.sync import client_actions as wanted
from shared.sync.codec import decode_entry
from shared.sync.down import Confirmed, Down, Known, Refused

AnswerListener = Callable[[Key, Entry | Refusal], None]
"""Is told the server's answer to a transaction of this replica: its place in the log and what became of it, or no."""


def answers(message: Down, actions: Sequence[wanted.Action]) -> list[tuple[Key, Entry | Refusal]]:
    """The answers in a message, for which the machine has asked these actions."""
    own = {key for action in actions if isinstance(action, wanted.StoreConfirmed) for key, _ in action.answered}
    match message:
        case Confirmed() | Known() if own:
            bodies = message.bodies if isinstance(message, Confirmed) else (message.body,)
            entries = map(decode_entry, bodies)
            return [(entry.transaction.key, entry) for entry in entries if entry.transaction.key in own]
        case Refused(key, refusal):
            return [(key, refusal)]
        case _:
            return []
