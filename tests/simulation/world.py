"""A server and its clients in one process, on a network and disks that fail as a seed decides.

Everything is the real code but the shells: the machines, the sequencer, the codec. What the shells do with sockets and
databases is done here with queues and lists, one small step at a time, and which step comes next is drawn by lot. A
crash throws away what was not on disk; a cut throws away what was on the wire.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal

from shared.ids import ROOT, ClientId, Key, NodeId
from shared.plan.apply import apply
from shared.plan.edits import add_node, move_node, set_cell, settle_keep, settle_take
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import Entry, Op, Restore, Retire, Transaction
from shared.plan.refusal import Refusal
from shared.plan.values import Quantity, Text, names
from shared.sync import client_actions, server_machine
from shared.sync.chain import START, LogRow, link
from shared.sync.client_machine import ClientMachine, State
from shared.sync.codec import DOWN_DECODER, UP_DECODER, Assembler, decode_entry, frames
from shared.sync.down import Confirmed, Down, Image, PlanLine, Refused
from shared.sync.sequencer import Commit, KeyedRow, Known, Publish, Refuse, Repeat, Sequencer
from shared.sync.server_machine import ServerMachine
from shared.sync.snapshot import image_of, plan_from
from shared.sync.up import Up

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


class Server:
    """Rows on disk, and a sequencer that a crash takes away."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.disk: list[KeyedRow] = []
        self.commits: deque[Commit] = deque()
        self.wires: dict[int, Wire] = {}
        self.start()

    def start(self) -> None:
        """Read the disk, verify it, and begin."""
        plan, chain, known = Plan(), START, []
        for kept in self.disk:
            chain = link(chain, kept.row.body)
            assert chain == kept.row.chain
            entry = decode_entry(kept.row.body)
            apply(plan, entry)
            known.append(Known(kept.key, kept.seq, entry.author))
        self.commits.clear()
        self.sequencer = Sequencer(plan, chain, known)

    def crash(self) -> None:
        """Lose what is not on disk, and every connection."""
        self.wires.clear()
        self.start()

    def commit(self) -> None:
        """The disk has synced the oldest group."""
        self.disk.extend(self.commits.popleft().rows)
        self.carry_out(self.sequencer.committed())

    def take(self, wire: Wire) -> None:
        """Read one frame of a connection."""
        message = wire.server_side.feed(wire.up.popleft())
        if message is not None:
            self._answer(wire, wire.machine.receive(message))

    def _answer(self, wire: Wire, actions: list[server_machine.Action]) -> None:
        for action in actions:
            match action:
                case server_machine.Send(message):
                    wire.send_down(message)
                case server_machine.Enter(request):
                    self._enter(wire, request.base, request.chain)
                case server_machine.PassOn(transactions):
                    session = wire.machine.session
                    self.carry_out(self.sequencer.submit(session, wire.machine.person, transactions))
                case _:
                    pass

    def _enter(self, wire: Wire, base: int, chain: bytes) -> None:
        durable = self.sequencer.durable
        assert chain == (self.disk[base - 1].row.chain if base else START), "the histories have parted"
        self._answer(wire, wire.machine.entered(PlanLine("p", "p", durable)))
        if base < durable and self._chance.random() < 0.3 and not self.commits:
            wire.send_down(Image(image_of(self.sequencer.plan), self.sequencer.chain))
        elif base < durable:
            wire.send_down(Confirmed(tuple(kept.row for kept in self.disk[base:])))
        wire.is_member = True

    def carry_out(self, actions: list[Commit | Publish | Refuse | Repeat]) -> None:
        """What the sequencer asks for."""
        for action in actions:
            match action:
                case Commit():
                    self.commits.append(action)
                case Publish(rows):
                    for wire in self.wires.values():
                        if wire.is_member:
                            wire.send_down(Confirmed(rows))
                case Refuse(session, key, refusal):
                    if session in self.wires:
                        self.wires[session].send_down(Refused(key, refusal))
                case Repeat(session, seq):
                    self.wires[session].send_down(Confirmed((self.disk[seq - 1].row,)))


class Disk:
    """What a client has stored, and what it has asked to store that is not synced yet."""

    def __init__(self, client: ClientId) -> None:
        self.client = client
        self.base: tuple[bytes, bytes] | None = None
        self.log: list[LogRow] = []
        self.outbox: dict[int, Transaction] = {}
        self.next_counter = 1
        self.returned: list[tuple[Transaction, Refusal]] = []
        self.unsynced: deque[tuple[Callable[[], None], tuple[Key, ...]]] = deque()


class Client:
    """A replica; its machine is lost in a crash, its disk is not."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._ids = 0
        self.disk = Disk(ClientId(name))
        self.wire: Wire | None = None
        self.is_running = True
        self.start()

    def start(self) -> None:
        """Begin from what is on disk."""
        disk = self.disk
        plan = plan_from(disk.base[0]) if disk.base else Plan()
        chain = disk.base[1] if disk.base else START
        for row in disk.log:
            chain = link(chain, row.body)
            apply(plan, decode_entry(row.body))
        self.machine = ClientMachine(
            name="p",
            client=disk.client,
            plan=plan,
            chain=chain,
            pending=[disk.outbox[counter] for counter in sorted(disk.outbox)],
            next_counter=disk.next_counter,
            new_client=self._new_client,
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
        write, keys = self.disk.unsynced.popleft()
        write()
        for key in keys:
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

    def carry_out(self, actions: list[client_actions.Action]) -> None:
        """What the machine asks for."""
        for action in actions:
            match action:
                case client_actions.Send(message):
                    if self.wire is not None:
                        self.wire.up.extend(frames(message))
                case client_actions.Hangup():
                    self.cut()
                case (
                    client_actions.StorePending()
                    | client_actions.StoreConfirmed()
                    | client_actions.StoreImage()
                    | client_actions.StoreReturned()
                    | client_actions.StoreIdentity()
                ):
                    self.disk.unsynced.append((self._write_of(action), _keys(action)))
                case _:
                    pass

    def cut(self) -> None:
        """The connection is gone, with all that was on it."""
        self.wire = None
        self.carry_out(self.machine.disconnected())

    def _write_of(self, action: client_actions.Action) -> Callable[[], None]:
        disk = self.disk

        def write() -> None:
            match action:
                case client_actions.StorePending(transaction):
                    disk.outbox[transaction.key.counter] = transaction
                    disk.next_counter = transaction.key.counter + 1
                case client_actions.StoreConfirmed(rows, _, answered, rebased):
                    disk.log.extend(rows)
                    for key in answered:
                        disk.outbox.pop(key.counter, None)
                    for transaction in rebased:
                        disk.outbox[transaction.key.counter] = transaction
                case client_actions.StoreImage(image, chain):
                    disk.base, disk.log = (image, chain), []
                case client_actions.StoreIdentity(client, pending, next_counter):
                    disk.client, disk.next_counter = client, next_counter
                    disk.outbox = {transaction.key.counter: transaction for transaction in pending}
                case client_actions.StoreReturned(transaction, refusal):
                    disk.outbox.pop(transaction.key.counter, None)
                    disk.returned.append((transaction, refusal))
                case _:
                    raise AssertionError(action)

        return write


def _keys(action: client_actions.Action) -> tuple[Key, ...]:
    """What is stored once the action is on disk."""
    match action:
        case client_actions.StorePending(transaction):
            return (transaction.key,)
        case client_actions.StoreIdentity(_, pending):
            return tuple(transaction.key for transaction in pending)
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
            (1, self._back_up),
            (1, self._restore),
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
            write, keys = client.disk.unsynced.pop()
            client.disk.unsynced.append((lambda: self._promise(write, transaction), keys))

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
        return any(decode_entry(kept.row.body).transaction.at == at for kept in self.server.disk)

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

    def _back_up(self) -> None:
        client = self.chance.choice(self.clients)
        kept = deepcopy(client.disk)
        kept.unsynced.clear()
        self._backups[client.name] = kept

    def _restore(self) -> None:
        """What the newer disk alone had, pending or returned, is gone with it: no program can promise that."""
        client = self.chance.choice(self.clients)
        backup = self._backups.pop(client.name, None)
        if backup is not None and backup.client == client.disk.client:
            if client.wire is not None:
                self.server.wires.pop(client.wire.machine.session, None)
            for at, transaction in list(self.stored.items()):
                if transaction.key.client.startswith(client.name) and not self._is_logged(at):
                    del self.stored[at]
            client.restore(backup)

    # What must be true at rest

    def entries(self) -> list[Entry]:
        """The log as it is on the server's disk."""
        return [decode_entry(kept.row.body) for kept in self.server.disk]
