"""How safe an edit is: saved here, on the server, in a backup of it. One rule, for a cell as for all own edits."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import Enum

from shared.ids import NodeId
from shared.plan.model import Cell
from shared.plan.ops import CellKey


class Safety(Enum):
    """The steps, each of which has the ones before it behind it. Programs know them by these names."""

    HERE = "here"
    SERVER = "server"
    BACKUP = "backup"


def safety_of(seq: int, *, is_pending: bool, backed_up: int) -> Safety:
    """The step that what has this seq has reached. `backed_up` is the last seq in a backup, 0 where none is made.

    What is pending is here alone, whatever seq stands on it: it has none of its own yet.
    """
    if is_pending:
        return Safety.HERE
    return Safety.BACKUP if backed_up > 0 and seq <= backed_up else Safety.SERVER


def cell_safety(
    node: NodeId, key: CellKey, cell: Cell, pending: AbstractSet[tuple[NodeId, CellKey]], backed_up: int
) -> Safety:
    """The step that the newest claim on a cell has reached."""
    return safety_of(cell.newest, is_pending=(node, key) in pending, backed_up=backed_up)


def last_written(
    node: NodeId, cells: Mapping[CellKey, Cell], pending: AbstractSet[tuple[NodeId, CellKey]]
) -> CellKey | None:
    """The cell among these that was written last: a pending one before all others; None where there is none."""
    return max(cells, key=lambda key: ((node, key) in pending, cells[key].newest), default=None)
