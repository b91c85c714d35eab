"""The server of a simulation: the real sequencer and connections' machines, with lists for sockets and disks."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from copy import copy

from shared.ids import ClientId, Key
from shared.plan.apply import apply
from shared.plan.fields import Role
from shared.plan.model import Plan
from shared.sync import server_machine
from shared.sync.chain import START, link, seal
from shared.sync.codec import DOWN_DECODER, UP_DECODER, Assembler, decode_entry, frames
from shared.sync.down import BackedUp, Confirmed, Down, ImageBegins, ImageChunk, Known, Opened, Refused
from shared.sync.handed_back import Returning
from shared.sync.image import Image
from shared.sync.sequencer import Action, Gather, KeyedRow, Publish, Refuse, Repeat, Sequencer
from shared.sync.server_machine import ServerMachine
from shared.sync.snapshot import image_of, plan_of
from shared.sync.up import OpenPlan, Up

SEAL_KEY = bytes(32)


class Wire:
    """One connection: frames under way each way, in order."""

    def __init__(self, session: int) -> None:
        self.up: deque[bytes] = deque()
        self.said: list[bytes] = []
        """All frames that the client has sent, whether they arrived or not."""
        self.down: deque[bytes] = deque()
        self.machine = ServerMachine(session, "", "simulated")
        self.server_side: Assembler[Up] = Assembler(UP_DECODER, 2**24)
        self.client_side: Assembler[Down] = Assembler(DOWN_DECODER, 2**28)
        self.is_member = False
        self.is_echo = False
        """Whether nobody is there: what was said on another connection is said again."""

    def send_up(self, message: Up) -> None:
        """A message from the client."""
        self.said.extend(frames(message))
        self.up.extend(frames(message))

    def send_down(self, message: Down) -> None:
        """A message from the server."""
        self.down.extend(frames(message))


class ServerDisk:
    """What a server has synced."""

    def __init__(self) -> None:
        self.rows: list[KeyedRow] = []
        self.image: Image | None = None
        self.parked: dict[Key, Refuse] = {}
        self.epoch = 1
        self.backed_up = 0

    def copied(self) -> ServerDisk:
        """A copy of it, as a backup takes it."""
        other = copy(self)
        other.rows, other.parked = list(self.rows), dict(self.parked)
        return other

    def chain_at(self, seq: int) -> bytes | None:
        """The chain at that seq."""
        return (self.rows[seq - 1].row.chain if seq else START) if seq <= len(self.rows) else None


class Server:
    """Rows on disk, and a sequencer that a crash takes away."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.disk = ServerDisk()
        self.commits: deque[tuple[KeyedRow, ...]] = deque()
        self.wires: dict[int, Wire] = {}
        self._taking: list[tuple[Wire, int, int]] = []
        self.start()

    def start(self) -> None:
        """Read the disk, verify it, and begin: from the newest image, where there is one."""
        image = self.disk.image
        plan, chain = (plan_of(image), image.head.chain) if image is not None else (Plan(), START)
        clients: dict[ClientId, tuple[str, int]] = {}
        for kept in self.disk.rows[: plan.seq]:
            key = kept.logged.key
            owner, highest = clients.get(key.client, (kept.logged.author, 0))
            clients[key.client] = owner, max(highest, key.counter)
        recent = self.disk.rows[plan.seq :]
        for kept in recent:
            chain = link(chain, kept.row.body)
            assert chain == kept.row.chain
            apply(plan, decode_entry(kept.row.body))
        self.commits.clear()
        self._taking.clear()
        self.sequencer = Sequencer(plan, chain, recent=[kept.logged for kept in recent], clients=clients)

    def crash(self) -> None:
        """Lose what is not on disk, and every connection."""
        self.wires.clear()
        self.start()

    def pack(self) -> None:
        """Make an image of what is on disk, so that the next start begins there."""
        if not self.commits:
            sequencer = self.sequencer
            self.disk.image = image_of(sequencer.plan.still(), sequencer.chain)
            sequencer.forget(self.disk.image.head.seq)

    def restore(self, backup: ServerDisk) -> None:
        """Somebody has put back an older copy of the disk."""
        epoch = self.disk.epoch + 1
        self.disk = backup.copied()
        self.disk.epoch = epoch
        self.crash()

    def back_up(self) -> ServerDisk:
        """Copy the disk, and tell everybody how far the copy goes."""
        backup = self.disk.copied()
        self.disk.backed_up = len(backup.rows)
        for wire in self.wires.values():
            if wire.is_member:
                wire.send_down(BackedUp(self.disk.backed_up))
        return backup

    def commit(self) -> None:
        """The disk has synced the oldest group."""
        self.disk.rows.extend(self.commits.popleft())
        self.carry_out(self.sequencer.committed())
        for waiting in list(self._taking):
            wire, seq, count = waiting
            if self.sequencer.durable >= seq:
                self._taking.remove(waiting)
                self._answer(wire, wire.machine.taken_back(count))

    def take(self, wire: Wire) -> None:
        """Read one frame of a connection."""
        message = wire.server_side.feed(wire.up.popleft())
        if message is not None:
            self._answer(wire, wire.machine.receive(message))

    def _answer(self, wire: Wire, actions: list[server_machine.Action]) -> None:
        session = wire.machine.session
        for action in actions:
            match action:
                case server_machine.Send(message):
                    wire.send_down(message)
                case server_machine.Enter(request, was_parted):
                    self._enter(wire, request, may_give_up=request.afresh and was_parted)
                case server_machine.PassOn(transactions):
                    self._recall([sent.key for sent in transactions])
                    self.carry_out(self.sequencer.submit(session, wire.machine.person, transactions))
                case server_machine.FindCommon(anchors):
                    known = [anchor.seq for anchor in anchors if self.disk.chain_at(anchor.seq) == anchor.chain]
                    self._answer(wire, wire.machine.common_found(max(known, default=0)))
                case server_machine.TakeBack(common, before, bodies, claimed):
                    self._take_back(wire, Returning(common, before, bodies), claimed)
                case server_machine.Hangup():
                    assert wire.is_echo, "the server hangs up"
                case _:
                    pass

    def _recall(self, keys: list[Key]) -> None:
        unsure = set(self.sequencer.unsure(keys))
        self.sequencer.recall({kept.logged.key: kept.seq for kept in self.disk.rows if kept.logged.key in unsure})

    def _take_back(self, wire: Wire, returning: Returning, claimed: bytes) -> None:
        while self.commits:
            self.commit()
        before = self.sequencer.plan.seq
        if returning.is_genuine(SEAL_KEY, "p", claimed):
            logged = {kept.logged.key: kept.row.body for kept in self.disk.rows}
            returning.tell_apart(logged)
            self._recall(returning.keys)
            self.carry_out(self.sequencer.take_back(returning))
        now = self.sequencer.plan.seq
        if now > self.sequencer.durable:
            self._taking.append((wire, now, now - before))
        else:
            self._answer(wire, wire.machine.taken_back(now - before))

    def _enter(self, wire: Wire, request: OpenPlan, *, may_give_up: bool) -> None:
        while request.afresh and self.commits:
            self.commit()
        durable, base = self.sequencer.durable, request.base
        if not may_give_up and self.disk.chain_at(base) != request.chain:
            self._answer(wire, wire.machine.parted(durable))
            return
        digest = self.sequencer.durable_digest
        opened = Opened("p", "p", durable, digest, str(self.disk.epoch), self.disk.backed_up, Role.ADMINISTRATOR)
        self._answer(wire, wire.machine.entered(opened))
        if request.afresh or self._chance.random() < 0.3:
            self.pack()
        image = self.disk.image
        if image is not None and (request.afresh or (image.head.seq > base and self._chance.random() < 0.7)):
            self._send_image(wire, image, request)
            base = image.head.seq
        if base < durable:
            wire.send_down(self._confirmed(self.disk.rows[base:durable], b""))
        wire.is_member = True

    def _send_image(self, wire: Wire, image: Image, request: OpenPlan) -> None:
        resume = request.resume
        first = resume.here if resume is not None and resume.sha == image.head.sha else 0
        wire.send_down(ImageBegins(image.head, first, seal(SEAL_KEY, "p", image.head.seq, image.head.chain)))
        for index in range(first, image.head.count):
            wire.send_down(ImageChunk(index, image.chunks[index]))

    def _confirmed(self, rows: Sequence[KeyedRow], digest: bytes) -> Confirmed:
        last = rows[-1]
        sealed = seal(SEAL_KEY, "p", last.seq, last.row.chain)
        return Confirmed(rows[0].seq, tuple(kept.row.body for kept in rows), last.row.chain, sealed, digest)

    def carry_out(self, actions: Sequence[Action]) -> None:
        """What the sequencer asks for."""
        for action in actions:
            match action:
                case Gather():
                    self.commits.append(self.sequencer.commit())
                case Publish(rows):
                    message = self._confirmed(rows, rows[-1].digest)
                    for wire in self.wires.values():
                        if wire.is_member:
                            wire.send_down(message)
                case Refuse(session, _, sent, refusal):
                    if action.is_parked:
                        self.disk.parked.setdefault(sent.key, action)
                    if session is not None and session in self.wires:
                        self.wires[session].send_down(Refused(sent.key, refusal))
                case Repeat(session, seq) if session in self.wires:
                    self.wires[session].send_down(Known(self.disk.rows[seq - 1].row.body))
