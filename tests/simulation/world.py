"""A server and its clients in one process, on a network and disks that fail as a seed decides.

Everything is the real code but the shells: the machines, the sequencer, the codec. What the shells do with sockets and
databases is done here with queues and lists, one small step at a time, and which step comes next is drawn by lot. A
crash throws away what was not on disk; a cut throws away what was on the wire.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Sequence
from copy import copy, deepcopy
from decimal import Decimal
from functools import partial

from shared.ids import ROOT, ClientId, Key, NodeId
from shared.plan.apply import apply
from shared.plan.edits import add_node, move_node, set_cell, settle_keep, settle_take
from shared.plan.kinds import Kind, Role
from shared.plan.model import Plan
from shared.plan.ops import Entry, Op, Restore, Retire, Transaction
from shared.plan.refusal import Refusal
from shared.plan.values import Quantity, Text, names
from shared.sync import client_actions, server_machine
from shared.sync.chain import START, LogRow, link, seal
from shared.sync.client_machine import ClientMachine, State
from shared.sync.codec import DOWN_DECODER, UP_DECODER, Assembler, decode_entry, frames
from shared.sync.down import Confirmed, Down, ImageBegins, ImageChunk, Known, Opened, Refused
from shared.sync.handed_back import Returning
from shared.sync.image import Image, ImageHead
from shared.sync.sequencer import Action, Gather, KeyedRow, Publish, Refuse, Repeat, Sequencer
from shared.sync.server_machine import ServerMachine
from shared.sync.snapshot import image_of, plan_of
from shared.sync.up import Anchor, OpenPlan, Up

SEAL_KEY = bytes(32)
PERIOD = "2021"
WORDS = ("köer", "ökar", "minskar", "personal", "saknas", "bra", "läget")


class Wire:
    """One connection: frames under way each way, in order."""

    def __init__(self, session: int) -> None:
        self.up: deque[bytes] = deque()
        self.down: deque[bytes] = deque()
        self.machine = ServerMachine(session, "", "simulated")
        self.server_side: Assembler[Up] = Assembler(UP_DECODER, 2**24)
        self.client_side: Assembler[Down] = Assembler(DOWN_DECODER, 2**28)
        self.is_member = False

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

    def restore(self, backup: ServerDisk) -> None:
        """Somebody has put back an older copy of the disk."""
        backup.epoch = self.disk.epoch + 1
        self.disk = backup
        self.crash()

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
                case server_machine.Enter(request):
                    self._enter(wire, request)
                case server_machine.PassOn(transactions):
                    self._recall([sent.key for sent in transactions])
                    self.carry_out(self.sequencer.submit(session, wire.machine.person, transactions))
                case server_machine.FindCommon(anchors):
                    known = [anchor.seq for anchor in anchors if self.disk.chain_at(anchor.seq) == anchor.chain]
                    self._answer(wire, wire.machine.common_found(max(known, default=0)))
                case server_machine.TakeBack(common, before, bodies, claimed):
                    self._take_back(wire, Returning(common, before, bodies), claimed)
                case server_machine.Hangup():
                    raise AssertionError("the server hangs up")
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

    def _enter(self, wire: Wire, request: OpenPlan) -> None:
        while request.afresh and self.commits:
            self.commit()
        durable, base = self.sequencer.durable, request.base
        if not request.afresh and self.disk.chain_at(base) != request.chain:
            self._answer(wire, wire.machine.parted(durable))
            return
        digest = self.sequencer.durable_digest
        opened = Opened("p", "p", durable, digest, str(self.disk.epoch), 0, Role.ADMINISTRATOR)
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
                        self.disk.parked[sent.key] = action
                    if session is not None and session in self.wires:
                        self.wires[session].send_down(Refused(sent.key, refusal))
                case Repeat(session, seq):
                    self.wires[session].send_down(Known(self.disk.rows[seq - 1].row.body))


class Disk:
    """What a client has stored, and what it has asked to store that is not synced yet."""

    def __init__(self, client: ClientId) -> None:
        self.client = client
        self.image: Image | None = None
        self.incoming: tuple[ImageHead, list[bytes]] | None = None
        self.log: list[LogRow] = []
        self.seal = b""
        self.epoch = ""
        self.backed_up = 0
        self.outbox: dict[Key, Transaction] = {}
        self.own: dict[Key, tuple[int, Transaction]] = {}
        self.next_counter = 1
        self.returned: list[tuple[Transaction, Refusal]] = []
        self.met: list[client_actions.EditMet] = []
        self.unsynced: deque[tuple[client_actions.Stored, Callable[[], None]]] = deque()

    @property
    def first(self) -> int:
        """The seq that the log here begins after."""
        return self.image.head.seq if self.image is not None else 0

    def chains(self) -> list[Anchor]:
        """Every point of the log that is here, newest first."""
        points = [Anchor(self.first + 1 + place, row.chain) for place, row in enumerate(self.log)]
        if self.image is not None:
            points.insert(0, Anchor(self.first, self.image.head.chain))
        return points[::-1]

    def write(self, action: client_actions.Stored) -> None:
        """Do what was asked for: all of it."""
        match action:
            case client_actions.StorePending(transaction):
                self.outbox[transaction.key] = transaction
                self.next_counter = transaction.key.counter + 1
            case client_actions.StoreConfirmed():
                self._confirm(action)
            case client_actions.StoreChunk(head, index, chunk):
                if index == 0:
                    self.incoming = head, []
                assert self.incoming is not None and len(self.incoming[1]) == index
                self.incoming[1].append(chunk)
            case client_actions.StoreImage(head, sealed):
                assert self.incoming is not None
                self.image, self.log, self.seal = Image(head, tuple(self.incoming[1])), [], sealed.seal
                self.incoming = None
            case client_actions.StoreReturned(transaction, refusal):
                self.outbox.pop(transaction.key, None)
                self.returned.append((transaction, refusal))
            case client_actions.StoreRekeyed(client, rekeyed):
                self.client, self.next_counter = client, 1
                new = dict(rekeyed)
                kept = (new.get(key, transaction) for key, transaction in self.outbox.items())
                self.outbox = {transaction.key: transaction for transaction in kept}
            case client_actions.StoreReopened(transactions, rebased):
                self.outbox = {transaction.key: transaction for transaction in transactions} | self.outbox
                self.outbox |= {transaction.key: transaction for transaction in rebased}
                self.own = {key: kept for key, kept in self.own.items() if key not in self.outbox}
            case client_actions.StoreServer(epoch, backed_up):
                self.epoch, self.backed_up = epoch, backed_up
                self.own = {key: kept for key, kept in self.own.items() if kept[0] > backed_up}
            case _:
                pass

    def _confirm(self, action: client_actions.StoreConfirmed) -> None:
        assert not action.rows or self.first + len(self.log) + len(action.rows) == action.seq
        self.log.extend(action.rows)
        for key, seq in action.answered:
            transaction = self.outbox.pop(key, None)
            if transaction is not None:
                self.own[key] = seq, transaction
        self.outbox |= {transaction.key: transaction for transaction in action.rebased}
        self.met.extend(action.met)
        if action.sealed is not None:
            self.seal = action.sealed.seal


class Client:
    """A replica; its machine is lost in a crash, its disk is not."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._ids = 0
        self.disk = Disk(ClientId(name))
        self.wire: Wire | None = None
        self.start()

    def start(self) -> None:
        """Begin from what is on disk."""
        disk = self.disk
        image = disk.image
        plan, chain = (plan_of(image), image.head.chain) if image is not None else (Plan(), START)
        for row in disk.log:
            chain = link(chain, row.body)
            assert chain == row.chain
            apply(plan, decode_entry(row.body))
        self.machine = ClientMachine(
            name="p",
            client=disk.client,
            plan=plan,
            chain=chain,
            seal=disk.seal,
            pending=disk.outbox.values(),
            next_counter=disk.next_counter,
            new_client=self._new_client,
            epoch=disk.epoch,
            backed_up=disk.backed_up,
            incoming=disk.incoming,
            person=self.name,
        )

    def _new_client(self) -> ClientId:
        self._ids += 1
        return ClientId(self.name + "x" * self._ids)

    def restore(self, backup: Disk) -> None:
        """Somebody has put back an older copy of the disk."""
        self.disk = backup
        self.crash()

    def crash(self) -> None:
        """Lose what is not synced, and the connection."""
        self.disk.unsynced.clear()
        self.wire = None
        self.start()

    def sync_one(self) -> None:
        """The disk has synced the oldest write."""
        action, write = self.disk.unsynced.popleft()
        write()
        for key in _keys(action):
            self.carry_out(self.machine.stored(key))

    def take(self) -> None:
        """Read one frame from the server."""
        assert self.wire is not None
        message = self.wire.client_side.feed(self.wire.down.popleft())
        if message is not None:
            self.carry_out(self.machine.receive(message))

    def submit(self, ops: list[Op], at: int) -> Transaction | None:
        """Do something; None if the plan here says at once that it cannot be done."""
        actions = self.machine.submit(ops, at)
        if isinstance(actions, Refusal):
            return None
        self.carry_out(actions)
        return next(act.transaction for act in actions if isinstance(act, client_actions.StorePending))

    def carry_out(self, actions: Sequence[client_actions.Action]) -> None:
        """What the machine asks for. What it asks of the disk comes after what it has asked for before."""
        for action in actions:
            match action:
                case client_actions.Send(message):
                    if self.wire is not None:
                        self.wire.up.extend(frames(message))
                case client_actions.Hangup():
                    self.cut()
                case client_actions.FindAnchors():
                    self._flush()
                    self.carry_out(self.machine.anchors_found(_spread(self.disk.chains())))
                case client_actions.FindLost(after):
                    self._flush()
                    self.carry_out(self.machine.lost_found(*self._lost(after)))
                case (
                    client_actions.Changed()
                    | client_actions.StateChanged()
                    | client_actions.EditMet()
                    | client_actions.Healed()
                ):
                    pass
                case _:
                    self.disk.unsynced.append((action, partial(self.disk.write, action)))

    def _lost(self, after: int) -> tuple[Anchor, list[bytes], list[Transaction]]:
        disk = self.disk
        point = max(after, disk.first)
        before = next((anchor for anchor in disk.chains() if anchor.seq == point), Anchor(0, START))
        own = sorted((seq, key) for key, (seq, _) in disk.own.items() if seq > after)
        bodies = [row.body for row in disk.log[point - disk.first :]]
        return before, bodies, [disk.own[key][1] for _, key in own]

    def _flush(self) -> None:
        while self.disk.unsynced:
            self.sync_one()

    def cut(self) -> None:
        """The connection is gone, with all that was on it."""
        self.wire = None
        self.carry_out(self.machine.disconnected())


def _spread(anchors: list[Anchor]) -> list[Anchor]:
    """Some of the points, ever farther apart."""
    places = [0, *(2**power for power in range(20))]
    return [anchors[place] for place in places if place < len(anchors)]


def _keys(action: client_actions.Stored) -> tuple[Key, ...]:
    """What is stored once the action is on disk."""
    match action:
        case client_actions.StorePending(transaction):
            return (transaction.key,)
        case client_actions.StoreRekeyed(_, rekeyed):
            return tuple(transaction.key for _, transaction in rekeyed)
        case _:
            return ()


class World:
    """One schedule. `steps` runs it, `heal` ends all faults and lets everybody come to rest."""

    def __init__(self, seed: int, clients: int = 3) -> None:
        self.chance = random.Random(seed)
        self.server = Server(self.chance)
        self.clients = [Client(name) for name in ("anna", "bo", "cilla", "dan", "eva")[:clients]]
        self.stored: dict[int, Transaction] = {}
        """Transactions that reached their client's disk, by `at`, which is unique here: none of these may be lost."""
        self.seen_by_server: set[int] = set()
        """Those of them that their client has been told are in the log."""
        self._backups: dict[str, Disk] = {}
        self._server_backup: ServerDisk | None = None
        self.restores = 0
        """How often the server lost what it had confirmed."""
        self._sessions = 0
        self._now = 0
        self._ids = 0

    def steps(self, count: int) -> None:
        """Take that many steps, drawn by lot."""
        kinds: list[tuple[int, Callable[[], None]]] = [
            (30, self._edit),
            (60, self._deliver_up),
            (60, self._deliver_down),
            (50, self._sync),
            (40, self._commit),
            (12, self._connect),
            (4, self._cut),
            (2, self._crash_client),
            (1, self._crash_server),
            (1, self._pack),
            (1, self._back_up),
            (1, self._restore),
            (1, self._back_up_server),
            (1, self._restore_server),
        ]
        weights = [weight for weight, _ in kinds]
        for _, step in self.chance.choices(kinds, weights, k=count):
            step()

    def heal(self) -> None:
        """No more faults: connect everybody and go on until nothing moves."""
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

    # Steps

    def _edit(self) -> None:
        client = self.chance.choice(self.clients)
        self._now += 1
        transaction = client.submit(self._ops(client.machine.plan), self._now)
        if transaction is not None:
            # Counted as promised only once it is on the client's disk.
            action, write = client.disk.unsynced.pop()
            client.disk.unsynced.append((action, lambda: self._promise(write, transaction)))

    def _promise(self, write: Callable[[], None], transaction: Transaction) -> None:
        write()
        self.stored[transaction.at] = transaction

    def _ops(self, plan: Plan) -> list[Op]:
        nodes = [NodeId(node.id) for _, node in plan.walk()]
        kind = self.chance.random()
        if len(nodes) < 3 or kind < 0.08:
            return self._creation(plan, nodes)
        node = self.chance.choice(nodes)
        if kind < 0.18:
            # Among few nodes, so that two move them under each other or under a retired one.
            few = nodes[:4]
            return [move_node(plan, self.chance.choice(few), parent=self.chance.choice([ROOT, *few]), after=None)]
        if kind < 0.24:
            return [Retire(node) if self.chance.random() < 0.5 else Restore(node)]
        if kind < 0.34 and plan.contested:
            return [self._settlement(plan)]
        return [self._setting(plan, node) for _ in range(self.chance.choice((1, 1, 1, 3)))]

    def _creation(self, plan: Plan, nodes: list[NodeId]) -> list[Op]:
        parent = self.chance.choice([ROOT, *nodes])
        title = f"mätetal {self._ids}"
        return list(add_node(plan, Kind.MEASURE, title, parent=parent, level="", new_id=self._new_id))

    def _settlement(self, plan: Plan) -> Op:
        node, key = self.chance.choice(sorted(plan.contested, key=repr))
        if self.chance.random() < 0.5:
            return settle_keep(plan, node, key)
        return settle_take(plan, node, key, 0)

    def _setting(self, plan: Plan, node: NodeId) -> Op:
        what = self.chance.choice(("outcome", "analysis", "owner"))
        if what == "outcome":
            return set_cell(plan, node, what, Quantity(Decimal(self.chance.randrange(5)), "%"), period=PERIOD)
        if what == "owner":
            return set_cell(plan, node, what, names(self.chance.sample(("RS", "RUN", "HSN", "ANA"), 2)))
        text = plan.text(node, "analysis", PERIOD).split()
        place = self.chance.randint(0, len(text))
        text[place : place + self.chance.randint(0, 1)] = [self.chance.choice(WORDS)]
        return set_cell(plan, node, what, Text(" ".join(text)), period=PERIOD)

    def _new_id(self) -> NodeId:
        self._ids += 1
        letters = "abcdefghijklmnopqrstuvwxyz"
        return NodeId("n" + letters[self._ids // 676 % 26] + letters[self._ids // 26 % 26] + letters[self._ids % 26])

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
            after = {transaction.at for transaction in client.machine.outbox}
            self.seen_by_server |= {at for at in before - after if self._is_logged(at)}

    def _is_logged(self, at: int) -> bool:
        return any(decode_entry(kept.row.body).transaction.at == at for kept in self.server.disk.rows)

    def _sync(self) -> None:
        ready = [client for client in self.clients if client.disk.unsynced]
        if ready:
            self.chance.choice(ready).sync_one()

    def _commit(self) -> None:
        if self.server.commits:
            self.server.commit()

    def _connect(self) -> None:
        client = self.chance.choice(self.clients)
        if client.wire is None:
            self._link(client)

    def _link(self, client: Client) -> None:
        self._sessions += 1
        wire = Wire(self._sessions)
        wire.machine.person = client.disk.client
        self.server.wires[self._sessions] = client.wire = wire
        client.carry_out(client.machine.connected())

    def _cut(self) -> None:
        client = self.chance.choice(self.clients)
        if client.wire is not None:
            self.server.wires.pop(client.wire.machine.session, None)
            client.cut()

    def _crash_client(self) -> None:
        client = self.chance.choice(self.clients)
        if client.wire is not None:
            self.server.wires.pop(client.wire.machine.session, None)
        client.crash()

    def _crash_server(self) -> None:
        self.server.crash()
        for client in self.clients:
            if client.wire is not None:
                client.cut()

    def _pack(self) -> None:
        self.server.pack()

    def _back_up_server(self) -> None:
        self._server_backup = copy(self.server.disk)
        self._server_backup.rows = list(self.server.disk.rows)
        self._server_backup.parked = dict(self.server.disk.parked)

    def _restore_server(self) -> None:
        backup, self._server_backup = self._server_backup, None
        if backup is not None:
            self.restores += 1
            self.server.restore(backup)
            for client in self.clients:
                if client.wire is not None:
                    client.cut()
            self._forgive()

    def _forgive(self) -> None:
        """What no disk has any more is lost: no program can promise that. Everything else must come back."""
        held = {entry.transaction.at for entry in self.entries()}
        for client in self.clients:
            disk = client.disk
            held |= {decode_entry(row.body).transaction.at for row in disk.log}
            held |= {transaction.at for transaction in disk.outbox.values()}
            held |= {transaction.at for _, transaction in disk.own.values()}
            held |= {transaction.at for transaction, _ in disk.returned}
        self.stored = {at: transaction for at, transaction in self.stored.items() if at in held}
        self.seen_by_server &= held

    def _back_up(self) -> None:
        client = self.chance.choice(self.clients)
        kept = deepcopy(client.disk)
        kept.unsynced.clear()
        self._backups[client.name] = kept

    def _restore(self) -> None:
        client = self.chance.choice(self.clients)
        backup = self._backups.pop(client.name, None)
        if backup is not None and backup.client == client.disk.client:
            if client.wire is not None:
                self.server.wires.pop(client.wire.machine.session, None)
            client.restore(backup)
            self._forgive()

    # What must be true at rest

    def entries(self) -> list[Entry]:
        """The log as it is on the server's disk."""
        return [decode_entry(kept.row.body) for kept in self.server.disk.rows]
