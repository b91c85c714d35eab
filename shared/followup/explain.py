"""How an assessment came about, as one paragraph: who said it, what was compared by which rule, what came of it."""

from __future__ import annotations

from collections import Counter

from shared.followup.assessment import ASSESSMENT_ORDER, Status
from shared.followup.explain_measure import measure_sentences, period_words
from shared.followup.explain_words import said
from shared.followup.explanation import Below, Explanation
from shared.followup.goal_assessment import ACTIVITY_STATUS
from shared.followup.language import Language, in_language
from shared.ids import NodeId
from shared.plan.kinds import Kind, field_of
from shared.plan.values import one_line

_SAYING_NOTHING = (
    *("no_target", "followed", "words", "no_outcome"),
    *("by_hand", "not_assessed", "nothing_below", "activity_status"),
)
_LISTED = 3
"""Titles that are named before the rest is a number."""


def paragraph(found: Explanation, lang: Language) -> str:
    """The whole of it: one paragraph of sentences, numbers as they are written in that language."""
    return _joined([*_by_person(found, lang), *_computed(found, lang)])


def computed_paragraph(found: Explanation, lang: Language) -> str:
    """The same without what a person said."""
    return _joined(_computed(found, lang))


def says_nothing(found: Explanation) -> bool:
    """Whether there are no figures to tell of: what is missing shows beside the target and the outcome anyway."""
    return found.stands.computed.rule in _SAYING_NOTHING


def _joined(sentences: list[str]) -> str:
    return " ".join(one_line(sentence) for sentence in sentences)


def _by_person(found: Explanation, lang: Language) -> list[str]:
    entered = found.entered
    if entered is None:
        return []
    word = found.words.word(entered.status, lang)
    when = f" ({entered.when})" if entered.when else ""
    name = "entered_because" if entered.because.strip() else "entered"
    because = _ended(entered.because.strip())
    sentences = [said(name, lang, name=entered.by, word=word, when=when, because=because)]
    computed = found.stands.computed.status
    if found.stands.is_overridden and computed is not None:
        sentences.append(said("otherwise", lang, word=found.words.word(computed, lang)))
    return sentences


def _computed(found: Explanation, lang: Language) -> list[str]:
    if found.claim is not None:
        return measure_sentences(found, found.claim, lang)
    rule = found.stands.computed.rule
    if found.below is not None:
        return _of_goal(found, found.below, lang)
    if found.kind is Kind.ACTIVITY:
        return [_of_activity(found, lang)]
    if rule == "by_hand" and found.entered is None:
        return [said("by_hand_not_yet", lang, period=period_words(found.stands.period, lang))]
    return [said(rule, lang)]


def _of_goal(found: Explanation, below: Below, lang: Language) -> list[str]:
    computed = found.stands.computed
    word = found.words.word(computed.status, lang) if computed.status else ""
    if computed.rule in ("nothing_measured", "nothing_below"):
        return [said(computed.rule, lang, word=word)]
    counts = Counter(status for _, status in below.members)
    sentences = [said(below.rule, lang), said("counts", lang, counts=_counts(found, counts, lang))]
    if counts["unmeasured"]:
        sentences.append(said("left_out", lang))
    if computed.status == "met" or len(below.decisive) == len(below.members) > 1:
        return [*sentences, said("makes", lang, word=word)]
    return [*sentences, said("decided", lang, titles=_titles(found, below.decisive, lang), word=word)]


def _counts(found: Explanation, counts: Counter[Status], lang: Language) -> str:
    return ", ".join(
        f"{counts[status]} {found.words.word(status, lang)}" for status in ASSESSMENT_ORDER if counts[status]
    )


def _titles(found: Explanation, nodes: tuple[NodeId, ...], lang: Language) -> str:
    quoted = [
        said("quoted", lang, title=one_line(title)) if (title := found.titles[node]).strip() else said("untitled", lang)
        for node in nodes
    ]
    if len(quoted) > _LISTED:
        return said("and_more", lang, titles=", ".join(quoted[:_LISTED]), count=str(len(quoted) - _LISTED))
    if len(quoted) > 1:
        return said("and", lang, titles=", ".join(quoted[:-1]), last=quoted[-1])
    return quoted[0]


def _of_activity(found: Explanation, lang: Language) -> str:
    field, counted = field_of(Kind.ACTIVITY, "status"), ACTIVITY_STATUS.get(found.activity_status)
    options = field.options if field else ()
    label = next((in_language(each.label, lang) for each in options if each.key == found.activity_status), "")
    name = "activity_status" if counted else "activity_open" if found.activity_status else "no_status"
    word = found.words.word(counted, lang) if counted else ""
    return said(name, lang, status=label, word=word, period=period_words(found.stands.period, lang))


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."
