"""What a review found, in words for the screens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from shared.followup.language import Language, in_language
from shared.ids import ROOT
from shared.plan.model import Plan
from shared.review.finding import SEVERITIES, Finding, Severity
from shared.review.rules import RULE_OF
from tui.locale.signs import Signs
from tui.locale.texts import say
from tui.views.spans import Line, one_line

_ABOVE = 2
"""Titles above a node that there is room for; of more, only the nearest is shown."""

_PARTS: dict[Severity, str] = {"error": "missed", "warning": "partly", "note": "muted"}


def finding_title(plan: Plan, finding: Finding, language: Language) -> str:
    """Which node it is about."""
    if finding.found.node == ROOT:
        return say(language, "whole_plan")
    return one_line(plan.title(finding.found.node)) or finding.found.node


def finding_lines(plan: Plan, finding: Finding, language: Language, signs: Signs) -> list[Line]:
    """Where the node is; by which rule, how grave, and why."""
    above = [one_line(plan.title(step)) for step in plan.path(finding.found.node)[:-1]]
    where = " / ".join(above if len(above) <= _ABOVE else [signs.cut, above[-1]])
    severity = in_language(SEVERITIES[finding.severity], language)
    rule = in_language(RULE_OF[finding.rule].label, language)
    sentence = one_line(in_language(finding.found.sentence, language))
    lines: list[Line] = [((f"   {where}", "muted"),)] if above else []
    return [*lines, ((f"   {rule}", ""), (f" ({severity})", _PARTS[finding.severity])), ((f"   {sentence}", "strong"),)]


def counts_words(findings: Iterable[Finding], language: Language) -> str:
    """How many there are of each severity."""
    counts = Counter(finding.severity for finding in findings)
    return say(language, "check_counts", errors=counts["error"], warnings=counts["warning"], notes=counts["note"])
