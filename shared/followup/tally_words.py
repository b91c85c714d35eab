"""Tables in words: the rule they count by, and why something is unmeasured."""

from __future__ import annotations

from collections.abc import Iterator

from shared.followup.language import Language, in_language
from shared.followup.reasons import why_label
from shared.followup.tally_marks import BY_PERSON, IN_PARTS
from shared.followup.tally_rules import Rule
from shared.ids import ROOT
from shared.plan.fields import Label
from shared.plan.kinds import KINDS, Kind
from shared.plan.model import Plan
from shared.plan.values import WhyEmpty

_FIELDS = KINDS[Kind.TALLY].fields

_ALL = Label("alla utom uppföljningsmått", "all but those only followed")
_NOWHERE = Label("en rad som inte finns i planen", "a node that is not in the plan")
_REASONS = {
    BY_PERSON: Label("bedömt som ej mätt", "assessed as unmeasured"),
    IN_PARTS: Label("resultat finns bara i delar", "there are outcomes of parts only"),
}


def rule_words(rule: Rule, plan: Plan, lang: Language) -> str:
    """The whole rule as people read it, in the words of the table of kinds."""
    return "; ".join(_said(rule, plan, lang))


def reason_words(why: str, lang: Language) -> str:
    """A reason for being unmeasured, by the key that a tally has it under."""
    label = _REASONS.get(why)
    return in_language(label, lang) if label else why_label(WhyEmpty(why), lang)


def _said(rule: Rule, plan: Plan, lang: Language) -> Iterator[str]:
    yield _label("counts", lang, _option("counts", rule.counts.value, lang))
    if rule.counts is Kind.MEASURE:
        classes = [_option("classes", key, lang) for key in rule.classes]
        yield _label("classes", lang, ", ".join(classes) or in_language(_ALL, lang))
    if rule.under != ROOT:
        is_there = rule.under in plan.nodes and not plan.retired_at(rule.under)
        yield _label("under", lang, plan.title(rule.under) if is_there else in_language(_NOWHERE, lang))
    if rule.counts is Kind.MEASURE:
        yield _label("shared", lang, _option("shared", rule.shared, lang))
    yield _label("unmeasured", lang, _option("unmeasured", rule.unmeasured, lang))
    if rule.counts is Kind.MEASURE and rule.may_leave:
        yield in_language(_FIELDS["own_choice"].label, lang).lower()


def _label(name: str, lang: Language, words: str) -> str:
    return f"{in_language(_FIELDS[name].label, lang).lower()} {words}"


def _option(name: str, key: str, lang: Language) -> str:
    return next((in_language(option.label, lang) for option in _FIELDS[name].options if option.key == key), key)
