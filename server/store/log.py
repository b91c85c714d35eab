"""One plan's log in SQLite: the newest rows one by one, what came before in segments, and an image of the plan."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from itertools import islice

from server.store.segment import SEGMENT_BYTES, SEGMENT_ROWS, fitting, unpacked
from shared.errors import RemoteProtocolError, StoreCorrupt, StoreError
from shared.ids import ClientId, Key, PlanId
from shared.storage.database import Connection
from shared.sync.chain import START, LogRow
from shared.sync.codec import decode_entry
from shared.sync.image import Image
from shared.sync.kept_head import head_from, kept
from shared.sync.sequencer import KeyedRow, Logged, logged_of

LOG_HEAD = """coalesce(
    (SELECT max(seq) FROM log WHERE log.plan = plan.id), (SELECT max(last) FROM segment WHERE segment.plan = plan.id), 0
)"""
"""The newest seq of a plan, in a query of the table `plan`."""

PACKS_BY = 4
"""How much smaller entries are, about, where many are packed together."""

_CLIENTS = """
SELECT client, owner, coalesce(highest, 0) FROM client LEFT JOIN (
    SELECT client, max(counter) AS highest FROM log_key WHERE plan = ?1 AND seq <= ?2 GROUP BY client
) USING (client) WHERE plan = ?1
"""

_LISTED_AT_ONCE = 200
_INSERTED_AT_ONCE = 100

_PRIME = 1_000_003
"""No bit's worth is a multiple of it, and what a million keys add up to stays far from the largest number."""

_MISCOUNTED = f"""
SELECT count(*) FROM (
    SELECT client, count(*) AS found, sum(counter % {_PRIME} + seq % {_PRIME}) AS sum
    FROM log_key WHERE plan = ?1 GROUP BY client
) FULL JOIN (SELECT client, transactions, total FROM client WHERE plan = ?1) USING (client)
WHERE (found, sum) IS NOT (transactions, total)
"""

_COUNT = """
INSERT INTO client (plan, client, owner, transactions, total) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET transactions = transactions + excluded.transactions, total = total + excluded.total
"""


class SqliteLog:
    """The log of a plan, as it is within one transaction. `name` is what messages call the file."""

    def __init__(self, conn: Connection, plan: PlanId, name: str) -> None:
        self._conn = conn
        self._plan = plan
        self._name = name

    def head(self) -> int:
        """The newest seq."""
        row = self._conn.execute(f"SELECT {LOG_HEAD} FROM plan WHERE id = ?", (self._plan,)).fetchone()
        return int(row[0]) if row else 0

    def rows(self, after: int) -> Generator[tuple[int, LogRow], None, None]:
        """The rows after that seq, in order, with their seqs. Raises StoreCorrupt."""
        sql = "SELECT first, last, packed FROM segment WHERE plan = ? AND last > ? ORDER BY first"
        with contextlib.closing(self._conn.execute(sql, (self._plan, after))) as segments:
            for segment in segments:
                yield from ((seq, row) for seq, row in self._unpacked(*segment) if seq > after)
        sql = "SELECT seq, body, chain FROM log WHERE plan = ? AND seq > ? ORDER BY seq"
        with contextlib.closing(self._conn.execute(sql, (self._plan, after))) as rows:
            yield from ((seq, LogRow(body, chain)) for seq, body, chain in rows)

    def chain_at(self, seq: int) -> bytes | None:
        """The chain at that seq, or None if there is no such row. Raises StoreCorrupt."""
        if seq == 0:
            return START
        row = self._conn.execute("SELECT chain FROM log WHERE plan = ? AND seq = ?", (self._plan, seq)).fetchone()
        if row:
            return bytes(row[0])
        sql = "SELECT first, last, packed FROM segment WHERE plan = ? AND first <= ? ORDER BY first DESC LIMIT 1"
        segment = self._conn.execute(sql, (self._plan, seq)).fetchone()
        return dict(self._unpacked(*segment))[seq].chain if segment and seq <= segment[1] else None

    def bytes_after(self, seq: int) -> int:
        """About how many bytes the entries after that seq take, packed."""
        unpacked = "SELECT coalesce(sum(length(body)), 0) FROM log WHERE plan = ? AND seq > ?"
        packed = "SELECT coalesce(sum(length(packed)), 0) FROM segment WHERE plan = ? AND last > ?"
        newer, older = (self._conn.execute(sql, (self._plan, seq)).fetchone()[0] for sql in (unpacked, packed))
        return int(newer) // PACKS_BY + int(older)

    def seqs_of(self, keys: Sequence[Key]) -> dict[Key, int]:
        """The seqs of those of the keys that are in the log."""
        found = self._listed(keys)
        sought = set(keys) - found.keys()
        if sought:
            found |= {one.key: one.seq for one in self._unlisted() if one.key in sought}
        return found

    def _listed(self, keys: Sequence[Key]) -> dict[Key, int]:
        sql = "SELECT seq FROM log_key WHERE plan = ? AND client = ? AND counter = ?"
        found = ((key, self._conn.execute(sql, (self._plan, key.client, key.counter)).fetchone()) for key in keys)
        return {key: int(row[0]) for key, row in found if row}

    def clients(self, until: int) -> dict[ClientId, tuple[str, int]]:
        """Every client's owner, and its highest counter up to that seq.

        Raises StoreCorrupt if its keys and their seqs do not add up: a key that is damaged is not found, and a
        transaction that comes again would be taken for a new one.
        """
        (miscounted,) = self._conn.execute(_MISCOUNTED, (self._plan,)).fetchone()
        if miscounted:
            raise StoreCorrupt(f"{self._name} is damaged: the keys of the log's transactions do not add up.")
        rows = self._conn.execute(_CLIENTS, (self._plan, until))
        found = {ClientId(client): (owner, highest) for client, owner, highest in rows}
        for one in self._unlisted():
            owner, highest = found.get(one.key.client, (one.author, 0))
            found[one.key.client] = owner, max(highest, one.key.counter) if one.seq <= until else highest
        return found

    def image(self) -> Image | None:
        """The newest image, if there is one. Raises RemoteProtocolError if it is damaged."""
        row = self._conn.execute("SELECT head FROM image WHERE plan = ?", (self._plan,)).fetchone()
        if row is None:
            return None
        sql = "SELECT chunk FROM image_chunk WHERE plan = ? ORDER BY place"
        return Image(head_from(row[0]), tuple(chunk for (chunk,) in self._conn.execute(sql, (self._plan,))))

    def append(self, rows: Sequence[KeyedRow]) -> None:
        """Add rows at the end. Raises StoreError if they do not follow."""
        head = self.head()
        if [row.seq for row in rows] != list(range(head + 1, head + 1 + len(rows))):
            raise StoreError(f"{self._name}: what was to be appended does not follow transaction {head}.")
        for start in range(0, len(rows), _INSERTED_AT_ONCE):
            self._insert(rows[start : start + _INSERTED_AT_ONCE])

    def _insert(self, rows: Sequence[KeyedRow]) -> None:
        # Between two statements this thread waits for Python's lock, which the loop holds while it is busy: one for all
        # rows, since with one for each a commit takes several times as long.
        values: list[str | int | bytes] = []
        for keyed in rows:
            values += (self._plan, keyed.seq, keyed.row.body, keyed.row.chain)
        self._conn.execute(f"INSERT INTO log VALUES {', '.join(['(?, ?, ?, ?)'] * len(rows))}", values)

    def put_image(self, image: Image) -> None:
        """Keep this image instead of the one before. The keys up to its seq are listed."""
        self._conn.execute("INSERT OR REPLACE INTO image VALUES (?, ?)", (self._plan, kept(image.head)))
        self._conn.execute("DELETE FROM image_chunk WHERE plan = ?", (self._plan,))
        chunks = [(self._plan, place, chunk) for place, chunk in enumerate(image.chunks)]
        self._conn.executemany("INSERT INTO image_chunk VALUES (?, ?, ?)", chunks)

    def list_keys(self, until: int) -> int:
        """List the next keys up to that seq; how many it took, 0 if all are listed.

        Those after the newest image need no list, since whoever opens the plan reads those entries anyway; to list each
        key as it comes would double what an edit costs.
        """
        with contextlib.closing(self._unlisted()) as unlisted:
            fresh = [one for one in islice(unlisted, _LISTED_AT_ONCE) if one.seq <= until]
        keys = [(self._plan, one.key.client, one.key.counter, one.seq) for one in fresh]
        self._conn.executemany("INSERT INTO log_key VALUES (?, ?, ?, ?)", keys)
        self._conn.executemany(_COUNT, [(self._plan, *one) for one in _counted(fresh)])
        return len(fresh)

    def _unlisted(self) -> Generator[Logged, None, None]:
        """The transactions whose keys are not listed yet. Raises StoreCorrupt."""
        sql = "SELECT coalesce(sum(transactions), 0) FROM client WHERE plan = ?"
        (listed,) = self._conn.execute(sql, (self._plan,)).fetchone()
        with contextlib.closing(self.rows(listed)) as rows:
            for seq, row in rows:
                try:
                    yield logged_of(decode_entry(row.body))
                except RemoteProtocolError:
                    raise StoreCorrupt(f"{self._name} is damaged: transaction {seq} cannot be read.") from None

    def image_seq(self) -> int:
        """The newest image's seq, up to which rows may be packed; 0 if there is none that can be read."""
        row = self._conn.execute("SELECT head FROM image WHERE plan = ?", (self._plan,)).fetchone()
        try:
            return head_from(row[0]).seq if row else 0
        except RemoteProtocolError:
            return 0

    def oldest(self, until: int) -> list[LogRow]:
        """The oldest rows up to that seq that are not packed, as many as make a segment."""
        sql = "SELECT body, chain FROM log WHERE plan = ? AND seq <= ? ORDER BY seq"
        with contextlib.closing(self._conn.execute(sql, (self._plan, until))) as cursor:
            return fitting((LogRow(*row) for row in cursor), SEGMENT_ROWS, SEGMENT_BYTES)

    def put_segment(self, rows: Sequence[LogRow], segment: bytes) -> int:
        """Keep these rows packed, instead of one by one; how many. None where they are not the oldest any more:
        somebody else has packed them meanwhile."""
        sql = "SELECT seq, chain FROM log WHERE plan = ? ORDER BY seq LIMIT 1"
        first, chain = self._conn.execute(sql, (self._plan,)).fetchone() or (0, b"")
        if chain != rows[0].chain:
            return 0
        count = len(rows)
        last = first + count - 1
        self._conn.execute("INSERT INTO segment VALUES (?, ?, ?, ?)", (self._plan, first, last, segment))
        deleted = self._conn.execute("DELETE FROM log WHERE plan = ? AND seq <= ?", (self._plan, last))
        if deleted.rowcount != count:
            raise StoreCorrupt(f"{self._name} is damaged: the log has a hole between transactions {first} and {last}.")
        return count

    def _unpacked(self, first: int, last: int, raw: bytes) -> list[tuple[int, LogRow]]:
        try:
            rows = unpacked(raw)
        except RemoteProtocolError:
            rows = []
        if len(rows) != last - first + 1:
            raise StoreCorrupt(f"{self._name} is damaged: transactions {first} to {last} cannot be unpacked.")
        return list(enumerate(rows, first))


def _counted(logged: Sequence[Logged]) -> Iterator[tuple[ClientId, str, int, int]]:
    """Each client, its first transaction's author, how many transactions it has there, and what they add up to."""
    by_client: defaultdict[ClientId, list[Logged]] = defaultdict(list)
    for one in logged:
        by_client[one.key.client].append(one)
    for client, own in by_client.items():
        yield client, own[0].author, len(own), sum(one.key.counter % _PRIME + one.seq % _PRIME for one in own)
