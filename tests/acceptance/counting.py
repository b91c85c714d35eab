"""What a plan that was read from a paper counts."""

from __future__ import annotations

from shared.followup.tally import Tally
from shared.followup.tally_book import Scope, TallyBook
from shared.ids import NodeId
from shared.plan.model import Plan


def counted(plan: Plan, period: str, only_class: str = "") -> Tally:
    """The built-in table, or that of a class."""
    book = TallyBook(plan)
    return book.tally(book.rule_of_class(only_class) if only_class else book.rules()[0], Scope(period))


def counted_nodes(plan: Plan, period: str, only_class: str = "") -> dict[NodeId, str]:
    """How each measure stands that the shares of that table are of."""
    book = TallyBook(plan)
    rule = book.rule_of_class(only_class) if only_class else book.rules()[0]
    return {member.node: member.sign for member in book.members(rule, Scope(period)) if member.is_counted}
