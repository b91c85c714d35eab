"""The images of one open plan: made when the log has grown, for whoever would need longer to read the log.

Once there is a newer one, the rows before it are packed in the store.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from server.store.base import Loaded, Store
from shared.ids import PlanId
from shared.sync.image import Image
from shared.sync.sequencer import Sequencer
from shared.sync.snapshot import image_of

_IMAGE_BYTES = 4 * 2**20
"""Bytes of entries after which a plan is packed anew, however few they are: an import is one entry."""

_ROW_BYTES = 100
"""Bytes of a usual entry on the wire, packed with others."""

_FEW_BYTES = 64 * 2**10
"""A client that lacks less than this gets the entries, whatever an image would weigh."""

_PACK_EVERY_S = 30.0
"""A plan that many write at once is not packed more often than this, unless somebody who joins needs it."""


class Images:
    """The newest image, and the next one while it is being made.

    `every` is after how many rows at least; `keep` runs a task to its end; `wait_durable` returns once everything up to
    a seq is on disk, or raises StoreError.
    """

    def __init__(
        self,
        plan: PlanId,
        store: Store,
        loaded: Loaded,
        sequencer: Sequencer,
        *,
        every: int,
        clock: Callable[[], float],
        keep: Callable[[Coroutine[None, None, Any]], asyncio.Task[Any]],
        wait_durable: Callable[[int], Coroutine[None, None, None]],
    ) -> None:
        self.newest = loaded.image
        self._plan = plan
        self._store = store
        self._sequencer = sequencer
        self._every = every
        self._clock = clock
        self._keep = keep
        self._wait_durable = wait_durable
        self._recent_bytes = loaded.recent_bytes
        """Bytes of the entries after the image."""
        self._packing: asyncio.Task[Image] | None = None
        self._compacting: asyncio.Task[int] | None = None
        self._packed_at = float("-inf")

    def grown(self, size: int) -> None:
        """So many bytes of entries are in the log now that were not: begin an image if it is time for one."""
        self._recent_bytes += size
        if self._is_outdated and self._clock() >= self._packed_at + _PACK_EVERY_S:
            self._packed().add_done_callback(_retrieve)

    async def bringing_forward(self, base: int, *, afresh: bool) -> Image | None:
        """An image that brings a client with that base forward in fewer bytes than the log would, or None."""
        lacks_much = self._sequencer.durable - base > self._image_rows
        if not lacks_much and base < self._sequencer.durable:
            size = self.newest.head.size if self.newest is not None else 0
            lacks_much = await self._store.bytes_after(self._plan, base) > max(_FEW_BYTES, size)
        if not lacks_much and not afresh:
            return None
        if self._is_outdated or self.newest is None:
            await asyncio.shield(self._packed())
        image = self.newest
        return image if image is not None and (afresh or base < image.head.seq) else None

    @property
    def _image_rows(self) -> int:
        """Rows that weigh as much as the plan does, or as many as the settings say."""
        return max(self._every, self.newest.head.size // _ROW_BYTES if self.newest is not None else 0)

    @property
    def _is_outdated(self) -> bool:
        since = self._sequencer.durable - (self.newest.head.seq if self.newest is not None else 0)
        return since >= self._image_rows or self._recent_bytes >= _IMAGE_BYTES

    def _packed(self) -> asyncio.Task[Image]:
        """The image that is being made, begun if none is."""
        if self._packing is None:
            self._packing = self._keep(self._pack())
        return self._packing

    async def _pack(self) -> Image:
        try:
            still, chain = self._sequencer.plan.still(), self._sequencer.chain
            self._recent_bytes = 0
            self._packed_at = self._clock()
            image = await asyncio.to_thread(image_of, still, chain)
            await self._wait_durable(image.head.seq)
            await self._store.put_image(self._plan, image)
            self.newest = image
            self._sequencer.forget(image.head.seq)
            if self._compacting is None or self._compacting.done():
                self._compacting = self._keep(self._store.compact(self._plan, self._every))
                self._compacting.add_done_callback(_retrieve)
            return image
        finally:
            self._packing = None


def _retrieve(task: asyncio.Task[Any]) -> None:
    """An image that could not be made, or a log that could not be packed, is nobody's trouble: it is tried again after
    the next commit."""
    if not task.cancelled():
        task.exception()
