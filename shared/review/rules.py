"""The one table of what a review looks for. To add a rule, write its check and add a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from shared.plan.fields import Label
from shared.plan.kinds import Kind
from shared.review import claims, dates, duties, figures, measures, pasted, signs, totals, units
from shared.review.finding import Found, Severity
from shared.review.survey import Subject, Survey

OfPlan = Callable[[Survey], Iterable[Found]]
OfNode = Callable[[Survey, Subject], Iterable[Found]]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table."""

    key: str
    """What a waiver names; never renamed."""
    label: Label
    """What its findings stand under."""
    looks_at: Label
    severity: Severity
    of_plan: OfPlan | None = None
    of_node: OfNode | None = None
    kinds: frozenset[Kind] = frozenset(Kind)
    """The kinds of node that `of_node` is asked about."""


def _rule(key: str, severity: Severity, sv: str, en: str, looks_sv: str, looks_en: str, of_plan: OfPlan) -> Rule:
    return Rule(key=key, severity=severity, label=Label(sv, en), looks_at=Label(looks_sv, looks_en), of_plan=of_plan)


def _node_rule(
    key: str, severity: Severity, sv: str, en: str, looks_sv: str, looks_en: str, of_node: OfNode,
    kinds: frozenset[Kind] = frozenset({Kind.MEASURE}),
) -> Rule:  # fmt: skip
    return Rule(
        key=key, severity=severity, label=Label(sv, en), looks_at=Label(looks_sv, looks_en), of_node=of_node,
        kinds=kinds,
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    _rule("sums", "error", "Summor som inte går ihop", "Sums that do not add up",
          "summor, avvikelser och andelar", "sums, deviations and shares", totals.sums_that_differ),
    _rule("tally", "error", "Angiven sammanräkning skiljer sig", "Recorded tally differs",
          "angiven sammanräkning mot räknad", "recorded tally against the counted one", totals.tallies_that_differ),
    _rule("same_sign", "error", "Samma tecken för två bedömningar", "One sign for two assessments",
          "planens tecken", "the plan's signs", signs.same_signs),
    _node_rule("dates", "error", "Datum i fel ordning", "Dates in the wrong order",
               "datum och perioder", "dates and periods", dates.wrong_order, dates.DATED),
    _rule("risk_scale", "error", "Risk utanför skalan", "Risk off the scale",
          "kontrollmomentens sannolikhet och konsekvens", "control items' probability and consequence",
          duties.off_scale),
    _node_rule("no_outcome", "error", "Mål utan resultat och skäl", "Target without outcome and reason",
               "mätetal med mål", "measures with a target", measures.without_outcome),
    _node_rule("figure_in_text", "warning", "Tal i texten som skiljer sig", "Figures in the text that differ",
               "tal i analysen mot resultat och mål", "numbers in the analysis against outcome and target",
               figures.differing_figures),
    _rule("count_in_text", "warning", "Antal i texten som skiljer sig", "Counts in the text that differ",
          "antal som texterna anger mot antal i planen", "counts that texts give against the plan", claims.miscounted),
    _node_rule("unit_changes", "warning", "Enhet som ändras", "Unit that changes",
               "resultatens enhet mot tidigare och mot målet", "outcomes' units against earlier ones and the target",
               units.changed_unit),
    _node_rule("percent_in_text", "warning", "Procent i texten där procentenheter menas",
               "Percent in the text where points are meant", "skillnader i analysen", "differences in the analysis",
               units.percent_for_points),
    _rule("account_due", "warning", "Investering att återredovisa", "Investment to account for",
          "avslutade investeringar", "completed investments", duties.not_accounted),
    _node_rule("unexplained", "warning", "Ej uppfyllt utan analys eller åtgärd", "Missed without analysis or action",
               "ej uppfyllda mätetal", "missed measures", measures.missed_unexplained),
    _node_rule("pasted", "warning", "Text från förra perioden", "Text from an earlier period",
               "texter mot tidigare perioders", "texts against those of earlier periods", pasted.pasted,
               frozenset(Kind)),
    _node_rule("percent", "note", "Procent där procentenheter menas", "Percent where points are meant",
               "tolerans och mål i procent av procent", "tolerances and targets in percent of percent",
               units.percent_of_percent),
    _node_rule("no_direction", "note", "Mätetal utan riktning", "Measure without direction",
               "riktning", "direction", measures.without_direction),
    _node_rule("no_unit", "note", "Mätetal utan enhet", "Measure without unit", "enhet", "unit", measures.without_unit),
    _node_rule("no_owner", "note", "Mätetal utan ansvarig", "Measure without owner",
               "ansvarig, även ovanför", "owner, above too", measures.without_owner),
)  # fmt: skip
"""In the order they are told."""

RULE_OF = {rule.key: rule for rule in RULES}
