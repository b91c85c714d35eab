"""Doing a whole transaction on a plan: each op checked, met and applied, all of them or none.

The sequencer does so with what arrives, and every client with what is pending there, to show what will come of it.
"""

from __future__ import annotations

import msgspec

from shared.access.holds import untold
from shared.access.permits import permit
from shared.plan.apply import Stamp, apply_op
from shared.plan.check import check
from shared.plan.fields import Role
from shared.plan.model import Plan
from shared.plan.ops import Outcome, Transaction
from shared.plan.refusal import Refusal
from shared.sync.meeting import meet
from shared.sync.merge import Effort


def perform(plan: Plan, transaction: Transaction, stamp: Stamp, role: Role) -> list[Outcome] | Refusal:
    """Check, meet and apply a transaction's ops one after the other, as somebody with that role: all, or none and why.
    `seq` is left alone."""
    was_remembering = plan.is_remembering
    mark = plan.mark()
    outcomes: list[Outcome] = []
    effort = Effort()
    is_whole = False
    try:
        for index, op in enumerate(transaction.ops):
            refusal = check(plan, op) or permit(plan, role, op, author=stamp.author, key=transaction.key)
            if refusal is not None:
                return msgspec.structs.replace(refusal, op=index)
            outcome = meet(plan, op, transaction.key, effort)
            apply_op(plan, op, outcome, stamp)
            outcomes.append(outcome)
        refusal = untold(plan, transaction)
        if refusal is not None:
            return refusal
        is_whole = True
        return outcomes
    finally:
        if not is_whole:
            plan.rollback(mark)
        if not was_remembering:
            plan.forget()
