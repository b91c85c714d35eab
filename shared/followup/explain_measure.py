"""How a measure's assessment came about, in sentences: what was compared with what, and how far apart they are."""

from __future__ import annotations

from decimal import Decimal

from shared.followup.assessment import Claim, Computed, outcome_for
from shared.followup.change import level_to_reach
from shared.followup.entry import print_value
from shared.followup.explain_words import said
from shared.followup.explanation import Explanation
from shared.followup.language import Language
from shared.followup.period import read_period
from shared.followup.quantity import print_quantity
from shared.followup.reach import EXACT, Reach, is_share
from shared.followup.reasons import why_label
from shared.followup.target import describe_target
from shared.followup.units import PERCENT, POINT, normal_unit
from shared.plan.kinds import Kind, field_of
from shared.plan.values import Missing, Names, Quantity, Target, TargetForm, Targets, WhyEmpty

_ONE_DECIMAL = Decimal("0.1")
_BY_ITS_WORDS = (TargetForm.WORDS, TargetForm.INCREASE, TargetForm.DECREASE)
"""Forms of target that are best told in the words they were printed in."""
_WITHOUT_FIGURES = ("no_target", "followed")
_DIRECTIONS = {"proposed": "assumed_proposed", "target": "assumed_target", "nothing": "assumed_nothing"}


def measure_sentences(found: Explanation, claim: Claim, lang: Language) -> list[str]:
    """The sentences about a measure, whose claim this is."""
    computed, target = found.stands.computed, claim.target
    if computed.rule in _WITHOUT_FIGURES:
        return [said(computed.rule, lang)]
    if isinstance(target, Targets) and computed.rule == "all_parts":
        return [*_of_parts(found, target, claim, lang), *_quality(found, lang)]
    if computed.reach is None or not isinstance(target, Target):
        return [_target_sentence(claim, lang), _why_nothing(found, claim, lang), *_quality(found, lang)]
    return [
        _compared(claim, target, lang),
        *(share := _share(claim, target, lang)),
        *_earlier(computed, claim, target, lang),
        *_direction(computed, lang),
        _verdict(found, computed, claim, target, lang),
        *([] if share else [said("unrounded", lang)]),
        *_quality(found, lang),
    ]


def _compared(claim: Claim, target: Target, lang: Language) -> str:
    carried = said("carried", lang, period=period_words(claim.carried_from, lang)) if claim.carried_from else ""
    return said(
        "compared", lang, outcome=print_value(claim.outcome, lang), carried=carried,
        target=target_words(target, lang), target_period=_set_for(claim, lang),
    )  # fmt: skip


def _target_sentence(claim: Claim, lang: Language) -> str:
    target = claim.target
    words = target_words(target, lang) if isinstance(target, Target) else print_value(target, lang)
    return said("target_alone", lang, target=words, target_period=_set_for(claim, lang))


def _set_for(claim: Claim, lang: Language) -> str:
    return said("target_period", lang, period=period_words(claim.target_period, lang)) if claim.target_period else ""


def _share(claim: Claim, target: Target, lang: Language) -> list[str]:
    outcome = claim.outcome
    if not isinstance(outcome, Quantity) or outcome.of is None or not is_share(outcome, target.unit):
        return []
    percent = _divided(EXACT.multiply(outcome.amount, Decimal(100)), outcome.of)
    shown = print_quantity(Quantity(percent, PERCENT), lang)
    return [said("share", lang, outcome=print_value(outcome, lang), percent=shown)]


def _earlier(computed: Computed, claim: Claim, target: Target, lang: Language) -> list[str]:
    if computed.rule == "change":
        return [said("as_change", lang)]
    if computed.rule != "against_earlier" or not isinstance(claim.earlier, Quantity):
        return []
    name = "earlier" if not claim.is_from_baseline else "baseline_of" if claim.earlier_period else "baseline"
    period = period_words(claim.earlier_period, lang)
    sentences = [said(name, lang, earlier=print_quantity(claim.earlier, lang), period=period)]
    level = level_to_reach(target, claim.earlier) if target.bound is not None else None
    if level is not None:
        shown = print_quantity(Quantity(_shortest(level), claim.earlier.unit), lang)
        sentences.append(said("level", lang, level=shown))
    return sentences


def _direction(computed: Computed, lang: Language) -> list[str]:
    if computed.used_direction is None:
        return []
    if computed.direction_from not in _DIRECTIONS:
        return [said(computed.used_direction.value, lang)]
    way = said("up" if computed.used_direction.value == "higher" else "down", lang)
    return [said(_DIRECTIONS[computed.direction_from], lang, direction=way)]


def _verdict(found: Explanation, computed: Computed, claim: Claim, target: Target, lang: Language) -> str:
    """What came of it, with how far the outcome is from the target where that says something."""
    reach = computed.reach
    assert reach is not None
    word = found.words.word(computed.status, lang) if computed.status else ""
    if reach.rule in ("reached", "partly_reached"):
        return said(reach.rule, lang, word=word)
    if reach.rule == "tolerance_unit":
        return said("tolerance_unit", lang, tolerance=print_value(claim.tolerance, lang))
    is_any_change = target.bound is None and reach.rule == "not_reached"
    if is_any_change or reach.distance is None:
        return said("not_reached", lang, word=word)
    name = "within" if reach.rule == "within_tolerance" else "short" if reach.allowed is None else "beyond"
    unit = _compared_unit(computed, claim, target)
    distance = _distance(claim, target, reach, unit, lang)
    return said(name, lang, distance=distance, tolerance=_tolerance(claim, reach, unit, lang), word=word)


def _compared_unit(computed: Computed, claim: Claim, target: Target) -> str:
    """The unit that distances are in."""
    if computed.rule == "against_earlier" and isinstance(claim.earlier, Quantity):
        return claim.earlier.unit
    return target.unit or (claim.outcome.unit if isinstance(claim.outcome, Quantity) else "")


def _distance(claim: Claim, target: Target, reach: Reach, unit: str, lang: Language) -> str:
    distance, outcome = reach.distance or Decimal(0), claim.outcome
    if isinstance(outcome, Quantity) and outcome.of is not None and is_share(outcome, target.unit):
        distance = _divided(distance, outcome.of)
    return _apart(distance, unit, lang)


def _apart(distance: Decimal, unit: str, lang: Language) -> str:
    """A distance: between percentages it is in percentage points."""
    if normal_unit(unit) == PERCENT:
        unit = POINT if distance == 1 else "procentenheter"
    return print_quantity(Quantity(_shortest(distance), unit), lang)


def _divided(number: Decimal, by: Decimal) -> Decimal:
    """For reading only, with one decimal, a half to the even one."""
    return EXACT.quantize(EXACT.divide(number, by), _ONE_DECIMAL)


def _shortest(number: Decimal) -> Decimal:
    """A computed number without the zeros that computing left behind."""
    return Decimal(f"{number.normalize(EXACT):f}")


def _tolerance(claim: Claim, reach: Reach, unit: str, lang: Language) -> str:
    """The tolerance as given; one in percent of the target with what that comes to."""
    words = print_value(claim.tolerance, lang)
    if not isinstance(claim.tolerance, Quantity) or reach.allowed is None:
        return words
    if normal_unit(claim.tolerance.unit) != PERCENT:
        return words
    return said("tolerance_is", lang, tolerance=words, allowed=_apart(reach.allowed, unit, lang))


def _quality(found: Explanation, lang: Language) -> list[str]:
    if not found.stands.quality:
        return []
    field = field_of(Kind.MEASURE, "quality")
    return [said("quality", lang, quality=print_value(Names(found.stands.quality), lang, field))]


def _of_parts(found: Explanation, targets: Targets, claim: Claim, lang: Language) -> list[str]:
    computed = found.stands.computed
    shown = [
        _part(found, target, part, claim, lang)
        for target, part in zip(targets.all_of, computed.parts, strict=True)
    ]  # fmt: skip
    sentences = [_target_sentence(claim, lang), said("all_parts", lang, parts="; ".join(shown))]
    if computed.status:
        sentences.append(said("all_parts_is", lang, word=found.words.word(computed.status, lang)))
    return sentences


def _part(found: Explanation, target: Target, part: Computed, claim: Claim, lang: Language) -> str:
    outcome = outcome_for(target, claim)
    words = describe_target(target, lang)
    if outcome is None or part.status is None:
        return said("part_without", lang, target=words)
    word = found.words.word(part.status, lang)
    return said("part", lang, target=words, outcome=print_value(outcome, lang), word=word)


def _why_nothing(found: Explanation, claim: Claim, lang: Language) -> str:
    computed = found.stands.computed
    missing = claim.outcome if isinstance(claim.outcome, Missing) else Missing(WhyEmpty.NOT_YET)
    return said(
        computed.rule, lang, why=_reason(missing, lang), parts=", ".join(name for name, _ in claim.parts),
        word=found.words.word(computed.status, lang) if computed.status else "", day=claim.pending_until or "",
        carried=period_words(claim.carried_from, lang),
    )  # fmt: skip


def _reason(missing: Missing, lang: Language) -> str:
    words = why_label(missing.why, lang)
    return f"{words}, {said('quoted', lang, title=missing.printed)}" if missing.printed else words


def target_words(target: Target, lang: Language) -> str:
    """How a target is understood, with the words as printed where they say it otherwise."""
    understood = describe_target(target, lang)
    if not target.printed or _plain(understood) == _plain(target.printed):
        return understood
    quoted = said("quoted", lang, title=target.printed)
    return quoted if target.form in _BY_ITS_WORDS else f"{understood} ({quoted})"


def period_words(name: str | None, lang: Language) -> str:
    """A period as people write it; "" for none."""
    found = read_period(name or "")
    return found.label(lang) if found else (name or "")


def _plain(words: str) -> str:
    return "".join(words.casefold().replace("\u2212", "-").split())
