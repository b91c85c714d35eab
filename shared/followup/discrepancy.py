"""A figure that is not what it should be: kept as it was printed, and shown with what was worked out."""

from __future__ import annotations

import msgspec

from shared.ids import NodeId
from shared.plan.values import Quantity


class Discrepancy(msgspec.Struct, frozen=True, kw_only=True):
    """One field of one node, with both figures."""

    node: NodeId
    field: str
    period: str | None = None
    printed: Quantity | None = None
    """What stands in the plan; None where something that ought to be there is missing."""
    computed: Quantity | None = None
    """What follows from other figures, or the limit that was passed."""
    rows: tuple[NodeId, ...] = ()
    """The nodes whose figures were added up, in order."""
