"""A server and its clients in one process, on a network and disks that fail as a seed decides.

Everything is the real code but the shells: the machines, the sequencer, the codec. What the shells do with sockets and
databases is done here with queues and lists, one small step at a time, and which step comes next is drawn by lot. A
crash throws away what was not on disk; a cut throws away what was on the wire.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import NamedTuple

import msgspec

from shared.ids import NodeId
from shared.plan.model import Cell
from shared.plan.ops import CellKey, CellOp, Entry, Transaction
from shared.plan.values import Text
from shared.sync.client_actions import StoreImage
from shared.sync.client_machine import State
from shared.sync.codec import DOWN_DECODER, decode_entry, encode_entry, frames, read_sent
from shared.sync.down import Act, Confirmed
from shared.sync.up import Sent, Submit
from tests.simulation.client_side import Client, Disk
from tests.simulation.edits import Edits
from tests.simulation.profiles import PROFILES, STEPS, Profile
from tests.simulation.server_side import Server, ServerDisk, Wire

_MIXED = PROFILES["mixed"]
_TEN_YEARS_MS = 315_360_000_000
_NOW_MS = 1_700_000_000_000
_POISONS: tuple[Callable[[bytes], bytes], ...] = (
    lambda body: body[1:],
    lambda body: b"\xc1" + body,
    lambda body: body[:-1],
    lambda body: body + b"\x00",
    lambda body: b"\x91" * 5_000 + body,
    lambda body: body.replace(b"anna", b"\xff\xfe\xfd\xfc"),
    lambda body: bytes([body[0] + 1]) + body[1:] + b"\xa5later",
)


class Made(NamedTuple):
    """Where a transaction was made, and what its author was looking at in the cells it writes."""

    by: str
    saw: Mapping[tuple[str, CellKey], Cell | None]


class World:
    """One schedule. `steps` runs it, `heal` ends all faults and lets everybody come to rest."""

    def __init__(self, seed: int, clients: int = 3, profile: Profile = _MIXED) -> None:
        self.profile = profile
        self.chance = random.Random(seed)
        self._elsewhere = random.Random(f"{seed} {profile.name}")
        """For what must not change the schedule."""
        self.server = Server(self.chance)
        self.clients = [self._made(Client(name)) for name in ("anna", "bo", "cilla", "dan", "eva")[:clients]]
        self.stored: dict[int, Transaction] = {}
        """Transactions that reached their client's disk, by `at`, which is unique here: none of these may be lost."""
        self.made: dict[int, Made] = {}
        """How each transaction came about, by `at`."""
        self.seen_by_server: set[int] = set()
        """Those of them that their client has been told are in the log."""
        self.restores = 0
        """How often the server lost what it had confirmed."""
        self.damages = 0
        """How often a client's plan was changed behind its back."""
        self._edits = Edits(self.chance, profile.doing)
        self._backups: dict[str, Disk] = {}
        self._server_backups: list[ServerDisk] = []
        self._said: list[list[bytes]] = []
        self._poisoned: set[int] = set()
        self._garbled_ats: dict[Sent, int] = {}
        self._sessions = 0
        self._now = 0

    def _made(self, client: Client) -> Client:
        client.repeats = self.profile.repeats
        client.trusts_wire = self.profile.name != "lied to"
        client.garble = self._garble
        return client

    def steps(self, count: int) -> None:
        """Take that many steps, drawn by lot."""
        weights = [self.profile.steps.get(name, weight) for name, weight in STEPS.items()]
        for name in self.chance.choices(list(STEPS), weights, k=count):
            getattr(self, f"_{name}")()

    def heal(self) -> None:
        """No more faults: connect everybody and go on until nothing moves."""
        if self.damages:
            # What nobody has changed since is noticed when the plan is opened anew.
            for client in self.clients:
                self._cut_off(client)
        for _ in range(100_000):
            for client in self.clients:
                if client.wire is None:
                    self._link(client)
            if not self._work_left():
                return
            self._deliver_up()
            self._deliver_down()
            self._sync()
            self._commit()
        raise AssertionError("does not come to rest")

    def _work_left(self) -> bool:
        return bool(self.server.commits) or any(
            client.disk.unsynced
            or client.machine.state is not State.LIVE
            or len(client.machine.outbox)
            or client.wire is None
            or client.wire.up
            or client.wire.down
            for client in self.clients
        )

    # What people do

    def _edit(self) -> None:
        client = self.chance.choice(self.clients)
        self._now += 1
        ops = self._edits.ops(client.machine.plan)
        saw = {
            (op.node, op.cell): client.machine.plan.cell(NodeId(op.node), *op.cell)
            for op in ops
            if isinstance(op, CellOp) and NodeId(op.node) in client.machine.plan.nodes
        }
        transaction = client.submit(ops, self._at())
        if transaction is not None:
            self.made[transaction.at] = Made(client.name, saw)
            if self._elsewhere.random() < self.profile.poisoned:
                self._poisoned.add(transaction.at)
            # Counted as promised only once it is on the client's disk.
            action, write = client.disk.unsynced.pop()
            client.disk.unsynced.append((action, lambda: self._promise(write, transaction)))

    def _at(self) -> int:
        """The time by a client's clock: another one each time, whatever the clock does."""
        if not self.profile.is_skewed:
            return self._now
        return _NOW_MS + self._elsewhere.choice((-_TEN_YEARS_MS, 0, _TEN_YEARS_MS)) + self._now

    def _promise(self, write: Callable[[], None], transaction: Transaction) -> None:
        write()
        self.stored[transaction.at] = transaction

    def _garble(self, submit: Submit) -> Submit:
        return Submit(tuple(self._garbled(sent) for sent in submit.transactions)) if self._poisoned else submit

    def _garbled(self, sent: Sent) -> Sent:
        read = read_sent(sent)
        if not isinstance(read, Transaction) or read.at not in self._poisoned:
            return sent
        garbled = Sent(sent.key, _POISONS[read.at % len(_POISONS)](sent.body))
        if isinstance(read_sent(garbled), Transaction):
            # Some ways of spoiling leave some transactions readable.
            garbled = Sent(sent.key, b"\xc1" + sent.body)
        self._garbled_ats[garbled] = read.at
        return garbled

    def at_of(self, sent: Sent) -> int:
        """When a transaction was made that the server has parked."""
        if sent in self._garbled_ats:
            return self._garbled_ats[sent]
        read = read_sent(sent)
        assert isinstance(read, Transaction)
        return read.at

    @property
    def poisoned(self) -> set[int]:
        """Transactions that nobody could read when they arrived, by `at`."""
        return set(self._garbled_ats.values())

    # What the network does

    def _deliver_up(self) -> None:
        ready = [wire for wire in self.server.wires.values() if wire.up]
        if ready:
            self.server.take(self.chance.choice(ready))

    def _deliver_down(self) -> None:
        ready = [client for client in self.clients if client.wire is not None and client.wire.down]
        if ready:
            client = self.chance.choice(ready)
            before = {transaction.at for transaction in client.machine.outbox}
            client.take()
            is_ahead = client.machine.plan.seq > len(self.server.disk.rows)
            assert self.restores or not is_ahead, "told what is not on the server's disk"
            after = {transaction.at for transaction in client.machine.outbox}
            self.seen_by_server |= {at for at in before - after if self._is_logged(at)}
            if client.machine.act is Act.FETCH_AFRESH:
                assert self.damages, "a plan differs that nobody has damaged"
                self._fetch_afresh(client)

    def _is_logged(self, at: int) -> bool:
        return any(decode_entry(kept.row.body).transaction.at == at for kept in self.server.disk.rows)

    def _connect(self) -> None:
        client = self.chance.choice(self.clients)
        if client.wire is None and not (self.profile.is_away and client is self.clients[0]):
            self._link(client)

    def _link(self, client: Client) -> None:
        client.wire = self._new_wire(client.disk.client)
        client.carry_out(client.machine.connected())

    def _new_wire(self, person: str) -> Wire:
        self._sessions += 1
        wire = self.server.wires[self._sessions] = Wire(self._sessions)
        wire.machine.person = person
        if self.profile.repeats:
            wire.said = [*wire.said]
            self._said.append(wire.said)
        return wire

    def _cut(self) -> None:
        self._cut_off(self.chance.choice(self.clients))

    def _cut_off(self, client: Client) -> None:
        if client.wire is not None:
            self.server.wires.pop(client.wire.machine.session, None)
            client.cut()

    def _echo(self) -> None:
        """All that was said on some connection, from hello on, is said again, on two more."""
        said = self._elsewhere.choice(self._said) if self._said else []
        for _ in range(2):
            echo = self._new_wire(self._elsewhere.choice(self.clients).disk.client)
            self._said.pop()
            echo.is_echo = True
            echo.up.extend(said)
            while echo.up:
                self.server.take(echo)
            del self.server.wires[echo.machine.session]

    def _lie(self) -> None:
        """Rows on their way to a client become other rows."""
        for client in self.clients:
            down = client.wire.down if client.wire is not None else ()
            for place, frame in enumerate(down):
                message = DOWN_DECODER.decode(frame[1:]) if frame[0] == 0 else None
                if isinstance(message, Confirmed) and client.wire is not None:
                    client.wire.down[place] = _lying(message)
                    return

    # What computers do

    def _sync(self) -> None:
        ready = [client for client in self.clients if client.disk.unsynced]
        if ready:
            self.chance.choice(ready).sync_one()

    def _commit(self) -> None:
        if self.server.commits:
            self.server.commit()

    def _crash_client(self) -> None:
        client = self.chance.choice(self.clients)
        if client.wire is not None:
            self.server.wires.pop(client.wire.machine.session, None)
        client.crash()

    def _crash_server(self) -> None:
        self.server.crash()
        self._lose_server()

    def _lose_server(self) -> None:
        for client in self.clients:
            if client.wire is not None:
                client.cut()

    def _pack(self) -> None:
        self.server.pack()

    def _damage(self) -> None:
        """A cell of what a client has confirmed is another one, as a failing memory would have it."""
        client = self._elsewhere.choice(self.clients)
        plan, layers = client.machine.plan, client.machine._layers
        layers.lift()
        cells = [(node, key, cell) for node in plan.nodes for key, cell in plan.cells(node).items()]
        if cells:
            self.damages += 1
            node, key, cell = self._elsewhere.choice(cells)
            plan.put_cell(node, key, _damaged(cell))
        layers.lay()

    def _fetch_afresh(self, client: Client) -> None:
        """What its person does who is told that a copy differs."""
        client.machine.act = None
        client.machine.opening.wants_afresh = True
        self._cut_off(client)

    # What people do with files

    def _back_up_server(self) -> None:
        if self.profile.has_watermark:
            self._server_backups = [self.server.back_up()]
        elif self.profile.keeps_backups:
            self._server_backups.append(self.server.disk.copied())
        else:
            self._server_backups = [self.server.disk.copied()]

    def _restore_server(self) -> None:
        if not self._server_backups:
            return
        backup = self._server_backups[-1]
        if self.profile.keeps_backups:
            backup = self.chance.choice(self._server_backups)
        elif not self.profile.has_watermark:
            self._server_backups.clear()
        self.restores += 1
        self.server.restore(backup)
        self._lose_server()
        self._forgive()

    def _forgive(self) -> None:
        """What no disk has any more is lost: no program can promise that. Everything else must come back."""
        held = {entry.transaction.at for entry in self.entries()} | set(map(self.at_of, self._parked()))
        for client in self.clients:
            disk = client.disk
            # Rows that an image has taken the place of, as soon as that is on disk, are nobody's any more.
            if not any(isinstance(action, StoreImage) for action, _ in disk.unsynced):
                held |= {decode_entry(row.body).transaction.at for row in disk.log}
            held |= {transaction.at for transaction in disk.outbox.values()}
            held |= {transaction.at for _, transaction in disk.own.values()}
            held |= {transaction.at for transaction, _ in disk.returned}
        if self.profile.has_watermark:
            assert held >= set(self.stored), "dropped before it was backed up"
        self.stored = {at: transaction for at, transaction in self.stored.items() if at in held}
        self.seen_by_server &= held

    def _parked(self) -> list[Sent]:
        return [refuse.sent for refuse in self.server.disk.parked.values()]

    def _back_up(self) -> None:
        client = self.chance.choice(self.clients)
        self._backups[client.name] = self._copied(client.disk)

    def _restore(self) -> None:
        client = self.chance.choice(self.clients)
        backup = self._backups.pop(client.name, None)
        if backup is not None and backup.client == client.disk.client:
            if client.wire is not None:
                self.server.wires.pop(client.wire.machine.session, None)
            client.restore(backup)
            self._forgive()

    def _copy(self) -> None:
        """Somebody copies a replica, and both go on."""
        if len(self.clients) < 6:
            client = self.chance.choice(self.clients)
            name = client.name + "z" * len(self.clients)
            self.clients.append(self._made(Client(name, self._copied(client.disk))))

    def _copied(self, disk: Disk) -> Disk:
        waiting, disk.unsynced = disk.unsynced, type(disk.unsynced)()
        copied = deepcopy(disk)
        disk.unsynced = waiting
        return copied

    # What must be true at rest

    def entries(self) -> list[Entry]:
        """The log as it is on the server's disk."""
        return [decode_entry(kept.row.body) for kept in self.server.disk.rows]


def _damaged(cell: Cell) -> Cell:
    return msgspec.structs.replace(cell, value=Text("någonting annat"), at=cell.at + 1)


def _lying(message: Confirmed) -> bytes:
    """The same rows, but for the author of one."""
    entry = decode_entry(message.bodies[0])
    other = encode_entry(msgspec.structs.replace(entry, author="somebodyelse"))
    (frame,) = frames(msgspec.structs.replace(message, bodies=(other, *message.bodies[1:])))
    return frame
