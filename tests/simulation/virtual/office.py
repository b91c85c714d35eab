"""A server and its clients, the real shells of both, in one process and in virtual time.

First things go wrong as the seed says; then nothing does, and everybody must come to rest within a time.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from hashlib import sha256

import msgspec

from shared.ids import ROOT, Key, NodeId
from shared.plan.edits import set_cell
from shared.plan.model import Plan
from shared.plan.ops import Entry, Op
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Refusal
from shared.plan.values import Text
from tests.simulation.edits import PERIOD, Edits
from tests.simulation.profiles import Doing
from tests.simulation.virtual.disk import Disk
from tests.simulation.virtual.loop import Life, VirtualLoop
from tests.simulation.virtual.programs import ClientProgram, ServerProgram, Surroundings
from tests.simulation.virtual.sockets import ClientSocket, Pipe, ServerSocket
from tests.simulation.virtual.traces import held, logged, mark_of, meant_of, rows_of
from tui.door import Connection
from tui.replica import Replica

HEAL_S = 120.0
"""Virtual seconds until everybody must be at rest: a keepalive's 40, a back-off's 30, and some to catch up."""
EDIT_S = 20.0
"""And for each edit that is pending then."""

Event = Callable[["Office"], None]


class Plot(msgspec.Struct, frozen=True, kw_only=True):
    """What a schedule is made of."""

    clients: int = 3
    lasts_s: float = 60.0
    faults_every_s: float = 4.0
    edits_every_s: float = 3.0
    slowest_s: float = 0.5
    """The longest that a frame takes."""
    image_every: int = 20
    rows_at_once: int = 1_000
    restores: bool = True
    """Whether the server is restored from its newest backup now and then."""


def drawn(seed: int) -> Plot:
    """The plot of a seed."""
    chance = random.Random(f"plot {seed}")
    return Plot(
        clients=chance.randint(2, 4),
        faults_every_s=chance.choice((2.0, 5.0, 12.0)),
        edits_every_s=chance.choice((1.0, 3.0)),
        slowest_s=chance.choice((0.0, 0.2, 5.0)),
        image_every=chance.choice((4, 15, 5_000)),
        rows_at_once=chance.choice((2, 1_000)),
        restores=chance.random() < 0.5,
    )


def _shows(plan: Plan, op: Op) -> bool:
    """Whether some claim on the cell has all that this edit put in."""
    assert isinstance(op, SetOp) and isinstance(op.value, Text)
    cell = plan.cell(NodeId(op.node), *op.cell)
    shown = [cell.value, *(rival.value for rival in cell.rivals)] if cell is not None else []
    before = op.base.text.split() if isinstance(op.base, Text) else []
    written = set(op.value.text.split()) - set(before)
    return any(isinstance(value, Text) and written <= set(value.text.split()) for value in shown)


class Desk:
    """A person's place: their disk, and the program that runs on it, if one does."""

    def __init__(self, name: str, disk: Disk) -> None:
        self.name = name
        self.disk = disk
        self.program: ClientProgram | None = None
        self.pipe: Pipe | None = None
        self.seq = 0
        """The newest seq that this program has shown."""

    @property
    def replica(self) -> Replica | None:
        """The replica, while a program runs."""
        return self.program.replica if self.program is not None else None


class Office:
    """One schedule. `run` runs it and checks every promise on the way; `trace` tells two runs apart.

    `before_step` is called before each step of each task of each program.
    """

    def __init__(
        self,
        loop: VirtualLoop,
        chance: random.Random,
        plot: Plot,
        *,
        before_step: Callable[[Life], None] = lambda life: None,
    ) -> None:
        self.loop = loop
        self.chance = chance
        self.plot = plot
        self.promised: dict[str, tuple[str, list[Op]]] = {}
        """What was shown as saved, by its mark: whose it is, and what it does."""
        self.acknowledged: set[str] = set()
        """The marks of those of which their clients were told that the server has them."""
        self.restores = 0
        self.crashes = 0
        self.is_over = False
        """Whether what is still to come is only putting things away, in no order."""
        self._before_step = before_step
        self._trace = sha256()
        self._marks = 0
        self._around = Surroundings(chance, loop.time, self.note)
        self._edits = Edits(chance, Doing.ANYTHING)
        self._backup: Disk | None = None
        self.server_disk = Disk.fresh("server.store.migrations")
        self.server_disk.connection.execute("INSERT INTO server VALUES (1, ?)", (bytes(32),))
        self.server: ServerProgram | None = None
        names = ("anna", "bo", "cilla", "dan")[: plot.clients]
        made = Disk.fresh("tui.migrations")
        self.desks = [Desk(name, made.copied()) for name in names]

    def note(self, what: str) -> None:
        """Something happened."""
        if not self.is_over:
            self._trace.update(f"{self.loop.time():.6f} {what}\n".encode())

    @property
    def trace(self) -> str:
        """A hash over all that happened, and when."""
        return self._trace.hexdigest()

    # Programs

    def start_server(self) -> None:
        """Start the server, unless it runs."""
        if self.server is None:
            plot = self.plot
            self.note("server starts")
            self.server = ServerProgram(
                self._around,
                self.server_disk,
                Life("server", self._before_step),
                image_every=plot.image_every,
                rows_at_once=plot.rows_at_once,
            )
            self.server.life.run(self.server.start())

    def start_client(self, desk: Desk, *, edits: bool = True) -> None:
        """Start somebody's program, unless it runs; they begin to work with it."""
        if desk.program is None:
            self.note(f"{desk.name} starts")
            desk.seq = 0
            life = Life(desk.name, self._before_step)
            desk.program = ClientProgram(self._around, desk.disk, life, lambda: self._connect(desk))
            life.run(self._work(desk, desk.program, edits=edits))

    async def _connect(self, desk: Desk) -> ClientSocket:
        await asyncio.sleep(self.chance.random() * self.plot.slowest_s)
        if self.server is None or not self.server.is_up or desk.program is None:
            raise ConnectionRefusedError
        desk.pipe = Pipe(self.loop, self.chance, desk.name, self.plot.slowest_s, self.note)
        self.server.accept(ServerSocket(desk.pipe), desk.name)
        return ClientSocket(desk.pipe)

    def crash_server(self) -> None:
        """End the server where it is."""
        if self.server is not None:
            self.note("server crashes")
            self.crashes += 1
            self.server.life.end()
            self.server = None
            for desk in self.desks:
                self.cut(desk)
            there = logged(self.server_disk)
            assert self.acknowledged <= set(there), "acknowledged, and not on the server's disk"

    def crash_client(self, desk: Desk) -> None:
        """End somebody's program where it is."""
        if desk.program is not None:
            self.note(f"{desk.name} crashes")
            self.crashes += 1
            desk.program.life.end()
            desk.program = None
            self.cut(desk)
            self.check_desk(desk)

    def cut(self, desk: Desk, *, is_half_open: bool = False) -> None:
        """Cut somebody's connection."""
        if desk.pipe is not None:
            desk.pipe.cut(is_half_open=is_half_open)

    def check_desk(self, desk: Desk) -> None:
        """All that was promised here is kept here until it is in a backup, and the log here is the server's."""
        here = held(desk.disk) | (set(logged(self._backup)) if self._backup is not None else set())
        lost = {mark for mark, (name, _) in self.promised.items() if name == desk.name} - here
        assert not lost, f"{desk.name} has lost {sorted(lost)}"
        if not self.restores:
            there = rows_of(self.server_disk)
            assert all(there.get(seq) == chain for seq, chain in rows_of(desk.disk).items()), "another log"

    # Work

    async def _work(self, desk: Desk, program: ClientProgram, *, edits: bool) -> None:
        replica = await program.start(self._hear)
        while edits:
            await asyncio.sleep(self.chance.random() * 2 * self.plot.edits_every_s)
            await self.edit(desk, replica)

    def _hear(self, key: Key, answer: Entry | Refusal) -> None:
        if isinstance(answer, Entry):
            self.acknowledged.add(mark_of(answer.transaction))

    async def edit(self, desk: Desk, replica: Replica) -> None:
        """Somebody does something that nobody has done before."""
        assert replica.connection is not Connection.REFUSED, replica.connection_reason
        assert self.restores or replica.seq >= desk.seq, "went back"
        desk.seq = replica.seq
        ops = self._ops(replica.plan)
        mark = f"skäl {self._marks}"
        submitted = await replica.submit_keyed(ops)
        if isinstance(submitted, Key):
            self.note(f"{desk.name} promised {mark}")
            self.promised[mark] = desk.name, meant_of(ops)
            if len(ops) == 1 and mark not in self.acknowledged:
                assert _shows(replica.plan, ops[0]), f"{desk.name} does not see what they wrote"

    def _ops(self, plan: Plan) -> Sequence[Op]:
        ops = self._edits.ops(plan) if self.chance.random() < 0.5 else []
        self._marks += 1
        nodes = [ROOT, *(NodeId(node.id) for _, node in plan.walk())][:4]
        node = self.chance.choice(nodes)
        words = plan.text(node, "analysis", PERIOD).split()
        words.insert(self.chance.randint(0, len(words)), f"ord{self._marks}")
        value = Text(" ".join(words))
        return [*ops, set_cell(plan, node, "analysis", value, period=PERIOD, because=f"skäl {self._marks}")]

    # Faults

    async def run(self) -> None:
        """The whole schedule."""
        self.start_server()
        for desk in self.desks:
            self.start_client(desk)
        await self._suffer()
        await self.heal()
        await self.end()

    async def _suffer(self) -> None:
        until = self.loop.time() + self.plot.lasts_s
        events: list[tuple[int, Callable[[], None]]] = [
            (4, self._cut_somebody),
            (3, self._crash_somebody),
            (2, self._crash_server),
            (2, self.back_up),
            (1 if self.plot.restores else 0, self.restore),
        ]
        while self.loop.time() < until:
            await asyncio.sleep(self.chance.random() * 2 * self.plot.faults_every_s)
            (event,) = self.chance.choices([event for _, event in events], [weight for weight, _ in events])
            event()

    def _cut_somebody(self) -> None:
        self.cut(self.chance.choice(self.desks), is_half_open=self.chance.random() < 0.3)

    def _crash_somebody(self) -> None:
        desk = self.chance.choice(self.desks)
        self.crash_client(desk)
        self.loop.call_later(self.chance.random() * 10, self.start_client, desk)

    def _crash_server(self) -> None:
        self.crash_server()
        self.loop.call_later(self.chance.random() * 10, self.start_server)

    def back_up(self) -> None:
        """Copy the server's disk, and let it tell how far the copy goes."""
        if self.server is not None and self.server.is_up:
            self._backup = self.server_disk.copied()
            seq = len(logged(self._backup))
            self.server.life.run(self.server.note_backed_up(seq))

    def restore(self) -> None:
        """Put the newest backup in the place of the server's disk. Nothing may be lost by it: what is not in a backup
        its author has."""
        if self._backup is not None:
            self.crash_server()
            self.note("server restored")
            self.restores += 1
            self.server_disk = self._backup.copied()
            self.server_disk.connection.execute("UPDATE plan SET epoch = ?", (self._around.new_id(),))
            there = set(logged(self.server_disk)).union(*(held(desk.disk) for desk in self.desks))
            assert set(self.promised) <= there, "dropped before it was backed up"
            # Acknowledged, and for the time being only where it came from.
            self.acknowledged &= set(logged(self.server_disk))
            self.loop.call_later(self.chance.random() * 5, self.start_server)

    # Rest

    async def heal(self) -> None:
        """No more faults, and no more edits: everybody comes to rest in time."""
        self.note("heal")
        self.start_server()
        for desk in self.desks:
            if desk.program is not None:
                desk.program.life.end()
                desk.program = None
                self.cut(desk)
            self.start_client(desk, edits=False)
        # Edits of one cell wait for one another, and each takes its time there and back.
        count = "SELECT count(*) FROM outbox"
        waiting = sum(desk.disk.connection.execute(count).fetchone()[0] for desk in self.desks)
        until = self.loop.time() + HEAL_S + waiting * EDIT_S
        while not self._is_at_rest():
            assert self.loop.time() < until, "does not come to rest: " + ", ".join(map(self._standing, self.desks))
            await asyncio.sleep(0.5)

    def _is_at_rest(self) -> bool:
        head = max(rows_of(self.server_disk), default=0)
        return all(
            desk.replica is not None
            and desk.replica.connection is Connection.LIVE
            and not desk.replica.pending_count
            and desk.replica.seq == head
            for desk in self.desks
        )

    def _standing(self, desk: Desk) -> str:
        replica = desk.replica
        if replica is None:
            return f"{desk.name} is not there"
        return f"{desk.name} {replica.connection.value} {replica.connection_reason} {replica.pending_count} pending"

    async def end(self) -> None:
        """Close everything in good order."""
        for desk in self.desks:
            assert desk.program is not None
            assert desk.program.replica is not None
            await desk.program.life.run(desk.program.replica.close())
        assert self.server is not None
        seq, _ = await self.server.life.run(self.server.stop())
        assert seq == len(logged(self.server_disk))
