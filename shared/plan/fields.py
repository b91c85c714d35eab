"""What a field of the kinds table is: its type, its words, who may write it, whether periods and parts divide it."""

from __future__ import annotations

from enum import Enum

import msgspec

from shared.plan.values import FieldType


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
