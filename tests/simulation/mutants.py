"""Mistakes that are planted to see whether a simulation finds them. Each is a context in which one thing is wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch

import msgspec

from server.plan_log import PlanLog
from shared.ids import ID_BYTES, ClientId, Key, NodeId, id_from
from shared.plan.model import Node, Plan, Still
from shared.plan.ops import ABSORBED, APPLIED, Entry, Op, Outcome, Transaction
from shared.plan.ops import Set as SetOp
from shared.storage.database import Connection
from shared.sync import outbox as outbox_module
from shared.sync.chain import LogRow, link
from shared.sync.client_actions import EditMet
from shared.sync.client_machine import ClientMachine
from shared.sync.image import Image
from shared.sync.layers import Layers
from shared.sync.merge import Effort
from shared.sync.outbox import Outbox
from shared.sync.sequencer import Action, Publish, Sequencer
from shared.sync.snapshot import image_of
from shared.sync.up import Sent
from tui import oneself


class Mutant(NamedTuple):
    """A mistake, and the kind of schedules that must find it."""

    name: str
    profile: str
    """A profile of the machines' world, or "shells" for the real shells in virtual time."""
    planted: Callable[[], AbstractContextManager[object]]


def _no_dedup() -> AbstractContextManager[object]:
    def note(self: Sequencer, logged: object) -> None:
        """Nothing is remembered."""

    return patch.object(Sequencer, "_note", note)


def _unsure_forgotten() -> AbstractContextManager[object]:
    return patch.object(Sequencer, "unsure", lambda self, keys: [])


def _published_before_durable() -> AbstractContextManager[object]:
    right = Sequencer._next_group

    def wrong(self: Sequencer) -> list[Action]:
        rows = tuple(self._waiting)
        return [*([Publish(rows)] if rows else []), *right(self)]

    return patch.object(Sequencer, "_next_group", wrong)


def _acknowledged_before_durable() -> AbstractContextManager[object]:
    async def commit_all(self: PlanLog) -> None:
        while await self._gathering.get():
            rows = self.sequencer.commit()
            self._carry_out(self.sequencer.committed())
            await self._store.append(self.plan, rows)
            async with self._durable:
                self._durable.notify_all()

    return patch.object(PlanLog, "_commit_all", commit_all)


def _sent_before_stored() -> AbstractContextManager[object]:
    right = Outbox.add

    def wrong(self: Outbox, transaction: Transaction) -> None:
        right(self, transaction)
        self.stored(transaction.key)

    return patch.object(Outbox, "add", wrong)


def _outbox_reordered() -> AbstractContextManager[object]:
    right = Outbox.take_sendable

    def wrong(self: Outbox) -> list[Sent]:
        return right(self)[::-1]

    return patch.object(Outbox, "take_sendable", wrong)


def _seen_not_retold() -> AbstractContextManager[object]:
    return patch.object(Outbox, "rebase", lambda self, entries: [])


def _seen_retold_after_merge() -> AbstractContextManager[object]:
    def rebase(self: Outbox, entries: Sequence[Entry]) -> list[Transaction]:
        known = {
            (op.node, op.cell): entry.seq for entry in entries for op in entry.transaction.ops if isinstance(op, SetOp)
        }

        def retold(op: Op) -> Op:
            seq = known.get((op.node, op.cell), 0) if isinstance(op, SetOp) else 0
            return msgspec.structs.replace(op, seen=seq) if isinstance(op, SetOp) and seq > op.seen else op

        return self._retold(retold)

    return patch.object(Outbox, "rebase", rebase)


def _one_sided_merge() -> AbstractContextManager[object]:
    return patch("shared.sync.meeting.merge_words", lambda base, one, other, effort: other)


def _absorbed_for_contested() -> AbstractContextManager[object]:
    return patch("shared.sync.meeting.CONTESTED", ABSORBED)


def _image_off_by_one() -> AbstractContextManager[object]:
    def wrong(still: Still, chain: bytes) -> Image:
        image = image_of(still, chain)
        return msgspec.structs.replace(image, head=msgspec.structs.replace(image.head, seq=max(image.head.seq - 1, 0)))

    return patch("tests.simulation.server_side.image_of", wrong)


def _image_without_node() -> AbstractContextManager[object]:
    def wrong(still: Still, chain: bytes) -> Image:
        parents = {node.parent for node in still.nodes.values()}
        leaves = [name for name in still.nodes if name not in parents]
        without: NodeId | None = leaves[-1] if len(leaves) > 2 else None
        nodes: dict[NodeId, Node] = {name: node for name, node in still.nodes.items() if name != without}
        return image_of(Still(still.seq, still.digest, nodes, still.cells), chain)

    return patch("tests.simulation.server_side.image_of", wrong)


def _no_rollback() -> AbstractContextManager[object]:
    return patch.object(Plan, "rollback", lambda self, mark: [])


def _no_chain_check() -> AbstractContextManager[object]:
    def verified(self: Layers, bodies: Sequence[bytes], end: bytes) -> tuple[LogRow, ...]:
        rows, chain = [], self.chain
        for body in bodies:
            chain = link(chain, body)
            rows.append(LogRow(body, chain))
        return tuple(rows)

    return patch.object(Layers, "_verified", verified)


@contextmanager
def _returned_unseen() -> Iterator[None]:
    def transplanted(op: Op, plan: Plan, common: int, places: Mapping[Key, int]) -> Op:
        return msgspec.structs.replace(op, seen=plan.seq) if isinstance(op, SetOp) and op.seen > common else op

    with (
        patch("shared.sync.handed_back.transplanted", transplanted),
        patch.object(outbox_module, "transplanted", transplanted),
    ):
        yield


def _own_dropped_early() -> AbstractContextManager[object]:
    def forget(conn: Connection) -> None:
        conn.execute("DELETE FROM own")

    return patch("tui.local_outbox.forget_backed_up", forget)


def _counter_reused() -> AbstractContextManager[object]:
    right = oneself.change

    def wrong(conn: Connection, **changes: Any) -> None:
        if set(changes) != {"next_counter"}:
            right(conn, **changes)

    return patch("tui.local_outbox.change", wrong)


@contextmanager
def _digest_not_compared() -> Iterator[None]:
    right = Layers._advance

    def advance(self: Layers, entries: Sequence[Entry], own: frozenset[int], digest: bytes) -> list[EditMet] | None:
        return right(self, entries, own, b"")

    with patch.object(Layers, "_advance", advance), patch.object(ClientMachine, "_differ", lambda self: []):
        yield


def _rekeyed_by_chance() -> AbstractContextManager[object]:
    chance = random.Random(1)
    return patch.object(
        outbox_module, "own_key", lambda transaction: Key(ClientId(id_from(chance.randbytes(ID_BYTES))), 1)
    )


def _no_cycle_check() -> AbstractContextManager[object]:
    return patch("shared.plan.check._check_move", lambda plan, op: None)


def _nobody_told() -> AbstractContextManager[object]:
    return patch("shared.sync.layers.told_author", lambda entry: [])


def _nothing_parked() -> AbstractContextManager[object]:
    return patch("shared.plan.refusal.PARKED", frozenset())


def _last_writer_wins() -> AbstractContextManager[object]:
    def meet_set(plan: Plan, op: SetOp, key: Key, effort: Effort) -> Outcome:
        return APPLIED

    return patch("shared.sync.meeting._meet_set", meet_set)


MUTANTS = [
    Mutant("acknowledged before it is durable", "shells", _acknowledged_before_durable),
    Mutant("published before it is durable", "conflicts", _published_before_durable),
    Mutant("what is sent again is entered again", "mixed", _no_dedup),
    Mutant("what may be in the log is not looked up", "away", _unsure_forgotten),
    Mutant("sent before it is stored", "mixed", _sent_before_stored),
    Mutant("the outbox is sent backwards", "conflicts", _outbox_reordered),
    Mutant("seen is not retold", "conflicts", _seen_not_retold),
    Mutant("seen is retold after a merge", "conflicts", _seen_retold_after_merge),
    Mutant("a merge drops one side", "conflicts", _one_sided_merge),
    Mutant("absorbed where it must be contested", "conflicts", _absorbed_for_contested),
    Mutant("the last writer wins", "conflicts", _last_writer_wins),
    Mutant("an image is off by one seq", "away", _image_off_by_one),
    Mutant("an image lacks a node", "away", _image_without_node),
    Mutant("nothing is rolled back", "mixed", _no_rollback),
    Mutant("rows are taken without their chain", "lied to", _no_chain_check),
    Mutant("a row handed back counts as having seen all", "put back", _returned_unseen),
    Mutant("own edits are dropped before they are backed up", "shells", _own_dropped_early),
    Mutant("a counter is given out again after a restart", "shells", _counter_reused),
    Mutant("digests are not compared", "damaged", _digest_not_compared),
    Mutant("new keys are drawn by lot", "copied", _rekeyed_by_chance),
    Mutant("a node may hang under itself", "structure", _no_cycle_check),
    Mutant("nobody is told of merges", "conflicts", _nobody_told),
    Mutant("nothing is parked", "poisoned", _nothing_parked),
]
