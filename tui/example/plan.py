"""What the example plan consists of: a region's interim report for the first eight months of 2021.

`measures.csv` is read like any other file, so the example shows what an import does. Measures, targets and results
are those of Region Jönköping's interim report of August 2021; the tolerances and every comment are our own.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files

from shared.exchange.document import Unreadable
from shared.exchange.read import read_document
from shared.exchange.reconcile import reconcile
from shared.exchange.vocabulary import default_vocabulary
from shared.ids import ID_BYTES, ROOT, NodeId, id_from
from shared.plan.edits import set_cell
from shared.plan.model import Plan
from shared.plan.ops import Op
from shared.plan.values import Quantity, Text
from tui.door import Door
from tui.example import PERIOD

_TITLE = "Region Jönköpings län, delårsrapport augusti 2021"
_YEAR_BEFORE = {"met": 5, "partly": 10, "missed": 14}
"""Of the year before only these counts are known, for 2020-T2."""


def example_ops(plan: Plan) -> list[Op]:
    """The ops that fill an empty plan with the example.

    They are the same on every machine, ids too: of two terminals that fill the plan at the same time, the second one's
    ops are absorbed.
    """
    data = files("tui.example").joinpath("measures.csv").read_bytes()
    document = read_document(data, "measures.csv", default_vocabulary(), PERIOD)
    assert not isinstance(document, Unreadable), "the example is part of the program"
    ids = _ids()
    ops: list[Op] = [set_cell(plan, ROOT, "title", Text(_TITLE))]
    ops += [
        set_cell(plan, ROOT, "recorded_tally", Quantity(Decimal(count)), period="2020-T2", part=part)
        for part, count in _YEAR_BEFORE.items()
    ]
    return [*ops, *reconcile(document, plan, lambda: next(ids)).ops]


async def ensure_example(door: Door) -> None:
    """Fill the plan with the example if there is nothing in it. The door must have caught up, or have no server."""
    if not door.plan.children() and door.plan.seq == 0 and door.pending_count == 0:
        await door.submit(example_ops(door.plan))


def _ids() -> Iterator[NodeId]:
    number = 0
    while True:
        yield NodeId(id_from(sha256(f"example {number}".encode()).digest()[:ID_BYTES]))
        number += 1
