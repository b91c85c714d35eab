"""What is confirmed, in a replica's file: an image of the plan and the rows after it, and often some before it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from shared.errors import RemoteProtocolError, StoreError
from shared.plan.apply import apply
from shared.plan.model import Plan
from shared.storage.database import Connection
from shared.sync.chain import START, LogRow, link
from shared.sync.client_actions import StoreChunk
from shared.sync.codec import decode_entry
from shared.sync.image import Image, ImageHead
from shared.sync.kept_head import head_from, kept
from shared.sync.snapshot import plan_of
from shared.sync.up import Anchor

MAX_ANCHORS = 60


def last_seq(conn: Connection) -> int:
    """The seq of what is confirmed."""
    sql = "SELECT max(coalesce((SELECT max(seq) FROM log), 0), coalesce((SELECT seq FROM image), 0))"
    return int(conn.execute(sql).fetchone()[0])


def append(conn: Connection, first: int, rows: Sequence[LogRow]) -> None:
    """Add rows at the end. Raises StoreError if they do not follow."""
    if rows and last_seq(conn) != first - 1:
        # What came in between was not written: this must not be either.
        raise StoreError(f"Transaction {first} does not follow what is stored.")
    put_rows(conn, first, rows)


def put_rows(conn: Connection, first: int, rows: Sequence[LogRow]) -> None:
    """Keep rows, the first of which has that seq, where there are none yet."""
    numbered = [(seq, row.body, row.chain) for seq, row in enumerate(rows, first)]
    conn.executemany("INSERT INTO log VALUES (?, ?, ?) ON CONFLICT DO NOTHING", numbered)


def confirmed(conn: Connection) -> tuple[Plan, bytes, int]:
    """What is confirmed, its chain, and the seq of the image it was built on.

    An image that is damaged, and rows that do not follow from the ones before them, are dropped, with all after them:
    the server has them still, and what is precious here, the outbox, must not be locked up behind them.
    """
    plan, chain = Plan(), START
    try:
        image = _image(conn)
        if image is not None:
            plan, chain = plan_of(image), image.head.chain
    except RemoteProtocolError:
        _drop_image(conn)
    built_on = plan.seq
    sql = "SELECT seq, body, chain FROM log WHERE seq > ? ORDER BY seq"
    with contextlib.closing(conn.execute(sql, (built_on,))) as rows:
        for seq, body, stored in rows:
            if seq != plan.seq + 1 or link(chain, body) != stored:
                break
            apply(plan, decode_entry(body))
            chain = stored
    conn.execute("DELETE FROM log WHERE seq > ?", (plan.seq,))
    return plan, chain, built_on


def put_image(conn: Connection, image: Image) -> None:
    """Keep this image instead of the one before."""
    _drop_image(conn)
    conn.execute("INSERT INTO image VALUES (1, ?, ?)", (image.head.seq, kept(image.head)))
    conn.executemany("INSERT INTO image_chunk VALUES (?, ?)", list(enumerate(image.chunks)))


def put_chunk(conn: Connection, news: StoreChunk) -> None:
    """Keep a chunk of an image that is arriving. Raises StoreError if it is not the next one."""
    if news.index == 0:
        drop_incoming(conn)
        conn.execute("INSERT INTO incoming_head VALUES (1, ?)", (kept(news.head),))
    (head,) = conn.execute("SELECT max(head) FROM incoming_head").fetchone()
    (here,) = conn.execute("SELECT count(*) FROM incoming_chunk").fetchone()
    if head != kept(news.head) or here != news.index:
        raise StoreError(f"Chunk {news.index} of an image does not follow what is stored.")
    conn.execute("INSERT INTO incoming_chunk VALUES (?, ?)", (news.index, news.chunk))


def incoming(conn: Connection) -> tuple[ImageHead, list[bytes]] | None:
    """The image that is arriving, and its chunks so far; None where there is none, or where it is damaged."""
    row = conn.execute("SELECT head FROM incoming_head").fetchone()
    try:
        head = head_from(row[0]) if row else None
    except RemoteProtocolError:
        return None
    chunks = conn.execute("SELECT place, chunk FROM incoming_chunk ORDER BY place").fetchall()
    if head is None or [place for place, _ in chunks] != list(range(len(chunks))) or len(chunks) > head.count:
        return None
    return head, [chunk for _, chunk in chunks]


def drop_incoming(conn: Connection) -> None:
    """Forget the image that was arriving."""
    conn.execute("DELETE FROM incoming_head")
    conn.execute("DELETE FROM incoming_chunk")


def take_image(conn: Connection, head: ImageHead) -> None:
    """The image that has arrived is what is confirmed. Of the log those rows stay that lead up to it.

    Raises StoreError if it is another image, or not all of it is here.
    """
    arrived = incoming(conn)
    if arrived is None or arrived[0] != head or len(arrived[1]) != head.count:
        raise StoreError("An image that has arrived is not stored.")
    row = conn.execute("SELECT chain FROM log WHERE seq = ?", (head.seq,)).fetchone()
    leads_here = row is not None and bytes(row[0]) == head.chain
    conn.execute("DELETE FROM log WHERE seq > ?", (head.seq if leads_here else 0,))
    put_image(conn, Image(head, tuple(arrived[1])))
    drop_incoming(conn)


def anchors(conn: Connection) -> list[Anchor]:
    """Points of the log that are here, newest first and ever farther apart; the oldest and the image's among them."""
    found: dict[int, bytes] = {}
    row = conn.execute("SELECT head FROM image").fetchone()
    if row:
        head = head_from(row[0])
        found[head.seq] = head.chain
    oldest = conn.execute("SELECT seq, chain FROM log ORDER BY seq LIMIT 1").fetchone()
    if oldest:
        found[oldest[0]] = oldest[1]
    seq, step = last_seq(conn), 1
    while seq > 0 and len(found) < MAX_ANCHORS:
        row = conn.execute("SELECT seq, chain FROM log WHERE seq <= ? ORDER BY seq DESC LIMIT 1", (seq,)).fetchone()
        if row is None:
            break
        found[row[0]] = row[1]
        seq, step = row[0] - step, step * 2
    return [Anchor(seq, found[seq]) for seq in sorted(found, reverse=True)]


def oldest(conn: Connection) -> Anchor:
    """The oldest point from which the log is here without a gap: seq 0 where all of it is."""
    known = {anchor.seq: anchor.chain for anchor in anchors(conn)}
    end = last_seq(conn)
    sql = """
        WITH RECURSIVE back (seq) AS (SELECT ? UNION ALL SELECT seq - 1 FROM back WHERE seq IN (SELECT seq FROM log))
        SELECT min(seq) FROM back
    """
    (seq,) = conn.execute(sql, (end,)).fetchone()
    if seq == 0:
        return Anchor(0, START)
    return Anchor(seq, known[seq]) if seq in known else _point(conn, seq + 1)


def _point(conn: Connection, seq: int) -> Anchor:
    return Anchor(seq, bytes(conn.execute("SELECT chain FROM log WHERE seq = ?", (seq,)).fetchone()[0]))


def rows_after(conn: Connection, after: int) -> tuple[Anchor, list[bytes]]:
    """The rows that follow that seq, and the point before them; where not all are here, the last of them that follow
    one another without a gap."""
    known = {anchor.seq: anchor.chain for anchor in anchors(conn)} | {0: START}
    row = conn.execute("SELECT chain FROM log WHERE seq = ?", (after,)).fetchone()
    before = Anchor(after, bytes(row[0]) if row else known.get(after, START))
    is_known = row is not None or after in known
    found: list[bytes] = []
    chain = before.chain
    for seq, body, stored in conn.execute("SELECT seq, body, chain FROM log WHERE seq > ? ORDER BY seq", (after,)):
        if not is_known or seq != before.seq + len(found) + 1 or link(chain, body) != stored:
            start = known.get(seq - 1)
            is_known = True
            if start is not None and link(start, body) == stored:
                before, found = Anchor(seq - 1, start), [body]
            else:
                before, found = Anchor(seq, bytes(stored)), []
        else:
            found.append(body)
        chain = bytes(stored)
    return before, found


def _image(conn: Connection) -> Image | None:
    row = conn.execute("SELECT seq, head FROM image").fetchone()
    if row is None:
        return None
    head = head_from(row[1])
    if head.seq != row[0]:
        raise RemoteProtocolError("an image of another place")
    return Image(head, tuple(chunk for (chunk,) in conn.execute("SELECT chunk FROM image_chunk ORDER BY place")))


def _drop_image(conn: Connection) -> None:
    conn.execute("DELETE FROM image")
    conn.execute("DELETE FROM image_chunk")
