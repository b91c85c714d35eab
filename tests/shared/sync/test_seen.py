"""What an author can be said to have seen: no more than was on their screen, or it would be overwritten unseen."""

from __future__ import annotations

import msgspec

from shared.ids import ROOT, ClientId, Key
from shared.plan.apply import Stamp, apply_op
from shared.plan.model import Plan
from shared.plan.ops import ABSORBED, APPLIED, Absorbed, Entry, Merged, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.values import Names, names
from shared.sync.meeting import meet
from shared.sync.merge import Effort
from shared.sync.outbox import Outbox

ANNA, BO = Key(ClientId("anna"), 1), Key(ClientId("bo"), 1)


def _owners(*wanted: str, seen: int = 0, base: Names | None = None) -> SetOp:
    return SetOp(ROOT, "owner", None, None, names(wanted), seen, base)


def test_a_merge_that_changes_nothing_is_a_merge_all_the_same() -> None:
    """Its author has another value on the screen than the confirmed one: what they write next has not seen that."""
    plan = Plan()
    apply_op(plan, _owners("ANA", "RUN"), APPLIED, Stamp(1, "bo", 1, BO))
    assert meet(plan, _owners("ANA"), ANNA, Effort()) == Merged(names(["ANA", "RUN"]))
    assert meet(plan, _owners("ANA", "RUN"), ANNA, Effort()) == ABSORBED


def test_an_edit_is_told_of_the_one_before_it_only_if_it_started_there() -> None:
    """What is pending may be shown merged with others' changes, and be absorbed by another value in the log."""
    first = Transaction(ANNA, 1, (_owners("ANA"),))
    over_it = Transaction(Key(ANNA.client, 2), 2, (_owners("RUN", base=names(["ANA"])),))
    over_more = Transaction(Key(ANNA.client, 3), 3, (_owners("RS", base=names(["ANA", "RUN"])),))
    outbox = Outbox([first, over_it, over_more])
    outbox.answered(ANNA)
    told = outbox.rebase([Entry(7, "anna", first, (Absorbed(),))])
    assert told == [msgspec.structs.replace(over_it, ops=(_owners("RUN", seen=7, base=names(["ANA"])),))]
