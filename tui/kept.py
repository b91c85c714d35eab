"""What a replica's file holds besides the plan, as far as screens ask for it at any time."""

from __future__ import annotations

from collections.abc import Sequence

from shared.ids import Key
from shared.sync import client_actions as wanted
from tui.door import Returned
from tui.local_load import Loaded


class Kept:
    """As it was loaded, and as the machine's actions change it."""

    def __init__(self, loaded: Loaded) -> None:
        self.returned: Sequence[Returned] = [Returned(*pair) for pair in loaded.returned]
        """Own transactions that were refused, oldest first."""
        self.unread = loaded.unread
        """Own edits that met others without the person having read of it."""
        self.own_seq = loaded.own_seq
        """The newest seq of own transactions, as far as they are not known to be backed up; 0 for none."""
        self.damaged = loaded.damaged
        """Edits and texts that were damaged and set aside; since the file was made."""
        self.image_seq = loaded.image_seq
        """The seq of the stored image of the plan."""
        self.healed: wanted.Healed | None = None
        """What the server had lost and was handed back since the file was opened."""

    def note(self, action: wanted.Action) -> None:
        """This will be stored."""
        match action:
            case wanted.StoreConfirmed(answered=answered, met=met):
                self.unread += len(met)
                self.own_seq = max((self.own_seq, *(seq for _, seq in answered)))
            case wanted.StoreImage(head):
                self.image_seq = head.seq
            case wanted.FindLost(after):
                # What came later has lost its place, and is pending again or finds another one.
                self.own_seq = min(self.own_seq, after)
            case wanted.StoreReturned(transaction, refusal):
                self.returned = [*self.returned, Returned(transaction, refusal)]
            case wanted.Healed():
                self.healed = action
            case _:
                pass

    def drop_returned(self, key: Key) -> None:
        """This has left the tray."""
        self.returned = [kept for kept in self.returned if kept.transaction.key != key]
