"""How long to wait before connecting again."""

from __future__ import annotations

FIRST_S = 0.25
LONGEST_S = 30.0


def delay_s(attempt: int, chance: float) -> float:
    """Seconds to wait before attempt number `attempt` (0, 1, ...), with `chance` in 0..1 to spread clients out.

    The first attempts come quickly; the limit doubles up to `LONGEST_S`, and the delay lies anywhere from a quarter of
    the limit to the whole of it.
    """
    limit = min(LONGEST_S, FIRST_S * float(2 ** min(attempt, 20)))
    return limit * (0.25 + 0.75 * chance)
