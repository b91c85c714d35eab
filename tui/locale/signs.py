"""The signs of the screens. Shapes differ, so that nothing hangs on colour alone; each has a form in plain ASCII."""

from __future__ import annotations

import msgspec
from rich.cells import cell_len

from shared.followup.signs import PlanSigns


class Signs(msgspec.Struct, frozen=True):
    """One set of signs, each a single column wide."""

    met: str = "●"
    partly: str = "◐"
    missed: str = "○"
    unmeasured: str = "–"
    followed: str = " "
    contested: str = "≠"
    pending: str = "·"
    server: str = "▪"
    backup: str = "■"
    present: str = "@"
    cursor: str = "▌"
    folded: str = "▸"
    unfolded: str = "▾"
    more: str = "▼"
    cut: str = "…"
    arrow: str = "→"
    rule: str = "─"
    gap: str = "_"

    def of(self, assessment: str | None) -> str:
        """The sign of an assessment by its key; a space for none."""
        found = {"met": self.met, "partly": self.partly, "missed": self.missed, "unmeasured": self.unmeasured}
        return (found | {"followed": self.followed}).get(assessment or "", " ")


UNICODE = Signs()
ASCII = Signs(
    met="*", partly="%", missed="o", unmeasured="-", contested="!", pending=".", server=":", backup="#", present="@",
    cursor="|", folded="+", unfolded="-", more="v", cut="~", arrow=">", rule="-",
)  # fmt: skip


def signs_for(*, is_ascii: bool) -> Signs:
    """The signs that a terminal can show."""
    return ASCII if is_ascii else UNICODE


def with_own(signs: Signs, own: PlanSigns) -> Signs:
    """The signs with the plan's own for its assessments, where the terminal can show them.

    Each must be one column wide, or the rows would be crooked; where one is not, none is taken, so that no two are the
    same.
    """
    if signs is ASCII or any(cell_len(sign) != 1 for sign in own.signs.values()):
        return signs
    return msgspec.structs.replace(signs, **own.signs)
