"""Figures that do not add up: sums of money, stated deviations, recorded tallies and shares.

Nothing of this is corrected, here or elsewhere: both figures are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shared.followup.assessment import STATUS_LABELS
from shared.followup.discrepancy import Discrepancy
from shared.followup.investment import deviations_that_differ
from shared.followup.money import money_that_differs, units_in
from shared.followup.tally_differences import recorded_differences
from shared.followup.tally_recorded import SHARE
from shared.ids import NodeId
from shared.plan.fields import Label
from shared.plan.kinds import KINDS, Kind
from shared.plan.values import Quantity
from shared.review.finding import Found, plain, shown
from shared.review.prose import comparable
from shared.review.survey import Survey


def tallies_that_differ(survey: Survey) -> Iterator[Found]:
    """Recorded counts and shares that are not those of the plan; of a paper alone, that do not fit each other."""
    for one in recorded_differences(survey.plan, survey.period):
        part = one.part.removesuffix(SHARE)
        what = Label("räknade", "counted") if part == "counted" else STATUS_LABELS.get(part, Label(part, part))
        unit = "%" if one.part.endswith(SHARE) else ""
        stands, follows = shown(Decimal(one.recorded), unit), shown(Decimal(one.counted), unit)
        yield Found(
            node=one.node, field="recorded_tally", period=one.period, part=one.part, printed=str(one.recorded),
            computed=str(one.counted),
            sentence=Label(
                f"{what.sv}: {stands.sv} är angivet, det räknas till {follows.sv}",
                f"{what.en}: {stands.en} is recorded, {follows.en} is counted",
            ),
        )  # fmt: skip


def sums_that_differ(survey: Survey) -> Iterator[Found]:
    """Sums and deviations of money tables, and what investments are said to have gone over by."""
    differing = [*money_that_differs(survey.plan, survey.period), *deviations_that_differ(survey.plan, survey.period)]
    for one in differing:
        if one.printed is not None and one.computed is not None:
            yield _differing(survey, one, one.printed, one.computed)
    yield from _mixed(survey)


def _mixed(survey: Survey) -> Iterator[Found]:
    """Tables whose sums nobody can check, since their figures are in several units."""
    for node in survey.nodes:
        table = NodeId(node.id)
        units = units_in(survey.plan, table, survey.period) if node.kind is Kind.BUDGET_TABLE else []
        if len(units) > 1:
            sv, en = (", ".join(unit or none for unit in units) for none in ("ingen enhet", "no unit"))
            sentence = Label(f"flera enheter i en tabell ({sv})", f"several units in one table ({en})")
            yield Found(node=table, field="unit", period=survey.period, sentence=sentence)


def _differing(survey: Survey, one: Discrepancy, printed: Quantity, computed: Quantity) -> Found:
    """A figure of a field with the one that was worked out."""
    field = KINDS[survey.plan.nodes[one.node].kind].fields[one.field].label
    # "kr" and "kronor" are one unit, and are shown as one.
    unit = printed.unit if comparable(computed.unit, printed.unit) == 1 else computed.unit
    stands, follows = shown(printed.amount, printed.unit), shown(computed.amount, unit)
    return Found(
        node=one.node, field=one.field, period=one.period, printed=plain(printed.amount),
        computed=plain(computed.amount),
        sentence=Label(
            f"{field.sv.lower()}: {stands.sv} är angivet, det blir {follows.sv}",
            f"{field.en.lower()}: {stands.en} is printed, it makes {follows.en}",
        ),
    )  # fmt: skip
