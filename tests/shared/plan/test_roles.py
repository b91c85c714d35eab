"""The order of the roles."""

from __future__ import annotations

from shared.plan.fields import ROLE_LABELS, Role


def test_roles_cover_those_before_them_and_themselves() -> None:
    """The order of the enum is the order of power; another place for it would one day differ."""
    covered = [[other.value for other in Role if role.covers(other)] for role in Role]
    assert covered == [
        ["reader"],
        ["reader", "reporter"],
        ["reader", "reporter", "planner"],
        ["reader", "reporter", "planner", "approver"],
        ["reader", "reporter", "planner", "approver", "administrator"],
    ]


def test_every_role_has_a_name_for_people() -> None:
    """It stands in the sentence that tells somebody what they lack."""
    assert set(ROLE_LABELS) == set(Role)
    assert all(label.sv and label.en for label in ROLE_LABELS.values())
