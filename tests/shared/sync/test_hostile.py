"""A peer that sends anything at all: it is read, answered or refused, and never anything else."""

from __future__ import annotations

import random
from collections.abc import Callable

import msgspec
import pytest

from shared.errors import RemoteProtocolError
from shared.ids import ROOT, ClientId, Key, NodeId
from shared.plan.edits import set_cell
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import Create, Entry, Move, Op, Restore, Retire, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.values import Text
from shared.sync.chain import SEAL_BYTES, START, link
from shared.sync.client_actions import Send, StoreReturned
from shared.sync.client_machine import ClientMachine, State
from shared.sync.codec import DOWN_DECODER, UP_DECODER, decode, decode_entry, encode, encode_entry, read_sent
from shared.sync.down import Act, Confirmed, Down, ImageBegins, ImageChunk, Opened, Parted, Welcome
from shared.sync.image import Image, ImageHead
from shared.sync.server_machine import ServerMachine
from shared.sync.server_machine import State as ServerState
from shared.sync.snapshot import Unpacking, _Chunk, _decoder, image_of, plan_of, raw_chunks
from shared.sync.up import Sent, Up
from tests.builders import Desk, an_id, percent
from tests.shared.sync.messages import DOWN, ENTRIES, KEY, TRANSACTION, UP, packed


def _mutated(chance: random.Random, originals: list[bytes]) -> bytes:
    if chance.random() < 0.1:
        return chance.randbytes(chance.randint(0, 40))
    raw = bytearray(chance.choice(originals))
    for _ in range(chance.randint(1, 3)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw[: chance.randint(0, len(raw))] if chance.random() < 0.1 else raw)


def _desk() -> Desk:
    desk = Desk()
    goal = desk.add("mål")
    node = desk.measure(parent=goal)
    for client, value in (("anna", "1"), ("bo", "2")):
        desk.do(SetOp(node, "outcome", "2021", None, percent(value), 0), client=ClientId(client))
    return desk


CHUNK = next(raw_chunks(_desk().plan.still()))


def _read_chunk(raw: bytes) -> None:
    unpacking = Unpacking(ImageHead(1, START, bytes(16), START, 1, 1))
    unpacking.feed(packed(raw))


READERS: list[tuple[list[bytes], Callable[[bytes], object], int]] = [
    ([encode(message) for message in UP], lambda raw: decode(UP_DECODER, raw), 60_000),
    ([encode(message) for message in DOWN], lambda raw: decode(DOWN_DECODER, raw), 60_000),
    ([encode_entry(entry) for entry in ENTRIES], decode_entry, 40_000),
    ([encode(TRANSACTION)], lambda raw: read_sent(Sent(KEY, raw)), 37_000),
    ([CHUNK], _read_chunk, 3_000),
]


@pytest.mark.parametrize(("originals", "read", "count"), READERS, ids=["up", "down", "entry", "transaction", "chunk"])
def test_200_000_damaged_payloads_raise_only_our_error(
    originals: list[bytes], read: Callable[[bytes], object], count: int
) -> None:
    """One byte turned, cut or made up: whatever else came out would end as a traceback, or as a dead server."""
    chance = random.Random(count)
    refused = 0
    for _ in range(count):
        try:
            read(_mutated(chance, originals))
        except RemoteProtocolError:
            refused += 1
    assert read is READERS[3][1] or count // 4 < refused < count


def test_payloads_made_to_cost_much_are_refused() -> None:
    """Depth, counts and lengths that a few bytes claim."""
    hostile = [
        b"\x91" * 1_000_000,
        b"\x81\xa1a" * 500_000,
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\x80" * 2**20,
        b"\xd6\xff\xff\xff\xff\xff",
        b"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00",
        b"\x92\xa4look\xa4\xff\xfe\xfd\xfc",
    ]
    for raw in hostile:
        for _, read, _ in READERS[:3]:
            with pytest.raises(RemoteProtocolError):
                read(raw)


# Every message in every state


def _server_in(state: ServerState) -> ServerMachine:
    machine = ServerMachine(1, "anna", "server")
    machine.state = state
    return machine


@pytest.mark.parametrize("state", ServerState, ids=lambda state: state.value)
@pytest.mark.parametrize("message", UP, ids=lambda message: type(message).__name__)
def test_the_server_answers_every_message_in_every_state(state: ServerState, message: Up) -> None:
    """Out of order, before hello, after the end: an answer, or the end of that one connection."""
    machine = _server_in(state)
    actions = machine.receive(message)
    assert actions or machine.state is state
    if machine.state is ServerState.CLOSED:
        assert len(actions) == 2
        assert len(machine.receive(message)) == 2


OPENED = Opened("p", "p", 0, Plan().digest, "e", 0, DOWN[2].role)  # type: ignore[union-attr]


def _client(plan: Plan | None = None, chain: bytes = START) -> ClientMachine:
    return ClientMachine(
        name="p", client=ClientId("anna"), plan=plan or Plan(), chain=chain, new_client=lambda: ClientId("other")
    )


def _client_in(state: State) -> ClientMachine:
    machine = _client()
    ways: dict[State, list[Down]] = {
        State.OFFLINE: [],
        State.GREETING: [],
        State.OPENING: [Welcome(2, "s", "anna", 1)],
        State.PARTED: [Welcome(2, "s", "anna", 1), Parted(3)],
        State.LIVE: [Welcome(2, "s", "anna", 1), OPENED],
        State.STOPPED: [DOWN[-1]],
    }
    if state is not State.OFFLINE:
        machine.connected()
    for message in ways[state]:
        machine.receive(message)
    if state is State.STOPPED:
        machine.state = State.STOPPED
    assert machine.state is state
    machine.submit([SetOp(ROOT, "title", None, None, Text("Plan"), 0)], 1)
    return machine


@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
@pytest.mark.parametrize("message", DOWN, ids=lambda message: type(message).__name__)
def test_the_client_takes_or_refuses_every_message_in_every_state(state: State, message: Down) -> None:
    """A server that answers what nobody asked must not cost its people a traceback, nor what they entered."""
    machine = _client_in(state)
    digest = machine.plan.digest
    try:
        machine.receive(message)
    except RemoteProtocolError:
        assert machine.plan.digest == digest
    assert len(machine.outbox) == 1


def test_10_000_damaged_messages_leave_the_client_whole() -> None:
    """What can be read of them may mean anything; what was entered here stays, and the plan can be walked."""
    chance = random.Random(1)
    originals = [encode(message) for message in DOWN]
    taken = 0
    for number in range(10_000):
        if number % 20 == 0:
            machine, returned = _client_in(chance.choice([State.OPENING, State.PARTED, State.LIVE])), 0
        try:
            actions = machine.receive(decode(DOWN_DECODER, _mutated(chance, originals)))
            # A turned byte can make a refusal of it, and then it is in the tray.
            returned += sum(isinstance(action, StoreReturned) for action in actions)
            taken += 1
        except RemoteProtocolError:
            pass
        assert len(machine.outbox) + returned == 1
        assert len(list(machine.plan.walk())) < 10
    assert taken > 500


# A server that lies


def _rows(plan_digest: bytes, first: int, *ops: tuple[Op, ...], chain: bytes = START) -> Confirmed:
    bodies = []
    for seq, one in enumerate(ops, first):
        bodies.append(encode_entry(Entry(seq, "bo", Transaction(Key(ClientId("bo"), seq), 1, one))))
        chain = link(chain, bodies[-1])
    return Confirmed(first, tuple(bodies), chain, bytes(SEAL_BYTES), plan_digest)


A, B = an_id(1), an_id(2)
_TWO = (Create(A, Kind.GOAL, "", ROOT, "V"), Create(B, Kind.GOAL, "", A, "V"))

LIES: dict[str, tuple[Op, ...]] = {
    "under itself": (*_TWO, Move(A, B, "V")),
    "the root under another": (*_TWO, Move(ROOT, B, "V")),
    "the root retired": (*_TWO, Retire(ROOT)),
    "restored from nowhere": (Restore(A),),
    "a node twice": (*_TWO, Create(A, Kind.GOAL, "", ROOT, "W")),
    "the root once more": (Create(ROOT, Kind.GOAL, "", A, "V"),),
    "an orphan": (Create(A, Kind.GOAL, "", B, "V"),),
    "a cell of nothing": (SetOp(A, "title", None, None, Text("x"), 0),),
}


@pytest.mark.parametrize("ops", LIES.values(), ids=LIES)
def test_entries_that_would_spoil_the_plan_are_refused_whole(ops: tuple[Op, ...]) -> None:
    """A tree with a cycle would hang whoever walks it; half an entry would be a plan that nobody has."""
    machine = _client_in(State.LIVE)
    digest = machine.plan.digest
    with pytest.raises(RemoteProtocolError):
        machine.receive(_rows(b"", 1, ops))
    assert (machine.plan.digest, machine.plan.seq, len(machine.outbox)) == (digest, 0, 1)
    assert list(machine.plan.walk()) == []


@pytest.mark.parametrize(
    ("news", "is_refused"),
    [
        (_rows(b"", 2, _TWO), False),
        (msgspec.structs.replace(_rows(b"", 1, _TWO), chain=bytes(32)), True),
        (msgspec.structs.replace(_rows(b"", 2, _TWO), first=1), True),
        (_rows(bytes(16), 1, _TWO), False),
        (_rows(b"", 1, _TWO, (Move(A, B, "V"),)), True),
    ],
    ids=["a gap", "another chain", "another seq", "another digest", "the second of two"],
)
def test_news_that_do_not_follow_change_nothing(news: Confirmed, is_refused: bool) -> None:
    """Refused, or the connection given up: nothing is stored, and what is here stays."""
    machine = _client_in(State.LIVE)
    digest = machine.plan.digest
    if is_refused:
        with pytest.raises(RemoteProtocolError):
            machine.receive(news)
    else:
        assert not any(type(action).__name__.startswith("Store") for action in machine.receive(news))
    assert (machine.plan.digest, machine.plan.seq, len(machine.outbox)) == (digest, 0, 1)


def _with_plan() -> ClientMachine:
    """A client with some rows of a log."""
    desk = _desk()
    machine = _client_in(State.LIVE)
    machine.receive(_rows(b"", 1, *(entry.transaction.ops for entry in desk.entries)))
    return machine


def _image(plan: Plan, **changes: object) -> tuple[Image, list[Down]]:
    image = image_of(plan.still(), START)
    head = msgspec.structs.replace(image.head, **changes)
    chunks = [ImageChunk(index, chunk) for index, chunk in enumerate(image.chunks)]
    return image, [ImageBegins(head, 0, bytes(SEAL_BYTES)), *chunks]


def test_a_head_that_goes_backwards_changes_nothing() -> None:
    """A server that was restored says that it has parted; one that merely says less must not take anything away."""
    machine = _with_plan()
    seq, digest = machine.plan.seq, machine.plan.digest
    machine.disconnected()
    machine.connected()
    machine.receive(Welcome(2, "s", "anna", 1))
    machine.receive(OPENED)
    with pytest.raises(RemoteProtocolError):
        machine.receive(_image(Plan())[1][0])
    assert (machine.plan.seq, machine.plan.digest) == (seq, digest)


@pytest.mark.parametrize("lie", ["order", "sha", "count", "middle", "digest"])
def test_an_image_that_is_not_what_it_says_is_not_taken(lie: str) -> None:
    """What is here stays until all of another plan is here and is what was promised."""
    machine = _with_plan()
    digest = machine.plan.digest
    machine.disconnected()
    machine.connected()
    machine.receive(Welcome(2, "s", "anna", 1))
    changes: dict[str, dict[str, object]] = {"sha": {"sha": START}, "count": {"count": 2}}
    changes["digest"] = {"digest": bytes(16)}
    desk = _desk()
    desk.do(set_cell(desk.plan, NodeId(desk.plan.children()[0].id), "title", Text("nytt")))
    _, messages = _image(desk.plan, seq=99, **changes.get(lie, {}))
    begins, chunk = messages
    assert isinstance(begins, ImageBegins) and isinstance(chunk, ImageChunk)
    if lie == "digest":
        machine.receive(Opened("p", "p", 99, desk.plan.digest, "e", 0, OPENED.role))
    if lie == "count":
        machine.receive(begins)
        machine.receive(chunk)
        assert machine.plan.digest == digest and machine.opening.progress == (1, 2)
        return
    with pytest.raises(RemoteProtocolError):
        if lie == "middle":
            machine.receive(msgspec.structs.replace(begins, first=1))
        machine.receive(begins)
        machine.receive(msgspec.structs.replace(chunk, index=1) if lie == "order" else chunk)
    assert machine.plan.digest == digest
    assert len(machine.outbox) == 1


def test_an_image_with_a_cycle_cannot_be_written_down() -> None:
    """Parents come before children, so that whatever a chunk says, it is a tree."""
    read = _decoder.decode(CHUNK)
    names = [None, *read.parents[1:]]
    turned: _Chunk = msgspec.structs.replace(read, parents=[names[0], read.parents[2], *read.parents[2:]])
    head = ImageHead(4, START, bytes(16), START, 1, 1)
    with pytest.raises(RemoteProtocolError):
        plan_of(Image(head, (packed(encode(turned)),)))


def test_a_client_that_is_stopped_says_nothing_more() -> None:
    """Whoever was told to fetch afresh must not go on sending into a plan that is another."""
    machine = _client_in(State.LIVE)
    actions = machine.receive(_rows(bytes(16), 1, _TWO))
    assert machine.state is State.STOPPED and machine.act is Act.FETCH_AFRESH
    more = machine.receive(_rows(b"", 1, _TWO))
    assert not any(isinstance(action, Send) for action in (*actions, *more))
