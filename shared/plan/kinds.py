"""The one table: what kinds of node there are, and which fields each has.

Forms, checks, columns, imports, exports, reports and help are derived from it. To add a field, add a line here.
A kind says what a node *does*; what its users *call* it is its level, an open vocabulary of the plan.
"""

from __future__ import annotations

from enum import Enum

import msgspec

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
    BUDGET_LINE = "budget_line"
    ROUND = "round"
    EVENT = "event"
    UNIT = "unit"
    REMARK = "remark"

    # As for roles, below.
    __hash__ = object.__hash__


class Label(msgspec.Struct, frozen=True):
    """A word on screen, in the languages of the screens."""

    sv: str
    en: str


class Role(Enum):
    """What somebody may do, from least to most; a reader changes nothing."""

    READER = "reader"
    REPORTER = "reporter"
    PLANNER = "planner"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"

    # Members are singletons, and are looked up for every op: the usual hash of an enum is written in Python.
    __hash__ = object.__hash__

    def covers(self, other: Role) -> bool:
        """Whether it may do all that the other may: each role may do what the ones before it may."""
        return _ORDER[self] >= _ORDER[other]


_ORDER = {role: place for place, role in enumerate(Role)}


ROLE_LABELS = {
    Role.READER: Label("läsare", "reader"),
    Role.REPORTER: Label("rapportör", "reporter"),
    Role.PLANNER: Label("planerare", "planner"),
    Role.APPROVER: Label("godkännare", "approver"),
    Role.ADMINISTRATOR: Label("administratör", "administrator"),
}


class FieldOption(msgspec.Struct, frozen=True):
    """One of a choice field's values."""

    key: str
    label: Label


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that nodes of a kind may have."""

    name: str
    type: FieldType
    label: Label
    per_period: bool = False
    """Whether each period has its own value; otherwise the cell's period is None."""
    in_parts: bool = False
    """Whether the value may be split (women/men, site, unit)."""
    role: Role = Role.PLANNER
    """The role it takes to write it."""
    options: tuple[FieldOption, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """The keys a choice field takes, in order; empty for other types."""
        return tuple(option.key for option in self.options)


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


ASSESSMENTS = (
    ("met", "uppfyllt", "met"),
    ("partly", "delvis uppfyllt", "partly met"),
    ("missed", "ej uppfyllt", "missed"),
    ("unmeasured", "ej mätt", "unmeasured"),
)

_TEXT, _PROSE, _NUMBER, _AMOUNT = FieldType.TEXT, FieldType.PROSE, FieldType.NUMBER, FieldType.AMOUNT
_CHOICE, _DATE, _PERIOD, _PEOPLE = FieldType.CHOICE, FieldType.DATE, FieldType.PERIOD, FieldType.PEOPLE

_COMMON = (
    _field("title", _TEXT, "Rubrik", "Title"),
    _field("description", _PROSE, "Beskrivning", "Description"),
    _field("owner", _PEOPLE, "Ansvarig", "Owner"),
    _field("case_number", _TEXT, "Diarienummer", "Case number"),
    _reported(_field("analysis", _PROSE, "Analys", "Analysis")),
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

_ROWS: tuple[tuple[Kind, str, str, tuple[Field, ...]], ...] = (
    (Kind.GOAL, "Mål", "Goal", (
        *_ASSESSED,
        _reported(_field("activities_note", _PROSE, "Om aktiviteter", "About activities")),
    )),
    (Kind.MEASURE, "Mätetal", "Measure", (
        _field("measure_class", _CHOICE, "Klass", "Class",
               ("system", "systemmätetal", "set by the council"), ("region", "regiongemensamt", "common to the region"),
               ("unit", "eget (VO)", "the unit's own"), ("sustainability", "hållbarhet", "sustainability programme"),
               ("followed", "uppföljningsmått", "followed only")),
        _field("indicator", _TEXT, "Indikator", "Indicator"),
        _field("unit", _TEXT, "Enhet", "Unit"),
        _field("direction", _CHOICE, "Riktning", "Direction",
               (Direction.HIGHER.value, "högre är bättre", "higher is better"),
               (Direction.LOWER.value, "lägre är bättre", "lower is better")),
        _field("tolerance", _NUMBER, "Tolerans", "Tolerance"),
        _field("counted", FieldType.FLAG, "Räknas i sammanräkningen", "Counts in the tally"),
        _each_period(_field("target", FieldType.TARGET, "Målvärde", "Target")),
        _reported(_field("outcome", _NUMBER, "Resultat", "Outcome"), in_parts=True),
        *_ASSESSED,
    )),
    (Kind.ACTIVITY, "Aktivitet", "Activity", (_STATUS, _DUE, *_ASSESSED)),
    (Kind.CONTROL, "Kontrollmoment", "Control item", (
        _field("aim", _PROSE, "Syfte", "Aim"),
        _field("question", _PROSE, "Frågor", "Questions"),
        _reported(_field("finding", _PROSE, "Iakttagelse", "Finding")),
        _reported(_field("verdict", _CHOICE, "Utfall av kontroll", "Verdict",
                         ("not_started", "ej påbörjad", "not started"), ("clean", "utan anmärkning", "no remark"),
                         ("minor", "mindre avvikelse", "minor deviation"),
                         ("major", "väsentlig avvikelse", "major deviation"),
                         ("not_done", "ej genomförd", "not carried out"))),
    )),
    (Kind.ACTION, "Åtgärd", "Action", (_STATUS, _DUE)),
    (Kind.INVESTMENT, "Investering", "Investment", (
        _reported(_field("outcome", _AMOUNT, "Utfall", "Outcome")),
        _reported(_field("stated_deviation", _AMOUNT, "Angiven avvikelse", "Stated deviation")),
    )),
    (Kind.DECISION, "Beslut", "Decision", (
        _field("body", _TEXT, "Beslutande organ", "Decided by"),
        _field("date", _DATE, "Datum", "Date"),
        _field("amount", _AMOUNT, "Belopp", "Amount"),
    )),
    (Kind.BUDGET_LINE, "Budgetrad", "Budget line", (
        _reported(_field("outcome", _AMOUNT, "Utfall", "Outcome")),
        _each_period(_field("budget", _AMOUNT, "Budget", "Budget")),
        _reported(_field("deviation", _AMOUNT, "Avvikelse", "Deviation")),
        _reported(_field("forecast", _AMOUNT, "Prognos", "Forecast")),
    )),
    (Kind.ROUND, "Omgång", "Round", (
        # Another period unlocks the one that a closed round stands for, which takes what reopening it takes.
        _field("period", _PERIOD, "Period", "Period", role=Role.APPROVER),
        _DUE,
        _field("state", _CHOICE, "Läge", "State", ("open", "öppen", "open"), ("approved", "godkänd", "approved"),
               ("closed", "låst", "closed"), role=Role.APPROVER),
    )),
    (Kind.EVENT, "Händelse", "Event", (
        _field("date", _DATE, "Datum", "Date"),
        _field("place", _TEXT, "Plats", "Place"),
    )),
    (Kind.UNIT, "Enhet", "Unit", (
        _field("code", _TEXT, "Kod", "Code"),
        _each_period(msgspec.structs.replace(
            _field("recorded_tally", _NUMBER, "Angiven sammanräkning", "Recorded tally"), in_parts=True)),
        _field("vocabulary", _PROSE, "Ordlista för inläsning", "Vocabulary for imports"),
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
