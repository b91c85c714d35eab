"""What a review says: one finding for each thing that somebody should look at."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

from shared.followup.quantity import print_quantity
from shared.ids import NodeId
from shared.plan.fields import Label
from shared.plan.values import Quantity

Severity = Literal["error", "warning", "note"]

SEVERITIES: dict[Severity, Label] = {
    "error": Label("fel", "error"),
    "warning": Label("varning", "warning"),
    "note": Label("påpekande", "note"),
}
"""From what cannot stand, over what is likely wrong, to what is not there yet."""

_QUOTED = 40
"""Characters of a text that a sentence quotes."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule found at one place."""

    node: NodeId
    field: str
    sentence: Label
    """Why, with the figures on both sides; the path of the node and the name of the rule stand before it."""
    period: str | None = None
    """The period of the cell that it is about; None if that has none."""
    part: str | None = None
    printed: str | None = None
    """What stands there: a number as a decimal string, or words."""
    computed: str | None = None
    """What it should be by the rest of the plan."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, by which rule, and whether somebody has waived it."""

    rule: str
    severity: Severity
    found: Found
    waived: bool = False
    because: str = ""
    """Why it was waived."""


def plain(number: Decimal) -> str:
    """A number for programs: all its digits, never an exponent."""
    return format(number, "f")


def shown(amount: Decimal, unit: str = "") -> Label:
    """A number with its unit as people read it."""
    quantity = Quantity(amount, unit)
    return Label(print_quantity(quantity, "sv"), print_quantity(quantity, "en"))


def quoted(words: str) -> str:
    """A text as a sentence quotes it: on one line, its end cut off where it is long."""
    line = " ".join(words.split())
    return line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1].rstrip()}…"
