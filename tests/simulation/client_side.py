"""A client of a simulation: the real machine, and a disk that has what was synced and nothing else."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from shared.errors import RemoteProtocolError
from shared.ids import ClientId, Key
from shared.plan.apply import apply
from shared.plan.model import Plan
from shared.plan.ops import Op, Transaction
from shared.plan.refusal import Refusal
from shared.sync import client_actions
from shared.sync.chain import START, LogRow, link
from shared.sync.client_machine import ClientMachine
from shared.sync.codec import decode_entry
from shared.sync.down import Confirmed, Down, Known, Opened, Refused
from shared.sync.image import Image, ImageHead
from shared.sync.snapshot import plan_of
from shared.sync.up import Anchor, Submit, Up
from tests.simulation.server_side import Wire

_REPEATABLE = Confirmed | Known | Refused | Opened


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

    def __init__(self, name: str, disk: Disk | None = None) -> None:
        self.name = name
        self._ids = 0
        self.repeats = False
        """Whether everything that may be repeated on a connection arrives three times."""
        self.trusts_wire = True
        """Whether what arrives is what the server has sent; where it is not, the connection must be cut."""
        self.garble: Callable[[Submit], Submit] = lambda submit: submit
        """What becomes of transactions on their way."""
        self.disk = disk or Disk(ClientId(name))
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
            for _ in range(3 if self.repeats and isinstance(message, _REPEATABLE) else 1):
                self._receive(message)

    def _receive(self, message: Down) -> None:
        try:
            actions = self.machine.receive(message)
        except RemoteProtocolError:
            if self.trusts_wire:
                raise
            self.cut()
        else:
            self.carry_out(actions)

    def _send(self, message: Up) -> None:
        keys = [sent.key for sent in message.transactions] if isinstance(message, Submit) else []
        assert all(key in self.disk.outbox or key in self.disk.own for key in keys), "sent before it is on disk"
        if self.wire is not None:
            sent = self.garble(message) if isinstance(message, Submit) else message
            for _ in range(3 if self.repeats and isinstance(message, Submit) else 1):
                self.wire.send_up(sent)

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
                    self._send(message)
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
