"""What of a plan's log is on disk: read page by page, compared with what others have of it, and sealed."""

from __future__ import annotations

from collections.abc import Sequence

from server.store.base import Store
from shared.ids import PlanId
from shared.sync.chain import LogRow, seal
from shared.sync.down import Confirmed, Past
from shared.sync.handed_back import Returning
from shared.sync.up import Anchor


class KeptLog:
    """Reads the store, and changes nothing in it."""

    def __init__(self, plan: PlanId, store: Store, seal_key: bytes) -> None:
        self._plan = plan
        self._store = store
        self._seal_key = seal_key

    async def has(self, point: Anchor) -> bool:
        """Whether the log goes through that point."""
        return await self._store.chain_at(self._plan, point.seq) == point.chain

    async def newest_common(self, anchors: Sequence[Anchor]) -> int:
        """The newest of these points that the log goes through; 0 for none."""
        for anchor in sorted(anchors, key=lambda anchor: -anchor.seq):
            if await self.has(anchor):
                return anchor.seq
        return 0

    async def rows_after(self, base: int, limit: int) -> Confirmed | None:
        """The rows that follow `base`, or None if there are none."""
        rows = await self._store.rows(self._plan, base, limit)
        return self.confirmed(base + 1, rows) if rows else None

    async def past(self, until: int, limit: int) -> Past:
        """The last rows up to that seq, as many as make a page, and the chain before them."""
        count = min(until, limit)
        rows = await self._store.rows(self._plan, until - count, count)
        while len(rows) < count and count > 1:
            # They are long, and did not all fit: it is the last of them that matter.
            count = max(count // 2, 1)
            rows = await self._store.rows(self._plan, until - count, count)
        first = until - count
        before = await self._store.chain_at(self._plan, first)
        return Past(first + 1, before or bytes(32), tuple(row.body for row in rows))

    def sealed(self, seq: int, chain: bytes) -> bytes:
        """Our seal on the log up to there."""
        return seal(self._seal_key, self._plan, seq, chain)

    def is_ours(self, returning: Returning, claimed: bytes) -> bool:
        """Whether these rows were in the log once, by the seal that is claimed to be ours. Takes long for many."""
        return returning.is_genuine(self._seal_key, self._plan, claimed)

    def confirmed(self, first: int, rows: Sequence[LogRow], digest: bytes = b"") -> Confirmed:
        """These rows, of which the first has that seq, as they are told of."""
        chain = rows[-1].chain
        sealed = self.sealed(first + len(rows) - 1, chain)
        return Confirmed(first, tuple(row.body for row in rows), chain, sealed, digest)
