"""The sentences that explain an assessment, in Swedish and English: a table."""

from __future__ import annotations

from shared.followup.language import Language, in_language
from shared.plan.fields import Label

_WORDS: dict[str, Label] = {
    # What a person said
    "entered": Label("{name} har bedömt det som {word}{when}.", "{name} assessed it as {word}{when}."),
    "entered_because": Label(
        "{name} har bedömt det som {word}{when}, med skälet: {because}",
        "{name} assessed it as {word}{when}, for this reason: {because}",
    ),
    "otherwise": Label("Beräkningen ger i stället {word}.", "The computation gives {word} instead."),
    # What is compared
    "compared": Label(
        "Resultatet {outcome}{carried} jämförs med målet {target}{target_period}.",
        "The outcome {outcome}{carried} is compared with the target {target}{target_period}.",
    ),
    "carried": Label(" från {period}, som står in för perioden,", " from {period}, which stands in for this period,"),
    "target_period": Label(", satt för {period}", ", set for {period}"),
    "share": Label(
        "{outcome} är {percent}; det är avrundat här men jämförs oavrundat.",
        "{outcome} is {percent}; that is rounded here, and compared unrounded.",
    ),
    "earlier": Label("Det räknas från {earlier} för {period}.", "It is counted from {earlier} for {period}."),
    "baseline": Label("Det räknas från ingångsvärdet {earlier}.", "It is counted from the baseline {earlier}."),
    "baseline_of": Label(
        "Det räknas från ingångsvärdet {earlier} för {period}.",
        "It is counted from the baseline {earlier} for {period}.",
    ),
    "level": Label("Då är nivån att nå {level}.", "That makes {level} the level to reach."),
    "as_change": Label("Resultatet läses som förändringen.", "The outcome is read as the change itself."),
    "higher": Label("Högre är bättre.", "Higher is better."),
    "lower": Label("Lägre är bättre.", "Lower is better."),
    "assumed_proposed": Label(
        "Att {direction} är bättre är bara föreslaget; ingen har bekräftat det.",
        "That {direction} is better is only proposed; nobody has confirmed it.",
    ),
    "assumed_target": Label(
        "Att {direction} är bättre antas efter målets ord; ingen har bekräftat det.",
        "That {direction} is better is assumed from the words of the target; nobody has confirmed it.",
    ),
    "assumed_nothing": Label(
        "Att {direction} är bättre antas, eftersom ingen har sagt vilket håll som är det.",
        "That {direction} is better is assumed, since nobody has said which way is.",
    ),
    "up": Label("högre", "higher"),
    "down": Label("lägre", "lower"),
    # What came of it
    "reached": Label("Målet är nått: {word}.", "The target is reached: {word}."),
    "partly_reached": Label(
        "En del av spannet når målet men inte hela: {word}.",
        "Some of the range reaches the target, and not all: {word}.",
    ),
    "within": Label(
        "Målet missas med {distance}, vilket ryms i toleransen {tolerance}: {word}.",
        "The target is missed by {distance}, within the tolerance of {tolerance}: {word}.",
    ),
    "beyond": Label(
        "Målet missas med {distance}, mer än toleransen {tolerance}: {word}.",
        "The target is missed by {distance}, more than the tolerance of {tolerance}: {word}.",
    ),
    "short": Label(
        "Målet missas med {distance}, och mätetalet har ingen tolerans: {word}.",
        "The target is missed by {distance}, and the measure has no tolerance: {word}.",
    ),
    "not_reached": Label("Målet är inte nått: {word}.", "The target is not reached: {word}."),
    "tolerance_is": Label("{tolerance} (här {allowed})", "{tolerance} (here {allowed})"),
    "unrounded": Label(
        "Talen jämförs som de är angivna, utan avrundning.",
        "The numbers are compared as they were given, without rounding.",
    ),
    "quality": Label("Resultatet är märkt: {quality}.", "The outcome is marked: {quality}."),
    # Several targets
    "all_parts": Label("Alla delmål måste nås: {parts}.", "All of the targets must be reached: {parts}."),
    "part": Label("{target} har resultatet {outcome} ({word})", "{target} has the outcome {outcome} ({word})"),
    "part_without": Label("{target} saknar resultat", "{target} has no outcome"),
    "all_parts_is": Label("Tillsammans blir det: {word}.", "Together that makes: {word}."),
    # Nothing to compute from
    "target_alone": Label("Målet är {target}{target_period}.", "The target is {target}{target_period}."),
    "no_target": Label("Det finns inget mål, så ingenting beräknas.", "There is no target, so nothing is computed."),
    "followed": Label(
        "Mätetalet följs bara upp och bedöms inte mot något mål.",
        "The measure is only followed, and not held against a target.",
    ),
    "words": Label(
        "Målet är i ord och bedöms av en person.", "The target is in words, and is for a person to assess."
    ),
    "no_outcome": Label("Resultat saknas ({why}): {word}.", "There is no outcome ({why}): {word}."),
    "carried_from_nothing": Label(
        "Resultatet ska hämtas från {carried}, men där finns inget: {word}.",
        "The outcome is to come from {carried}, where there is none: {word}.",
    ),
    "only_in_parts": Label(
        "Resultatet finns bara i delar ({parts}), och ett helt gissas inte: {word}.",
        "The outcome is there only in parts ({parts}), and a whole is not guessed: {word}.",
    ),
    "pending": Label(
        "Målet bedöms tidigast {day}, och perioden slutar före det: {word}.",
        "The target is assessed from {day}, and the period ends before that: {word}.",
    ),
    "no_earlier": Label(
        "Det finns inget tidigare resultat att räkna från, så ingenting beräknas.",
        "There is no earlier outcome to count from, so nothing is computed.",
    ),
    "ambiguous_change": Label(
        "Resultatet kan vara förändringen eller nivån, och de ger olika svar, så ingenting beräknas.",
        "The outcome can be the change or the level, and the two disagree, so nothing is computed.",
    ),
    "units_differ": Label(
        "Enheterna kan inte jämföras, så ingenting beräknas.", "The units cannot be compared, so nothing is computed."
    ),
    "tolerance_unit": Label(
        "Målet är inte nått, och toleransen {tolerance} har en annan enhet än målet, så ingenting beräknas.",
        "The target is not reached, and the tolerance of {tolerance} has another unit, so nothing is computed.",
    ),
    # Goals and activities
    "by_hand": Label("Målet bedöms av en person.", "A person assesses the goal."),
    "by_hand_not_yet": Label(
        "Målet bedöms av en person, och ingen har bedömt det för {period}.",
        "A person assesses the goal, and nobody has done so for {period}.",
    ),
    "all": Label(
        "Regeln är att målet är nått när allt under det är nått.",
        "The rule is that the goal is met when all below it is met.",
    ),
    "worst": Label(
        "Regeln är att det sämsta under målet gäller.", "The rule is that the worst below the goal decides."
    ),
    "most": Label(
        "Regeln är att den vanligaste bedömningen under målet gäller, och vid lika många den sämre.",
        "The rule is that the most common assessment below the goal decides, and of equally common ones the worse.",
    ),
    "counts": Label("Under det finns: {counts}.", "Below it there are: {counts}."),
    "left_out": Label("Det som inte är mätt räknas inte.", "What is not measured does not count."),
    "decided": Label("Det avgörs av {titles}: {word}.", "It is decided by {titles}: {word}."),
    "makes": Label("Det ger: {word}.", "That makes: {word}."),
    "and_more": Label("{titles} och {count} till", "{titles} and {count} more"),
    "and": Label("{titles} och {last}", "{titles} and {last}"),
    "nothing_measured": Label(
        "Inget under målet är mätt: {word}.", "Nothing below the goal is measured: {word}."
    ),
    "nothing_below": Label(
        "Under målet finns inget att bedöma det efter.", "There is nothing below the goal to assess it by."
    ),
    "activity_status": Label(
        "Aktivitetens status är ”{status}”, vilket räknas som {word} för målet över den.",
        "The status of the activity is “{status}”, which counts as {word} for the goal above it.",
    ),
    "activity_open": Label(
        "Aktivitetens status är ”{status}”, vilket inte säger hur det går.",
        "The status of the activity is “{status}”, which does not say how it goes.",
    ),
    "no_status": Label(
        "Aktiviteten har ingen status för {period}.", "The activity has no status for {period}."
    ),
    "not_assessed": Label("Det här är inget som bedöms.", "This is nothing that is assessed."),
    "quoted": Label("”{title}”", "“{title}”"),
    "untitled": Label("en rad utan rubrik", "a node without a title"),
}  # fmt: skip


def said(words: str, lang: Language, **gaps: str) -> str:
    """The sentence of that name with its gaps filled. Raises KeyError for an unknown name."""
    return in_language(_WORDS[words], lang).format(**gaps)
