"""The exception tree.

    StegvisError                    carries a sentence for people in str()
    ├── RemoteProtocolError         the peer did: closes that one connection
    ├── StoreError                  a database file cannot be used
    │   ├── StoreTooNew             written by a newer program
    │   ├── StoreInUse              another process holds it
    │   └── StoreCorrupt            does not say what it should
    └── InputError                  something a person gave us cannot be used: status 2 (usage) or 1 (refused)

Expected answers (a transaction that is refused, a text that does not parse) are values, not exceptions.
"""

from __future__ import annotations


class StegvisError(Exception):
    """Base of all our exceptions. `str()` is one sentence a person understands."""


class RemoteProtocolError(StegvisError):
    """The other side broke the protocol; the connection is closed."""


class StoreError(StegvisError):
    """A database file cannot be opened or used."""


class StoreTooNew(StoreError):
    """The file was written by a newer version of the program."""


class StoreInUse(StoreError):
    """Another process holds the file."""


class StoreCorrupt(StoreError):
    """The file is damaged, or its chain of hashes does not hold."""


class InputError(StegvisError):
    """What a person asked for cannot be done as asked.

    `is_usage` tells a mistake in the request itself (exit status 2) from a request that is refused (1).
    """

    def __init__(self, sentence: str, *, is_usage: bool = False) -> None:
        super().__init__(sentence)
        self.is_usage = is_usage
