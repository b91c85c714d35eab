"""A returned edit, as its author recognises it."""

from __future__ import annotations

from shared.followup.describe import op_words
from shared.followup.language import Language
from shared.plan.model import Plan
from tui.door import Returned


def returned_words(plan: Plan, returned: Returned, language: Language) -> str:
    """What it would have changed, op by op, on one line."""
    return " · ".join(op_words(plan, op, language) for op in returned.transaction.ops[:5])
