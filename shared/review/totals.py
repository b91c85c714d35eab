"""Figures that do not add up: sums of money, stated deviations, recorded tallies and shares.

Sums are never corrected here or elsewhere: both figures are shown. `SUMS` is the one place where a further kind of sum
is hooked in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from shared.followup.assessment import STATUS_LABELS
from shared.followup.discrepancy import Discrepancy
from shared.followup.investment import deviations_that_differ
from shared.followup.money import money_that_differs
from shared.followup.tally import RECORDED_PARTS, shares, tally
from shared.ids import ROOT
from shared.plan.fields import Label
from shared.plan.kinds import KINDS
from shared.plan.model import Plan
from shared.plan.values import Quantity
from shared.review.finding import Found, plain, shown
from shared.review.survey import Survey

_FIELD = "recorded_tally"
_COUNTED = "counted"
_SHARE = " share"


def sums_that_differ(survey: Survey) -> Iterator[Found]:
    """All sums of the period that do not add up, of every kind that is hooked in."""
    for sums in SUMS:
        yield from sums(survey)


def tallies_that_differ(survey: Survey) -> Iterator[Found]:
    """The recorded counts of the whole plan that are not what is counted in it.

    Where nothing can be counted, because the paper's signs are lost, there is nothing to hold them against.
    """
    recorded = _recorded(survey.plan, survey.period)
    if recorded.keys().isdisjoint(RECORDED_PARTS):
        return
    made = tally(survey.plan, survey.period)
    if made.is_recorded or not made.counted:
        return
    for part in RECORDED_PARTS:
        count = getattr(made, part)
        if part in recorded and recorded[part] != count:
            yield _differs(survey, part, recorded[part], Decimal(count), STATUS_LABELS[part])


def _recorded_counts(survey: Survey) -> Iterator[Found]:
    """A recorded total that is not the sum of what it is the total of, with the unmeasured or without them."""
    recorded = _recorded(survey.plan, survey.period)
    parts = [recorded[part] for part in RECORDED_PARTS if part in recorded]
    if _COUNTED not in recorded or len(parts) < 2:
        return
    total, without = sum(parts, Decimal(0)), sum(parts, Decimal(0)) - recorded.get("unmeasured", Decimal(0))
    if recorded[_COUNTED] not in (total, without):
        yield _differs(survey, _COUNTED, recorded[_COUNTED], without, Label("räknade", "counted"))


def _recorded_shares(survey: Survey) -> Iterator[Found]:
    """Recorded shares that are not those of the recorded counts, by largest remainder."""
    recorded = _recorded(survey.plan, survey.period)
    parts = [part for part in RECORDED_PARTS if part in recorded and f"{part}{_SHARE}" in recorded]
    counts = [recorded[part] for part in parts]
    if len(parts) < 2 or not sum(counts) or any(count < 0 or count % 1 for count in counts):
        return
    for part, share in zip(parts, shares([int(count) for count in counts]), strict=True):
        printed = recorded[f"{part}{_SHARE}"]
        if printed != share:
            yield _differs(survey, f"{part}{_SHARE}", printed, Decimal(share), STATUS_LABELS[part], "%")


def _money(survey: Survey) -> Iterator[Found]:
    """Sums and deviations of money tables, and what investments are said to have gone over by."""
    differing = [*money_that_differs(survey.plan, survey.period), *deviations_that_differ(survey.plan, survey.period)]
    for one in differing:
        if one.printed is not None and one.computed is not None:
            yield differing_amount(survey, one, one.printed, one.computed)


def differing_amount(survey: Survey, one: Discrepancy, printed: Quantity, computed: Quantity) -> Found:
    """A figure of a field with the one that was worked out."""
    field = KINDS[survey.plan.nodes[one.node].kind].fields[one.field].label
    stands, follows = shown(printed.amount, printed.unit), shown(computed.amount, computed.unit or printed.unit)
    return Found(
        node=one.node, field=one.field, period=one.period, printed=plain(printed.amount),
        computed=plain(computed.amount),
        sentence=Label(
            f"{field.sv.lower()} {stands.sv} är angivet, det blir {follows.sv}",
            f"{field.en.lower()} {stands.en} is printed, it makes {follows.en}",
        ),
    )  # fmt: skip


Sums = Callable[[Survey], Iterable[Found]]

SUMS: tuple[Sums, ...] = (_money, _recorded_counts, _recorded_shares)


def _differs(survey: Survey, part: str, printed: Decimal, computed: Decimal, what: Label, unit: str = "") -> Found:
    one, other = shown(printed, unit), shown(computed, unit)
    return Found(
        node=ROOT, field=_FIELD, period=survey.period, part=part, printed=plain(printed), computed=plain(computed),
        sentence=Label(
            f"{what.sv}: {one.sv} är angivet, det räknas till {other.sv}",
            f"{what.en}: {one.en} is recorded, {other.en} is counted",
        ),
    )  # fmt: skip


def _recorded(plan: Plan, period: str) -> dict[str, Decimal]:
    """The recorded numbers of the whole plan, by part."""
    return {
        key.part: cell.value.amount
        for key, cell in plan.cells(ROOT).items()
        if key.field == _FIELD and key.period == period and key.part and isinstance(cell.value, Quantity)
    }
