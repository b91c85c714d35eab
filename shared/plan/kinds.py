"""The one table: what kinds of node there are, and which fields each has.

Forms, checks, columns, imports, exports, reports and help are derived from it. To add a field, add a line here.
A kind says what a node *does*; what its users *call* it is its level, an open vocabulary of the plan.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from shared.plan.fields import Field, FieldOption, Label, Role
from shared.plan.values import Direction, FieldType


class Kind(Enum):
    """What a node does. A closed catalogue."""

    GOAL = "goal"
    MEASURE = "measure"
    ACTIVITY = "activity"
    CONTROL = "control"
    ACTION = "action"
    INVESTMENT = "investment"
    DECISION = "decision"
    BUDGET_TABLE = "budget_table"
    BUDGET_LINE = "budget_line"
    TALLY = "tally"
    ROUND = "round"
    CORRECTION = "correction"
    EVENT = "event"
    UNIT = "unit"
    REMARK = "remark"

    # As for roles: members are singletons, and are looked up for every op.
    __hash__ = object.__hash__


class KindEntry(msgspec.Struct, frozen=True):
    """One row of the table."""

    kind: Kind
    label: Label
    fields: dict[str, Field]


def _field(
    name: str, kind: FieldType, sv: str, en: str, *options: tuple[str, str, str], role: Role = Role.PLANNER
) -> Field:
    listed = tuple(FieldOption(key, Label(sv_word, en_word)) for key, sv_word, en_word in options)
    return Field(name=name, type=kind, label=Label(sv, en), role=role, options=listed)


def _reported(field: Field, *, in_parts: bool = False) -> Field:
    """The field as something a reporter enters each period."""
    return msgspec.structs.replace(field, per_period=True, in_parts=in_parts, role=Role.REPORTER)


def _each_period(field: Field) -> Field:
    return msgspec.structs.replace(field, per_period=True)


def _in_parts(field: Field) -> Field:
    return msgspec.structs.replace(field, in_parts=True)


ASSESSMENTS = (
    ("met", "uppfyllt", "met"),
    ("partly", "delvis uppfyllt", "partly met"),
    ("missed", "ej uppfyllt", "missed"),
    ("unmeasured", "ej mätt", "unmeasured"),
)

_TEXT, _PROSE, _NUMBER, _AMOUNT = FieldType.TEXT, FieldType.PROSE, FieldType.NUMBER, FieldType.AMOUNT
_CHOICE, _DATE, _PERIOD, _PEOPLE = FieldType.CHOICE, FieldType.DATE, FieldType.PERIOD, FieldType.PEOPLE
_CHOICES, _REFERENCE, _FLAG, _TARGET = FieldType.CHOICES, FieldType.REFERENCE, FieldType.FLAG, FieldType.TARGET

_COMMON = (
    _field("title", _TEXT, "Rubrik", "Title"),
    _field("description", _PROSE, "Beskrivning", "Description"),
    _field("owner", _PEOPLE, "Ansvarig", "Owner"),
    _field("case_number", _TEXT, "Diarienummer", "Case number"),
    # In parts: one goal owned by several boards has each one's own comment.
    _reported(_field("analysis", _PROSE, "Analys", "Analysis"), in_parts=True),
    # One part for each rule of the reviewer, by its key.
    _in_parts(_each_period(_field("waiver", _TEXT, "Undantag från granskning", "Waived in review"))),
)
_ASSESSED = (
    _reported(_field("assessment", _CHOICE, "Bedömning", "Assessment", *ASSESSMENTS)),
    _reported(_field("printed_sign", _TEXT, "Tecken", "Sign as printed")),
)
_STATUS = _reported(
    _field(
        "status", _CHOICE, "Status", "Status",
        ("not_started", "ej påbörjad", "not started"), ("under_way", "pågående", "under way"),
        ("on_plan", "enligt plan", "on plan"), ("delayed", "försenad", "delayed"), ("paused", "pausad", "paused"),
        ("done", "genomförd", "done"), ("moved", "flyttad", "moved"), ("cancelled", "inställd", "cancelled"),
    )
)  # fmt: skip
_DUE = _field("due", _DATE, "Klart senast", "Due")
_DECIDED_FOR = _field("decided_for", _PERIOD, "Beslutad för", "Decided for")
_RECORDED_TALLY = _in_parts(_each_period(_field("recorded_tally", _NUMBER, "Angiven sammanräkning", "Recorded tally")))
_ASSESSMENT_RULE = _field(
    "assessment_rule",
    _CHOICE,
    "Bedöms",
    "Assessed",
    ("by_hand", "av en person", "by a person"),
    ("all", "uppfyllt när allt under är det", "met when all below is"),
    ("worst", "som det sämsta under", "as the worst below"),
    ("most", "som det mesta under", "as most below"),
)
_CLASSES = (
    ("system", "systemmätetal", "set by the council"),
    ("region", "regiongemensamt", "common to the region"),
    ("unit", "eget (VO)", "the unit's own"),
    ("sustainability", "hållbarhet", "sustainability programme"),
    ("followed", "uppföljningsmått", "followed only"),
)
_DIRECTIONS = (
    (Direction.HIGHER.value, "högre är bättre", "higher is better"),
    (Direction.LOWER.value, "lägre är bättre", "lower is better"),
)  # fmt: skip

_ROWS: tuple[tuple[Kind, str, str, tuple[Field, ...]], ...] = (
    (Kind.GOAL, "Mål", "Goal", (
        *_ASSESSED,
        _ASSESSMENT_RULE,
        _reported(_field("activities_note", _PROSE, "Om aktiviteter", "About activities")),
    )),
    (Kind.MEASURE, "Mätetal", "Measure", (
        _field("measure_class", _CHOICE, "Klass", "Class", *_CLASSES),
        _field("indicator", _TEXT, "Indikator", "Indicator"),
        _field("unit", _TEXT, "Enhet", "Unit"),
        _field("direction", _CHOICE, "Riktning", "Direction", *_DIRECTIONS),
        _field("direction_proposed", _CHOICE, "Föreslagen riktning", "Proposed direction", *_DIRECTIONS),
        _field("tolerance", _NUMBER, "Tolerans", "Tolerance"),
        _field("baseline", _NUMBER, "Ingångsvärde", "Baseline"),
        _field("baseline_period", _PERIOD, "Ingångsvärdets period", "Baseline period"),
        _field("accumulation", _CHOICE, "Siffrorna avser", "The figures are for",
               ("period", "perioden", "the period"), ("accumulated", "året hittills", "the year to date")),
        _field("counted", _FLAG, "Räknas i sammanräkningen", "Counts in the tally"),
        _each_period(_field("target", _TARGET, "Målvärde", "Target")),
        _each_period(_field("assessed_from", _DATE, "Bedöms tidigast", "Assessed from")),
        _reported(_field("outcome", _NUMBER, "Resultat", "Outcome"), in_parts=True),
        _reported(_field("quality", _CHOICES, "Kvalitet", "Quality",
                         ("preliminary", "preliminärt", "preliminary"), ("unreliable", "osäkert", "unreliable"),
                         ("series_break", "tidsseriebrott", "series break"),
                         ("not_comparable", "inte jämförbart med tidigare", "not comparable with earlier")),
                  in_parts=True),
        *_ASSESSED,
    )),
    (Kind.ACTIVITY, "Aktivitet", "Activity", (_STATUS, _DUE, _DECIDED_FOR, *_ASSESSED)),
    (Kind.CONTROL, "Kontrollmoment", "Control item", (
        _field("aim", _PROSE, "Syfte", "Aim"),
        _field("question", _PROSE, "Frågor", "Questions"),
        _field("probability", _NUMBER, "Sannolikhet", "Probability"),
        _field("consequence", _NUMBER, "Konsekvens", "Consequence"),
        _field("repeats", _REFERENCE, "Upprepar", "Repeats"),
        _DECIDED_FOR,
        _reported(_field("finding", _PROSE, "Iakttagelse", "Finding")),
        _reported(_field("sample", _NUMBER, "Stickprov", "Sample"), in_parts=True),
        _reported(_field("verdict", _CHOICE, "Utfall av kontroll", "Verdict",
                         ("not_started", "ej påbörjad", "not started"), ("clean", "utan anmärkning", "no remark"),
                         ("minor", "mindre avvikelse", "minor deviation"),
                         ("major", "väsentlig avvikelse", "major deviation"),
                         ("not_done", "ej genomförd", "not carried out"))),
    )),
    (Kind.ACTION, "Åtgärd", "Action", (_STATUS, _DUE, _DECIDED_FOR)),
    (Kind.INVESTMENT, "Investering", "Investment", (
        # In parts: one for each perspective, or perspective and aspect, that the investment was applied for with.
        _in_parts(_field("expected_effect", _CHOICE, "Väntad påverkan", "Expected effect",
                         ("none", "ingen påverkan", "no effect"), ("small", "liten påverkan", "small effect"),
                         ("great", "stor påverkan", "great effect"))),
        _reported(_field("evaluation", _PROSE, "Utvärdering", "Evaluation"), in_parts=True),
        _reported(_field("outcome", _AMOUNT, "Utfall", "Outcome")),
        _reported(_field("stated_deviation", _AMOUNT, "Angiven avvikelse", "Stated deviation")),
        _field("completed", _DATE, "Avslutad", "Completed"),
        _field("accounted", _DATE, "Återredovisad", "Accounted for"),
    )),
    (Kind.DECISION, "Beslut", "Decision", (
        _field("body", _TEXT, "Beslutande organ", "Decided by"),
        _field("date", _DATE, "Datum", "Date"),
        _field("amount", _AMOUNT, "Belopp", "Amount"),
        _field("amount_is", _CHOICE, "Beloppet är", "The amount is",
               ("total", "hela ramen", "the whole frame"), ("addition", "ett tillägg", "an addition")),
    )),
    (Kind.BUDGET_TABLE, "Ekonomisk tabell", "Money table", (
        _field("unit", _TEXT, "Enhet", "Unit"),
        _field("sign_rule", _CHOICE, "Tecken", "Signs",
               ("costs_negative", "kostnader är negativa", "costs are negative"),
               ("costs_positive", "kostnader är positiva", "costs are positive")),
    )),
    (Kind.BUDGET_LINE, "Budgetrad", "Budget line", (
        _field("line", _CHOICE, "Radtyp", "Line",
               ("row", "rad", "row"), ("of_which", "varav", "of which"),
               ("sum", "summa av raderna ovanför", "sum of the rows above")),
        _field("parts_are_all", _FLAG, "Delarna är hela raden", "The parts are the whole row"),
        _reported(_field("outcome", _AMOUNT, "Utfall", "Outcome")),
        _each_period(_field("budget", _AMOUNT, "Budget", "Budget")),
        _reported(_field("deviation", _AMOUNT, "Avvikelse", "Deviation")),
        _reported(_field("forecast", _AMOUNT, "Prognos", "Forecast")),
        _reported(_field("forecast_deviation", _AMOUNT, "Prognosavvikelse", "Forecast deviation")),
    )),
    (Kind.TALLY, "Sammanräkning", "Tally", (
        _field("counts", _CHOICE, "Räknar", "Counts", ("measure", "mätetal", "measures"), ("goal", "mål", "goals"),
               ("activity", "aktiviteter", "activities")),
        _field("classes", _CHOICES, "Klasser", "Classes", *_CLASSES),
        _field("under", _REFERENCE, "Under", "Under"),
        _field("shared", _CHOICE, "Delade mätetal", "Shared measures",
               ("highest", "en gång: det högst upp i planen", "once: the one highest up in the plan"),
               ("worst", "en gång: det sämsta", "once: the worst"), ("best", "en gång: det bästa", "once: the best"),
               ("each", "vart och ett", "each")),
        _field("unmeasured", _CHOICE, "Ej mätta", "Unmeasured", ("left_out", "räknas inte", "are not counted"),
               ("counted", "räknas för sig", "are counted apart"),
               ("missed", "räknas som ej uppfyllda", "count as missed")),
        _field("own_choice", _FLAG, "Mätetalens egna val gäller", "Each measure's own choice holds"),
        _RECORDED_TALLY,
    )),
    (Kind.ROUND, "Omgång", "Round", (
        # Another period unlocks the one that a closed round stands for, which takes what reopening it takes.
        _field("period", _PERIOD, "Period", "Period", role=Role.APPROVER),
        _DUE,
        _field("state", _CHOICE, "Läge", "State", ("open", "öppen", "open"), ("approved", "godkänd", "approved"),
               ("closed", "låst", "closed"), role=Role.APPROVER),
        # One part for each unit, by its node's id; no part stands for the whole plan. Each hand-in has a number, and
        # the number says which one was approved or sent back, whatever order the two arrive in.
        _in_parts(_field("handed_in", _NUMBER, "Klarmarkerad", "Handed in", role=Role.REPORTER)),
        _in_parts(_field("approved", _NUMBER, "Godkänd inlämning", "Approved hand-in", role=Role.APPROVER)),
        _in_parts(_field("sent_back", _NUMBER, "Återsänd inlämning", "Hand-in sent back", role=Role.APPROVER)),
        _in_parts(_field("comment", _PROSE, "Kommentar till återsändning", "Comment when sent back",
                         role=Role.APPROVER)),
    )),
    (Kind.CORRECTION, "Rättelse", "Correction", (
        _field("corrects", _REFERENCE, "Rättar", "Corrects", role=Role.APPROVER),
        _field("field", _TEXT, "Fält", "Field", role=Role.APPROVER),
        _field("period", _PERIOD, "Period", "Period", role=Role.APPROVER),
        _field("part", _TEXT, "Del", "Part", role=Role.APPROVER),
        _field("before", _PROSE, "Före", "Before", role=Role.APPROVER),
        _field("after", _PROSE, "Efter", "After", role=Role.APPROVER),
        # Written by the server, when an approver has decided about a late entry; by the person's id.
        _field("late", _CHOICE, "Sen uppgift", "Late entry", ("accepted", "godtagen", "accepted"),
               ("declined", "avvisad", "declined"), role=Role.ADMINISTRATOR),
        _field("decided_by", _TEXT, "Avgjord av", "Decided by", role=Role.ADMINISTRATOR),
    )),
    (Kind.EVENT, "Händelse", "Event", (
        _field("date", _DATE, "Datum", "Date"),
        _field("place", _TEXT, "Plats", "Place"),
    )),
    (Kind.UNIT, "Enhet", "Unit", (
        _field("code", _TEXT, "Kod", "Code"),
        _field("vocabulary", _PROSE, "Ordlista för inläsning", "Vocabulary for imports"),
        _RECORDED_TALLY,
        # On the root: what holds for the whole plan. Signs and words by the key of the assessment, risk words as
        # “probability 1”, “consequence 4”.
        _in_parts(_field("sign", _TEXT, "Planens tecken", "The plan's sign")),
        _in_parts(_field("sign_word", _TEXT, "Planens ord för tecknet", "The plan's word for the sign")),
        *_ASSESSED,
        _ASSESSMENT_RULE,
        _field("probability_steps", _NUMBER, "Sannolikhetens steg", "Steps of probability"),
        _field("consequence_steps", _NUMBER, "Konsekvensens steg", "Steps of consequence"),
        _in_parts(_field("risk_word", _TEXT, "Ord för risksteg", "Word for a risk step")),
        _field("account_threshold", _AMOUNT, "Gräns för återredovisning", "Accounted for from"),
        _field("continues", _TEXT, "Fortsätter planen", "Continues the plan"),
    )),
    (Kind.REMARK, "Anmärkning", "Remark", ()),
)  # fmt: skip

KINDS: dict[Kind, KindEntry] = {
    kind: KindEntry(kind, Label(sv, en), {field.name: field for field in (*_COMMON, *own)})
    for kind, sv, en, own in _ROWS
}
"""Each kind's row, in the order of the catalogue."""


def field_of(kind: Kind, name: str) -> Field | None:
    """The field of that name on nodes of that kind, or None."""
    return KINDS[kind].fields.get(name)
