"""One message of every kind, up and down, and what they carry: to be written to samples and to be mutated.

Run as a program it writes the samples of this version: python -m tests.shared.sync.messages
"""

from __future__ import annotations

import lzma
from decimal import Decimal
from pathlib import Path

import msgspec

from shared.ids import ROOT, ClientId, Key
from shared.plan.fields import Role
from shared.plan.kinds import Kind
from shared.plan.ops import CONTESTED, Create, Entry, Merged, Move, Op, Restore, Retire, Settle, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Refusal, Why
from shared.plan.values import Choice, Quantity, Text, names
from shared.sync.chain import SEAL_BYTES, START, link
from shared.sync.codec import encode, encode_entry, frames, sent_of
from shared.sync.down import (
    Act,
    BackedUp,
    Common,
    Confirmed,
    Down,
    Failed,
    Here,
    ImageBegins,
    ImageChunk,
    Known,
    Late,
    LateDecided,
    LateEntry,
    Opened,
    Parted,
    Past,
    People,
    Person,
    PlanLine,
    Plans,
    Present,
    Refused,
    TakenBack,
    Welcome,
)
from shared.sync.image import ImageHead
from shared.sync.snapshot import SMALL, _filters
from shared.sync.up import (
    Anchor,
    DecideLate,
    HandBack,
    Hello,
    ListLate,
    ListPlans,
    Locate,
    Look,
    OpenPlan,
    Recall,
    Resume,
    Submit,
    Up,
)
from shared.sync.version import PROTOCOL
from tests.builders import an_id

SAMPLES = Path(__file__).parent / "samples"

NODE, KEY = an_id(1), Key(ClientId("anna"), 7)
OPS: tuple[Op, ...] = (
    Create(NODE, Kind.MEASURE, "Mätetal", ROOT, "V"),
    Move(NODE, ROOT, "W"),
    Retire(NODE),
    Restore(NODE),
    SetOp(NODE, "outcome", "2021", "kvinnor", Quantity(Decimal("3.10"), "%"), 2),
    SetOp(NODE, "analysis", "2021-T2", None, Text("Köerna ökar."), 3, Text("Köerna"), "nytt underlag"),
    SetOp(NODE, "owner", None, None, names(["RS", "HSN"]), 0),
    SetOp(NODE, "assessment", "2021", None, None, 0),
    Settle(NODE, "assessment", "2021", None, Choice("met"), 4, "beslut"),
)
TRANSACTION = Transaction(KEY, 1_600_000_000_000, OPS)
_APPLIED = Entry(1, "anna", Transaction(KEY, 1, OPS[:1]))
_OUTCOMES = (Merged(Text("Köerna ökar.")), CONTESTED)
_MET = Entry(2, "bo", Transaction(Key(ClientId("bo"), 1), 2, OPS[5:7]), _OUTCOMES)
ENTRIES = (_APPLIED, _MET)
_BODIES = tuple(map(encode_entry, ENTRIES))
_CHAIN, _SEAL, _DIGEST = link(START, _BODIES[0]), bytes(range(SEAL_BYTES)), bytes(range(16))
_HEAD = ImageHead(2, _CHAIN, _DIGEST, _CHAIN, 3, 3_000)

UP: tuple[Up, ...] = (
    Hello(PROTOCOL, PROTOCOL, "stegvis 0.2.0"),
    ListPlans(),
    OpenPlan("Plan 2021", True, ClientId("anna"), 2, _CHAIN, False, Resume(_CHAIN, 1)),
    Submit((sent_of(TRANSACTION),)),
    Locate((Anchor(2, _CHAIN), Anchor(0, START))),
    HandBack(Anchor(0, START), _BODIES, _SEAL, True),
    Recall(2),
    ListLate(),
    DecideLate(KEY, True, "nytt underlag", "RS 2021/7", 2, 1_600_000_000_000),
    Look(NODE),
)
DOWN: tuple[Down, ...] = (
    Welcome(PROTOCOL, "stegvis-server 0.2.0", "anna", 3),
    Plans((PlanLine("planid", "Plan 2021", 2),)),
    Opened("planid", "Plan 2021", 2, _DIGEST, "epoch", 1, Role.PLANNER),
    Parted(1),
    Common(1),
    TakenBack(1),
    ImageBegins(_HEAD, 1, _SEAL),
    ImageChunk(1, b"chunk"),
    Confirmed(1, _BODIES, link(_CHAIN, _BODIES[1]), _SEAL, _DIGEST),
    Known(_BODIES[0]),
    Past(1, START, _BODIES),
    Refused(KEY, Refusal(Why.CYCLE, "mål", 1)),
    Late((LateEntry(KEY, "anna", 1_600_000_000_000, Refusal(Why.ROUND_CLOSED), encode(TRANSACTION)),), 3),
    LateDecided(KEY, 0, Refusal(Why.OWN_REPORT, "bo:7")),
    BackedUp(2),
    People((Person("anna", "Anna"),)),
    Present((Here(3, "anna", NODE),)),
    Failed(Act.RETRY, "senare"),
)


def packed(raw: bytes) -> bytes:
    """A chunk of an image as it travels."""
    return lzma.compress(raw, lzma.FORMAT_RAW, filters=_filters(SMALL))


def sample(message: Up | Down) -> Path:
    """The file with the frame of this message."""
    return SAMPLES / f"v{PROTOCOL}" / f"{_tag(message)}.bin"


def _tag(message: Up | Down) -> str:
    info = msgspec.inspect.type_info(type(message))
    assert isinstance(info, msgspec.inspect.StructType) and isinstance(info.tag, str)
    return info.tag


if __name__ == "__main__":
    for message in (*UP, *DOWN):
        (frame,) = frames(message)
        sample(message).write_bytes(frame)
