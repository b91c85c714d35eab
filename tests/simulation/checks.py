"""What must be true at rest: after any schedule, once everybody is connected and quiet."""

from __future__ import annotations

from collections import Counter

from shared.ids import ROOT, NodeId
from shared.plan.apply import apply
from shared.plan.check import MAX_DEPTH
from shared.plan.model import Cell, Plan
from shared.plan.ops import APPLIED, Absorbed, Applied, CellKey, Contested, Entry, Merged
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp
from shared.plan.values import Names, Text, Value, is_same
from shared.sync.chain import START, link
from shared.sync.snapshot import raw_chunks
from tests.simulation.profiles import Doing
from tests.simulation.world import World


def content(plan: Plan) -> bytes:
    """All of a plan as bytes."""
    return b"".join(raw_chunks(plan.still()))


def check(world: World) -> None:
    """Every promise at rest."""
    _check_log(world)
    _check_nothing_lost(world)
    _check_contents(world)
    check_meetings(world.entries())
    if not world.damages:
        _check_seen(world)
    check_tree(world.server.sequencer.plan)
    if _is_calm(world):
        _check_told_once(world)
        check_order(world.entries())
    if world.profile.poisoned:
        _check_parked(world)
    check_equal(world)


def check_equal(world: World) -> None:
    """Every replica has the server's plan, in memory and on its disk, and nothing left to send."""
    server = content(world.server.sequencer.plan)
    for client in world.clients:
        assert content(client.machine.plan) == server, f"{client.disk.client} differs"
        assert client.machine.plan.digest == world.server.sequencer.durable_digest
        client.start()
        assert content(client.machine.plan) == server, f"{client.disk.client} differs after a restart"
        assert not len(client.machine.outbox)


def _check_log(world: World) -> None:
    chain = START
    for kept in world.server.disk.rows:
        chain = link(chain, kept.row.body)
        assert chain == kept.row.chain, "the chain does not hold"
    entries = world.entries()
    keys = [entry.transaction.key for entry in entries]
    assert len(set(keys)) == len(keys), "a key twice in the log"
    logged = [entry.transaction.at for entry in entries]
    assert len(set(logged)) == len(logged), "a transaction twice in the log"
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))


def _check_nothing_lost(world: World) -> None:
    logged = {entry.transaction.at for entry in world.entries()}
    returned = {transaction.at for client in world.clients for transaction, _ in client.disk.returned}
    parked = {world.at_of(refuse.sent) for refuse in world.server.disk.parked.values()}
    lost = set(world.stored) - logged - returned - parked
    assert not lost, f"stored, and neither in the log, returned nor parked: {lost}"
    may_come_back = world.restores or world.profile.restores_clients
    assert may_come_back or not returned & logged, "returned, and in the log all the same"
    # Values meet, and are never refused: what comes back all the same was taken for something that it is not.
    only_values = world.profile.doing in (Doing.CONFLICTS, Doing.RESULTS) and not world.profile.poisoned
    assert not (returned and only_values and _is_calm(world)), "returned, and nothing was wrong with it"
    kept = logged | (returned | parked if world.restores else set())
    assert world.seen_by_server <= kept, "acknowledged, and not in the log"


def _check_contents(world: World) -> None:
    """What people meant is in the log, word for word: numbers alone would not show a transaction made anew."""
    logged = {entry.transaction.at: entry for entry in world.entries()}
    for at, transaction in world.stored.items():
        if at in logged:
            kept = [_meant(op) for op in logged[at].transaction.ops]
            assert kept == [_meant(op) for op in transaction.ops], "the log has something else"


def check_meetings(entries: list[Entry]) -> None:
    """Whatever was simply applied replaced a value that its author had seen, or their own; what was contested is a
    rival there; what was merged has all words that either put in."""
    plan = Plan()
    for entry in entries:
        key = entry.transaction.key
        settled: set[tuple[str, CellKey]] = set()
        for op, outcome in entry.results():
            if isinstance(op, SettleOp) and outcome == APPLIED:
                # What the same transaction does to the cell after that, it does to a value of its own.
                settled.add((op.node, op.cell))
            elif isinstance(op, SetOp) and outcome == APPLIED:
                cell = plan.cell(NodeId(op.node), *op.cell)
                is_own = (op.node, op.cell) in settled or (cell is not None and cell.key.client == key.client)
                assert cell is None or cell.seq <= op.seen or is_own, (entry.seq, op)
            elif isinstance(op, SetOp) and isinstance(outcome, Merged):
                _check_merged(plan, op, outcome.value)
            elif isinstance(op, SetOp) and isinstance(outcome, Absorbed) and len(entry.transaction.ops) == 1:
                value = plan.value(NodeId(op.node), *op.cell)
                assert is_same(value, op.value) or isinstance(op.value, Text | Names), f"{entry.seq} is not the same"
                _check_merged(plan, op, value)
        # Ops of one transaction may write the same cell; the next entry meets the result.
        apply(plan, entry)
        for op, outcome in entry.results():
            if isinstance(op, SetOp | SettleOp) and outcome == Contested() and len(entry.transaction.ops) == 1:
                cell = plan.cell(NodeId(op.node), *op.cell)
                assert cell is not None and any(is_same(rival.value, op.value) for rival in cell.rivals), entry.seq


def _check_merged(plan: Plan, op: SetOp, merged: Value | None) -> None:
    base, words = _words(op.base), _words(merged)
    for value in (op.value, plan.value(NodeId(op.node), *op.cell)):
        assert not _words(value) - base - words, f"words are lost in {merged!r}"


def _words(value: Value | None) -> Counter[str]:
    return Counter(value.text.split() if isinstance(value, Text) else value.names if isinstance(value, Names) else ())


def _check_seen(world: World) -> None:
    """Whatever was simply applied replaced what was on its author's screen, told by contents, or a claim of their own;
    and nothing was contested that was."""
    plan = Plan()
    own: dict[tuple[str, str, object], tuple[Entry, SetOp]] = {}
    for entry in world.entries():
        key, made = entry.transaction.key, world.made[entry.transaction.at]
        for op, outcome in entry.results():
            if not isinstance(op, SetOp):
                continue
            there, saw = plan.cell(NodeId(op.node), *op.cell), _seen(world, entry, op)
            place = (key.client, op.node, op.cell)
            if outcome == APPLIED and there is not None:
                is_own = made.by == world.made[there.at].by or there.key.client == key.client
                was_seen = any(
                    (one.at, one.is_merged) == (there.at, there.is_merged)
                    or any(is_same(value, there.value) for value in _claimed(one))
                    # Of what is pending, what is under it is on the screen, too.
                    or (one.seq == there.seq and not world.restores)
                    for one in saw
                )
                assert was_seen or (is_own and not there.is_merged), f"{entry.seq} lies over what nobody saw"
            elif outcome == Contested() and there is not None and place in own and _is_calm(world):
                before, done = own[place]
                was_seen = bool(saw) and saw[0].at == before.transaction.at and is_same(done.value, there.value)
                assert not was_seen or there.seq > before.seq, f"{entry.seq} is contested by its author's own value"
            if isinstance(outcome, Applied | Absorbed):
                own[place] = entry, op
            else:
                own.pop(place, None)
        apply(plan, entry)


def _claimed(cell: Cell) -> list[Value | None]:
    return [cell.value, *(rival.value for rival in cell.rivals)]


def _seen(world: World, entry: Entry, op: SetOp) -> list[Cell]:
    """What its author had on the screen: the newest first, and below it what they had written over before."""
    made = world.made[entry.transaction.at]
    seen = []
    cell = made.saw.get((op.node, op.cell))
    while cell is not None:
        seen.append(cell)
        before = world.made.get(cell.at)
        cell = before.saw.get((op.node, op.cell)) if before is not None and before.by == made.by else None
    return seen


def _is_calm(world: World) -> bool:
    """Whether no history was ever exchanged for another."""
    return not world.restores and not world.profile.restores_clients and not world.damages


def check_tree(plan: Plan) -> None:
    """One root; every node hangs under it, by a way of known nodes that ends."""
    for node in plan.nodes.values():
        steps, current = 0, node
        while current.parent is not None:
            assert NodeId(current.parent) in plan.nodes, f"{current.id} is an orphan"
            current = plan.nodes[NodeId(current.parent)]
            steps += 1
            assert steps <= MAX_DEPTH, f"{node.id} lies too deep, or in a circle"
        assert current.id == ROOT, f"{node.id} hangs under another root"


def check_order(entries: list[Entry]) -> None:
    """Each client's transactions stand in the log in the order in which they were made."""
    last: dict[str, int] = {}
    for entry in entries:
        key = entry.transaction.key
        assert last.get(key.client, 0) < key.counter, f"{key} comes too late"
        last[key.client] = key.counter


def _check_told_once(world: World) -> None:
    """Whoever's edit was merged or contested has been told so once, and keeps it."""
    met = Counter[tuple[str, int, NodeId, CellKey]]()
    for entry in world.entries():
        client = entry.transaction.key.client
        for op, outcome in entry.results():
            if isinstance(op, SetOp | SettleOp) and isinstance(outcome, Merged | Contested):
                met[client, entry.seq, NodeId(op.node), op.cell] += 1
    told = Counter(
        (str(client.disk.client), one.seq, one.node, one.cell)
        for client in world.clients
        for one in client.disk.met
        if one.is_mine
    )
    assert told == met, f"told {told - met} too much, {met - told} not at all"


def _check_parked(world: World) -> None:
    """What could not be read is kept by the server and by its author, and by nobody else."""
    returned = {transaction.at for client in world.clients for transaction, _ in client.disk.returned}
    parked = {world.at_of(refuse.sent) for refuse in world.server.disk.parked.values()}
    logged = {entry.transaction.at for entry in world.entries()}
    poisoned = world.poisoned & set(world.stored)
    assert not poisoned & logged
    assert poisoned <= parked, "not parked"
    assert poisoned <= returned, "not returned to its author"


def _meant(op: object) -> object:
    """An op without the seq its author had seen, which a client may learn of later."""
    if isinstance(op, SetOp | SettleOp):
        return (type(op), op.node, op.cell, op.value)
    return op
