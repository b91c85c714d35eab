"""The messages from the server to a client."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.ids import Key
from shared.plan.digest import DIGEST_BYTES
from shared.plan.fields import Role
from shared.plan.ops import Count
from shared.plan.refusal import Refusal
from shared.plan.values import Line
from shared.sync.chain import SEAL_BYTES, Hash
from shared.sync.image import MAX_CHUNK, ImageHead
from shared.sync.up import MAX_BODY

MAX_ROWS = 5_000
Digest = Annotated[bytes, Meta(min_length=DIGEST_BYTES, max_length=DIGEST_BYTES)]
Seal = Annotated[bytes, Meta(min_length=SEAL_BYTES, max_length=SEAL_BYTES)]
"""The server's seal on its log up to there; the client keeps the newest. See `shared.sync.chain`."""


class Act(Enum):
    """Who must act, and how, when the server cannot go on with a connection."""

    RETRY = "retry"
    """Connect again later; nothing is wrong with what was sent."""
    UPGRADE = "upgrade"
    """One of the two programs is too old for the other."""
    SIGN_IN = "sign_in"
    """The server does not know who this is, or does not let them in."""
    CHOOSE_PLAN = "choose_plan"
    """There is no plan of that name."""
    FETCH_AFRESH = "fetch_afresh"
    """The copy here is not what the server has: it has to be fetched again, whole."""
    STOP = "stop"
    """Do not try again as things are: the histories have parted, or the client breaks the protocol."""


class _Down(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    pass


class PlanLine(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One plan of a server."""

    id: Line
    name: Line
    head: Count


class Person(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Who is behind an author id."""

    id: Line
    name: Line


class Here(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Somebody who has the plan open, and the node they look at ("" for none)."""

    session: Count
    person: Line
    node: Line


class Welcome(_Down, frozen=True, tag="welcome"):
    """The answer to `Hello`."""

    protocol: Count
    program: Line
    person: Line
    """Who the server takes this client's user for."""
    session: Count


class Plans(_Down, frozen=True, tag="plans"):
    """The plans this person may open, by name."""

    plans: Annotated[tuple[PlanLine, ...], Meta(max_length=10_000)]


class Opened(_Down, frozen=True, tag="opened"):
    """The plan is open; what is missing up to `head` follows."""

    plan: Line
    name: Line
    head: Count
    digest: Digest
    """The plan's digest at `head`: whoever has the same head has the same."""
    epoch: Line
    """Which life of this log it is: another one once the server was restored from a backup."""
    backed_up: Count
    """Everything up to this seq is in a backup."""
    role: Role
    """What the server lets this person do."""


class Parted(_Down, frozen=True, tag="parted"):
    """The client's log is not the server's: the server was restored from a backup, or the client from something else.
    The client says what it has with `Locate`."""

    head: Count


class Common(_Down, frozen=True, tag="common"):
    """The newest of the client's points that is in the server's log too; 0 for none. What came after it there may be
    lost here: the client hands it back."""

    seq: Count


class TakenBack(_Down, frozen=True, tag="taken_back"):
    """What was handed back is durable: so many rows were new. The client opens the plan again."""

    count: Count


class ImageBegins(_Down, frozen=True, tag="image_begins"):
    """A whole plan at one seq follows, where that is shorter than the log. See `shared.sync.snapshot`."""

    head: ImageHead
    first: Count
    """The chunk that follows first: not 0 where the client has the ones before."""
    seal: Seal


class ImageChunk(_Down, frozen=True, tag="image_chunk"):
    """One chunk of it, in order."""

    index: Count
    chunk: Annotated[bytes, Meta(max_length=MAX_CHUNK)]


class Confirmed(_Down, frozen=True, tag="confirmed"):
    """Entries of the log, in order: synced to disk, with what became of every op. To the client whose transaction is in
    it, this is the acknowledgement; to all others, the news."""

    first: Count
    """The seq of the first."""
    bodies: Annotated[tuple[Annotated[bytes, Meta(max_length=MAX_BODY)], ...], Meta(min_length=1, max_length=MAX_ROWS)]
    chain: Hash
    """The chain after the last of them."""
    seal: Seal
    digest: Annotated[bytes, Meta(max_length=DIGEST_BYTES)] = b""
    """The plan's digest after the last of them; empty for old rows, of which nobody kept it."""


class Known(_Down, frozen=True, tag="known"):
    """An entry that the client has been sent before, or has in an image: the answer to a transaction sent again."""

    body: Annotated[bytes, Meta(max_length=MAX_BODY)]


class Past(_Down, frozen=True, tag="past"):
    """The answer to `Recall`: entries from `first` to the one that was asked for, and the chain before them. Where they
    are many it is the last of them; the client asks again for what came before."""

    first: Count
    before: Hash
    bodies: Annotated[tuple[Annotated[bytes, Meta(max_length=MAX_BODY)], ...], Meta(max_length=MAX_ROWS)]


class Refused(_Down, frozen=True, tag="refused"):
    """A transaction was refused, whole; it has no place in the log. Where `refusal.is_parked`, the server keeps it for
    the administrator too."""

    key: Key
    refusal: Refusal


class LateEntry(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A transaction that came when its period was closed, or what it writes approved, and was not decided about yet."""

    key: Key
    author: Line
    at: Count
    """When it arrived, in ms since 1970 by the server's clock; when it was made, it says itself."""
    refusal: Refusal
    body: Annotated[bytes, Meta(max_length=MAX_BODY)]


class Late(_Down, frozen=True, tag="late"):
    """The answer to `ListLate`, oldest first."""

    entries: Annotated[tuple[LateEntry, ...], Meta(max_length=MAX_ROWS)]
    left: Count
    """How many more there are than a message holds."""


class LateDecided(_Down, frozen=True, tag="late_decided"):
    """The answer to `DecideLate`."""

    key: Key
    seq: Count
    """Where the decision stands in the log; 0 where it was refused, or nothing was left to say it of."""
    refusal: Refusal | None


class BackedUp(_Down, frozen=True, tag="backed_up"):
    """Everything up to this seq is in a backup now."""

    seq: Count


class People(_Down, frozen=True, tag="people"):
    """Names behind author ids: all at first, later the new ones."""

    people: Annotated[tuple[Person, ...], Meta(max_length=100_000)]


class Present(_Down, frozen=True, tag="present"):
    """Everybody who has the plan open, this client too."""

    here: Annotated[tuple[Here, ...], Meta(max_length=10_000)]


class Failed(_Down, frozen=True, tag="failed"):
    """The server cannot go on; it closes the connection after this."""

    act: Act
    sentence: Line


Down = (
    Welcome
    | Plans
    | Opened
    | Parted
    | Common
    | TakenBack
    | ImageBegins
    | ImageChunk
    | Confirmed
    | Known
    | Past
    | Refused
    | Late
    | LateDecided
    | BackedUp
    | People
    | Present
    | Failed
)
"""Every message that the server sends."""
