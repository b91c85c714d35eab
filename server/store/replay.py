"""From what a store keeps to a plan, row by row, each checked. The same for every store."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from itertools import islice, zip_longest
from typing import Protocol

from server.store.base import Loaded
from server.store.segment import fitting
from shared.errors import RemoteProtocolError, StoreCorrupt
from shared.ids import ClientId, Key
from shared.plan.apply import apply
from shared.plan.model import Plan
from shared.plan.ops import Entry
from shared.sync.chain import START, LogRow, link
from shared.sync.codec import decode_entry
from shared.sync.image import Image
from shared.sync.sequencer import Logged, logged_of
from shared.sync.snapshot import plan_of, raw_chunks

_PAGE_BYTES = 2 * 2**20
_CHECKED_AT_ONCE = 500


class Log(Protocol):
    """One plan's log and image, as a store reads them."""

    def head(self) -> int:
        """The newest seq."""

    def rows(self, after: int) -> Generator[tuple[int, LogRow], None, None]:
        """The rows after that seq, in order, with their seqs. Raises StoreCorrupt."""

    def chain_at(self, seq: int) -> bytes | None:
        """The chain at that seq, or None if there is no such row. Raises StoreCorrupt."""

    def seqs_of(self, keys: Sequence[Key]) -> dict[Key, int]:
        """The seqs of those of the keys that are in the log."""

    def clients(self, until: int) -> Mapping[ClientId, tuple[str, int]]:
        """Every client's owner, and its highest counter up to that seq. Raises StoreCorrupt."""

    def image(self) -> Image | None:
        """The newest image, if there is one. Raises RemoteProtocolError if it is damaged."""


class Replay:
    """A plan that grows row by row. `name` is what messages call the store."""

    def __init__(self, name: str, plan: Plan, chain: bytes) -> None:
        self.plan = plan
        self.chain = chain
        self._name = name

    def take(self, seq: int, row: LogRow) -> Entry:
        """Apply the next row. Raises StoreCorrupt if it does not follow."""
        self.chain = link(self.chain, row.body)
        if seq != self.plan.seq + 1 or self.chain != row.chain:
            raise self.damaged(f"the log does not hold from transaction {self.plan.seq + 1} on")
        try:
            entry = decode_entry(row.body)
            apply(self.plan, entry)
        except RemoteProtocolError as error:
            raise StoreCorrupt(f"{self._name} is damaged at transaction {seq}: {error}.") from None
        return entry

    def damaged(self, what: str) -> StoreCorrupt:
        """The error to raise."""
        return _damaged(self._name, what)


def page(name: str, log: Log, after: int, limit: int) -> list[LogRow]:
    """Up to `limit` rows that follow that seq, as `Store.rows` promises.

    Raises StoreCorrupt if their chain does not hold: `load` has not checked those from before the image.
    """
    if limit <= 0:
        return []
    with closing(log.rows(after)) as rows:
        found = fitting((row for _, row in rows), limit, _PAGE_BYTES)
    chain = log.chain_at(after) if found else None
    for seq, row in enumerate(found, after + 1):
        chain = link(chain, row.body) if chain is not None else None
        if chain != row.chain:
            raise _damaged(name, f"the log does not hold from transaction {seq} on")
    return found


def load(name: str, log: Log) -> Loaded:
    """The plan at the end of the log. An image that is damaged is done without. Raises StoreCorrupt."""
    image, plan = _from_image(name, log)
    after = plan.seq
    replay = Replay(name, plan, image.head.chain if image else START)
    size = 0
    recent: list[Logged] = []
    with closing(log.rows(after)) as rows:
        for seq, row in rows:
            recent.append(logged_of(replay.take(seq, row)))
            size += len(row.body)
    return Loaded(replay.plan, replay.chain, image, recent, size, log.clients(after))


def _from_image(name: str, log: Log) -> tuple[Image | None, Plan]:
    try:
        image = log.image()
        if image is None:
            return None, Plan()
        if image.head.seq > log.head():
            raise _damaged(name, f"its image is newer than the log's end, transaction {log.head()}")
        if log.chain_at(image.head.seq) == image.head.chain:
            return image, plan_of(image)
    except RemoteProtocolError:
        pass
    return None, Plan()


def end_of(name: str, log: Log) -> tuple[int, bytes]:
    """Follow the chain from the first row to the last without replaying them; the seq and the chain at the end. Raises
    StoreCorrupt."""
    end, chain = 0, START
    with closing(log.rows(0)) as rows:
        for seq, row in rows:
            chain = link(chain, row.body)
            if seq != end + 1 or chain != row.chain:
                raise StoreCorrupt(f"{name} is damaged: the log does not hold from transaction {end + 1} on.")
            end = seq
    return end, chain


class Verification:
    """A check of a whole log, some rows at a time: `begin`, then `go_on` until it says that nothing is left."""

    def __init__(self, name: str) -> None:
        self.replay = Replay(name, Plan(), START)
        self._image: Image | None = None
        self._owners: dict[ClientId, str] = {}

    def begin(self, log: Log) -> None:
        """Take the image that the log is to be compared with. Raises StoreCorrupt."""
        try:
            self._image = log.image()
        except RemoteProtocolError as error:
            raise self.replay.damaged(f"{error}") from None

    def go_on(self, log: Log) -> bool:
        """Check the next rows; whether there were any. Raises StoreCorrupt."""
        entries = []
        with closing(log.rows(self.replay.plan.seq)) as rows:
            for seq, row in islice(rows, _CHECKED_AT_ONCE):
                entries.append(self.replay.take(seq, row))
                self._compare()
        self._check_keys(log, entries)
        if not entries:
            self._check_end(log)
        return bool(entries)

    def _check_keys(self, log: Log, entries: Sequence[Entry]) -> None:
        found = log.seqs_of([entry.transaction.key for entry in entries])
        for entry in entries:
            key = entry.transaction.key
            self._owners.setdefault(key.client, entry.author)
            if found.get(key) != entry.seq:
                raise self.replay.damaged(f"transaction {entry.seq} is not found by its key")

    def _check_end(self, log: Log) -> None:
        seq = self.replay.plan.seq
        if self._image is not None and self._image.head.seq > seq:
            raise self.replay.damaged(f"its image is newer than the log's end, transaction {seq}")
        if {client: owner for client, (owner, _) in log.clients(0).items()} != self._owners:
            raise self.replay.damaged("whose clients they are is not what the log says")

    def _compare(self) -> None:
        """At the image's place: the log must give the very plan that is in the image."""
        image, replay = self._image, self.replay
        if image is None or image.head.seq != replay.plan.seq:
            return
        still = replay.plan.still()
        is_same = (image.head.chain, image.head.digest) == (replay.chain, still.digest)
        try:
            pairs = zip_longest(raw_chunks(still), raw_chunks(plan_of(image).still()))
            is_same = is_same and all(one == other for one, other in pairs)
        except RemoteProtocolError as error:
            raise replay.damaged(f"{error}") from None
        if not is_same:
            raise replay.damaged(f"its image is not what the log gives at transaction {replay.plan.seq}")


def _damaged(name: str, what: str) -> StoreCorrupt:
    return StoreCorrupt(f"{name} is damaged: {what}.")
