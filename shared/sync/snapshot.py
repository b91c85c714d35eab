"""A whole plan at one seq, packed into chunks that each fit a frame, and back.

Cells are laid out in columns, field by field, which packs to a third of what rows do. Chunks are in one order, parents
before children, so that equal plans give equal bytes and a chunk can be unpacked as soon as it is here.

    head     seq, chain, digest, how many chunks, and the SHA-256 over them
    chunk    LZMA of MessagePack of `_Chunk`: some nodes, and all cells of theirs
"""

from __future__ import annotations

import gc
import lzma
from base64 import b32decode, b32encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import accumulate, pairwise

import msgspec

from shared.errors import RemoteProtocolError
from shared.ids import ID_BYTES, ROOT, ClientId, Key, NodeId
from shared.plan.kinds import Kind
from shared.plan.model import NO_CELLS, Cell, Node, Plan, Rival, Still
from shared.plan.ops import CellKey
from shared.plan.values import Value
from shared.sync.codec import decode, encode
from shared.sync.image import MAX_CHUNK, Image, ImageHead

CHUNK_CELLS = 6_000
CHUNK_NODES = 3_000

_TARGET_BYTES = 2**20
_DICTIONARY_BYTES = 2**20

SMALL, QUICK = 6, 0
"""How hard to pack: for many to fetch, or for oneself."""


class _Column(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The cells of one key. All but the last three are equally long; numbers that grow are kept as differences."""

    key: CellKey
    nodes: list[int]
    """Places in the chunk's nodes."""
    values: list[Value | None]
    seqs: list[int]
    ats: list[int]
    writers: list[int]
    """Places in the chunk's writers."""
    counters: list[int]
    merged: list[int]
    """Places in this column."""
    becauses: dict[int, str]
    rivals: dict[int, tuple[Rival, ...]]


class _Chunk(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    ids: list[bytes]
    kinds: list[Kind]
    levels: list[str]
    parents: list[str | None]
    ranks: list[str]
    flags: list[int]
    writers: list[tuple[str, str]]
    """Author and client."""
    columns: list[_Column]


_decoder = msgspec.msgpack.Decoder(_Chunk)


def image_of(still: Still, chain: bytes, effort: int = SMALL) -> Image:
    """Pack a plan: about a second for 100,000 cells, a third of it where it need not be small. The plan may change
    meanwhile."""
    chunks = tuple(lzma.compress(raw, lzma.FORMAT_RAW, filters=_filters(effort)) for raw in raw_chunks(still))
    digest = sha256(b"".join(chunks)).digest()
    return Image(ImageHead(still.seq, chain, still.digest, digest, len(chunks), sum(map(len, chunks))), chunks)


def raw_chunks(still: Still) -> Iterator[bytes]:
    """The chunks before they are packed. Equal plans give equal bytes."""
    nodes: list[Node] = []
    cells = 0
    for node in _ordered(still):
        nodes.append(node)
        cells += len(still.cells.get(NodeId(node.id), NO_CELLS))
        if cells >= CHUNK_CELLS or len(nodes) >= CHUNK_NODES:
            yield from _encoded(still, nodes)
            nodes, cells = [], 0
    if nodes:
        yield from _encoded(still, nodes)


def plan_of(image: Image) -> Plan:
    """The plan of an image. Raises RemoteProtocolError if it is not whole."""
    unpacking = Unpacking(image.head)
    for chunk in image.chunks:
        unpacking.feed(chunk)
    return unpacking.plan()


class Unpacking:
    """An image that is arriving, chunk by chunk."""

    def __init__(self, head: ImageHead) -> None:
        self.head = head
        self.here = 0
        """Chunks that have arrived."""
        self._hash = sha256()
        self._nodes: dict[NodeId, Node] = {}
        self._cells: dict[NodeId, dict[CellKey, Cell]] = {}

    @property
    def is_complete(self) -> bool:
        """Whether all chunks are here."""
        return self.here == self.head.count

    def feed(self, chunk: bytes) -> None:
        """Take the next chunk. Raises RemoteProtocolError if it is not one."""
        if self.is_complete:
            raise RemoteProtocolError("more chunks than an image has")
        self._hash.update(chunk)
        self.here += 1
        with _without_pauses():
            read = decode(_decoder, _unpacked(chunk))
            try:
                names = self._take_nodes(read)
                for column in read.columns:
                    self._take_column(read, names, column)
            except (IndexError, ValueError, UnicodeDecodeError):
                raise RemoteProtocolError("a chunk of an image that does not fit together") from None

    def plan(self) -> Plan:
        """The whole plan. Raises RemoteProtocolError if a chunk is missing, or it is another than the head says."""
        if not self.is_complete or self._hash.digest() != self.head.sha or ROOT not in self._nodes:
            raise RemoteProtocolError("an image that is not whole")
        with _without_pauses():
            plan = Plan.of(Still(self.head.seq, self.head.digest, self._nodes, self._cells))
            if plan.counted_digest() != plan.digest:
                raise RemoteProtocolError("an image of another plan than it says")
            return plan

    def _take_nodes(self, read: _Chunk) -> list[NodeId]:
        names = [_name(raw) for raw in read.ids]
        rows = zip(names, read.kinds, read.levels, read.parents, read.ranks, read.flags, strict=True)
        for name, kind, level, parent, rank, flags in rows:
            # Parents come first, so that nothing can hang under itself.
            if name in self._nodes or (parent is None) != (name == ROOT):
                raise RemoteProtocolError(f"an image in which a node is not in its one place ({name})")
            if parent is not None and NodeId(parent) not in self._nodes:
                raise RemoteProtocolError(f"an image with a node that hangs on nothing ({name})")
            self._nodes[name] = Node(name, kind, level, parent, rank, bool(flags & 1), bool(flags & 2))
        return names

    def _take_column(self, read: _Chunk, names: Sequence[NodeId], column: _Column) -> None:
        merged = set(column.merged)
        rows = zip(
            accumulate(column.nodes),
            column.values,
            accumulate(column.seqs),
            accumulate(column.ats),
            column.writers,
            accumulate(column.counters),
            strict=True,
        )
        cells, becauses, rivals, key = self._cells, column.becauses, column.rivals, column.key
        for place, (node, value, seq, at, writer, counter) in enumerate(rows):
            author, client = read.writers[writer]
            cell = Cell(
                value,
                seq,
                author,
                at,
                Key(ClientId(client), counter),
                becauses.get(place, ""),
                place in merged,
                rivals.get(place, ()),
            )
            cells.setdefault(names[node], {})[key] = cell


def _ordered(still: Still) -> Iterator[Node]:
    """Every node, the root first, parents before children, siblings by rank."""
    children: dict[str, list[Node]] = {}
    for node in still.nodes.values():
        if node.parent is not None:
            children.setdefault(node.parent, []).append(node)
    waiting = [still.nodes[ROOT]]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(sorted(children.get(node.id, ()), key=lambda child: (child.rank, child.id), reverse=True))


def _encoded(still: Still, nodes: Sequence[Node]) -> Iterator[bytes]:
    raw = encode(_chunk(still, nodes))
    if len(raw) <= _TARGET_BYTES or len(nodes) == 1:
        yield raw
    else:
        half = len(nodes) // 2
        yield from _encoded(still, nodes[:half])
        yield from _encoded(still, nodes[half:])


def _chunk(still: Still, nodes: Sequence[Node]) -> _Chunk:
    found: dict[CellKey, list[tuple[int, Cell]]] = {}
    for place, node in enumerate(nodes):
        for key, cell in still.cells.get(NodeId(node.id), NO_CELLS).items():
            found.setdefault(key, []).append((place, cell))
    writers: dict[tuple[str, str], int] = {}
    columns = [_column(key, found[key], writers) for key in sorted(found, key=_order)]
    return _Chunk(
        [_raw_name(node.id) for node in nodes],
        [node.kind for node in nodes],
        [node.level for node in nodes],
        [node.parent for node in nodes],
        [node.rank for node in nodes],
        [node.retired + 2 * node.edited_after_retirement for node in nodes],
        list(writers),
        columns,
    )


def _column(key: CellKey, found: Sequence[tuple[int, Cell]], writers: dict[tuple[str, str], int]) -> _Column:
    cells = [cell for _, cell in found]
    return _Column(
        key,
        _differences(place for place, _ in found),
        [cell.value for cell in cells],
        _differences(cell.seq for cell in cells),
        _differences(cell.at for cell in cells),
        [writers.setdefault((cell.author, cell.key.client), len(writers)) for cell in cells],
        _differences(cell.key.counter for cell in cells),
        [place for place, cell in enumerate(cells) if cell.is_merged],
        {place: cell.because for place, cell in enumerate(cells) if cell.because},
        {place: cell.rivals for place, cell in enumerate(cells) if cell.rivals},
    )


def _differences(numbers: Iterable[int]) -> list[int]:
    """The first number, and how much each one is greater than the one before."""
    return [after - before for before, after in pairwise((0, *numbers))]


def _order(key: CellKey) -> tuple[str, str, str]:
    return key.field, key.period or "", key.part or ""


def _raw_name(name: str) -> bytes:
    """An id by its random bytes, which cannot be packed; other names as they are."""
    return b32decode(name.upper()) if len(name) == len(_name(bytes(ID_BYTES))) else name.encode()


def _name(raw: bytes) -> NodeId:
    return NodeId(b32encode(raw).decode("ascii").lower() if len(raw) == ID_BYTES else raw.decode())


def _filters(effort: int) -> list[dict[str, int]]:
    return [{"id": lzma.FILTER_LZMA2, "preset": effort, "dict_size": _DICTIONARY_BYTES}]


def _unpacked(chunk: bytes) -> bytes:
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=_filters(SMALL))
    try:
        raw = unpacker.decompress(chunk, MAX_CHUNK)
    except (lzma.LZMAError, EOFError):
        raise RemoteProtocolError("a chunk that does not unpack") from None
    if not unpacker.eof or unpacker.unused_data:
        raise RemoteProtocolError("a chunk that is cut off, goes on too long or is larger than allowed")
    return raw


@contextmanager
def _without_pauses() -> Iterator[None]:
    """Nothing made here is garbage soon: looking for it among 100,000 new cells takes as long as making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
