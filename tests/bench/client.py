"""What the bench says to a server: the only module of it that knows messages.

A client of the bench reads frames without decoding them: it looks for the bytes of a transaction's key.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from shared.ids import ROOT, ClientId, Key, NodeId, id_from
from shared.plan.kinds import Kind
from shared.plan.ops import Create, Op, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.values import Text
from shared.sync.chain import SEAL_BYTES, START
from shared.sync.codec import encode, frames, sent_of
from shared.sync.down import Confirmed
from shared.sync.sequencer import Publish
from shared.sync.up import Hello, OpenPlan, Submit, Up
from shared.sync.version import PROTOCOL
from tests.builders import percent

PERIOD = "2021"
READY = b"present"
"""In the first message to a client that has joined and is told everything from now on."""

MEASURES, CELLS = 50, 4
"""Measures of one transaction and cells of a measure that `plan_of` makes."""


def random_id() -> str:
    """An id as users' programs make them: 80 random bits."""
    return id_from(os.urandom(10))


def frames_of(*messages: Up) -> list[bytes]:
    """The payloads of their frames."""
    return [frame for message in messages for frame in frames(message)]


def opening(client: str) -> list[bytes]:
    """What a client without anything says first."""
    return frames_of(Hello(PROTOCOL, PROTOCOL, "bench"), OpenPlan("plan", True, ClientId(client), 0, START))


def submission(client: str, counter: int, *ops: Op) -> tuple[list[bytes], bytes]:
    """One transaction's frames, and the bytes by which it is known in what the server answers."""
    transaction = Transaction(Key(ClientId(client), counter), 1_700_000_000_000, ops)
    return frames_of(Submit((sent_of(transaction),))), encode(transaction.key)


def entering(client: str, counter: int, node: str, number: int) -> tuple[list[bytes], bytes]:
    """A result that its client's own earlier one gives way to."""
    return submission(client, counter, SetOp(node, "outcome", "2022", None, percent(str(number)), 0))


def noting(client: str, counter: int, text: str) -> tuple[list[bytes], bytes]:
    """A title that everybody can look for in the bytes."""
    return submission(client, counter, SetOp(ROOT, "title", None, None, Text(text), 0))


def confirming(publish: Publish) -> Confirmed:
    """What a room makes of a publication."""
    last = publish.rows[-1]
    bodies = tuple(kept.row.body for kept in publish.rows)
    return Confirmed(publish.rows[0].seq, bodies, last.row.chain, bytes(SEAL_BYTES), last.digest)


def plan_of(cells: int) -> Iterator[tuple[list[str], list[Op]]]:
    """A plan of so many cells, in parts that are a transaction each: the ids of its measures, and the ops."""
    for start in range(0, cells // CELLS, MEASURES):
        parent, nodes = random_id(), [random_id() for _ in range(MEASURES)]
        ops: list[Op] = [Create(parent, Kind.GOAL, "Mål", ROOT, "V")]
        for number, node in enumerate(nodes, start):
            ops += _measure(NodeId(node), NodeId(parent), number)
        yield nodes, ops


def _measure(node: NodeId, parent: NodeId, number: int) -> list[Op]:
    analysis = f"Läget är i stort sett oförändrat sedan förra året ({number})."
    return [
        Create(node, Kind.MEASURE, "Mätetal", parent, "V"),
        SetOp(node, "title", None, None, Text(f"Mätetal nummer {number}"), 0),
        SetOp(node, "unit", None, None, Text("%"), 0),
        SetOp(node, "outcome", PERIOD, None, percent(str(number % 100)), 0),
        SetOp(node, "analysis", PERIOD, None, Text(analysis), 0),
    ]
