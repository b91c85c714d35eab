"""Assessments: the numbers of the papers give the assessments of the papers, and doubt is left to people."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.assessment import Claim, assess
from shared.followup.quantity import read_quantity
from shared.followup.target import read_target
from shared.plan.values import Direction, Missing, Quantity, Target, TargetForm, Text, WhyEmpty

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER


def claim(
    target: str, outcome: str, direction: Direction | None = None, tolerance: str = "", earlier: str = ""
) -> Claim:
    """A claim from words as they are printed."""
    return Claim(
        target=read_target(target),
        outcome=read_quantity(outcome),
        direction=direction,
        tolerance=read_quantity(tolerance) if tolerance else None,
        earlier=read_quantity(earlier) if earlier else None,
    )


@pytest.mark.parametrize(
    ("target", "outcome", "direction", "tolerance", "status"),
    [
        ("60 %", "71,7 %", HIGHER, "", "met"),
        ("85 %", "85 %", HIGHER, "", "met"),
        ("85,0 %", "85 %", LOWER, "", "met"),
        ("95 %", "96 %", HIGHER, "", "met"),
        ("90 %", "54 %", HIGHER, "", "missed"),
        ("3,1 %", "3,3 %", LOWER, "", "missed"),
        ("3,6 %", "2,4 %", LOWER, "", "met"),
        ("0 tkr", "304 587 tkr", HIGHER, "", "met"),
        ("0 tkr", "-27 100 tkr", HIGHER, "", "missed"),
        ("0 tkr", "0 tkr", HIGHER, "", "met"),
        ("75 %", "60 %", HIGHER, "15 procentenheter", "partly"),
        ("90 %", "79 %", HIGHER, "10 procentenheter", "missed"),
        ("90 %", "80 %", HIGHER, "10 %-enheter", "partly"),
        ("90 %", "81 %", HIGHER, "10 %", "partly"),
        ("90 %", "80,9 %", HIGHER, "10 %", "missed"),
        ("2 %", "2,8 %", LOWER, "1", "partly"),
        ("-30 %", "-1,2 %", LOWER, "", "missed"),
        ("-15 %", "-40,4 %", LOWER, "", "met"),
        ("34 500", "746", HIGHER, "10 %", "missed"),
        ("0 mnkr", "-900 tkr", HIGHER, "1 mnkr", "partly"),
        ("0 tkr", "-1 000 tkr", HIGHER, "1 mnkr", "partly"),
        ("0 tkr", "-1 001 tkr", HIGHER, "1 mnkr", "missed"),
        ("0 tkr", "-1 tkr", HIGHER, "50 %", "missed"),
        ("250 recept/100 0 inv", "224 recept/100 0 inv", LOWER, "", "met"),
        ("Inte öka mer än index 22,4 kr/km", "26,48 kr/km", None, "", "missed"),
        ("Max 1,9 %", "1,9 %", None, "", "met"),
        ("Max 1,9 %", "1,9 %", HIGHER, "", "met"),
        ("Mer än 0 %", "0 %", None, "", "missed"),
        ("Mer än 0 %", "0,1 %", None, "", "met"),
        ("mindre än 5 %", "5 %", None, "", "missed"),
        ("mindre än 5 %", "5,5 %", None, "1", "partly"),
        ("mellan 5 och 10 %", "10 %", None, "", "met"),
        ("mellan 5 och 10 %", "11 %", None, "10 %", "partly"),
        ("mellan 5 och 10 %", "4 %", None, "10 %", "missed"),
        ("exakt 12 st", "12 st", None, "", "met"),
        ("exakt 12 st", "13 st", None, "", "missed"),
        ("Öka jfm 2020", "-36 %", None, "", "missed"),
        ("Öka jfm 2020", "+2 %", None, "", "met"),
        ("Minska", "-2 %", None, "", "met"),
        ("Minska", "0 %", None, "", "missed"),
        ("50 %", "", HIGHER, "", "unmeasured"),
        ("50 %", "u.s.", HIGHER, "", "unmeasured"),
    ],
)
def test_numbers_give_the_assessment(
    target: str, outcome: str, direction: Direction | None, tolerance: str, status: str
) -> None:
    """Equal is met; each measure's own tolerance decides between partly and missed."""
    assert assess(claim(target, outcome, direction, tolerance)).status == status


def test_strict_bound_reached_exactly_is_partly_at_best() -> None:
    """ "More than 10" is not reached by 10, but 10 is within any tolerance."""
    assert assess(claim("mer än 10", "10", None, "1")).status == "partly"
    assert assess(claim("mer än 10", "10", None, "0")).status == "missed"


@pytest.mark.parametrize(
    ("target", "outcome", "tolerance", "earlier", "rule"),
    [
        ("4 tillfällen och 48 chefer", "4", "", "", "words"),
        ("Uppföljningsmått", "4", "", "", "followed"),
        ("50 %", "5 dagar", "", "", "units_differ"),
        ("50 %", "45 %", "2 dagar", "", "tolerance_unit"),
        ("Öka jfm 2020", "45", "", "", "no_earlier"),
        ("Öka jfm 2020", "45 dagar", "", "44 %", "units_differ"),
        ("Öka jfm 2020", "44 %", "", "45 %", "ambiguous_change"),
    ],
)
def test_doubt_is_left_to_a_person(target: str, outcome: str, tolerance: str, earlier: str, rule: str) -> None:
    """No assessment is better than a wrong one; the rule says what was missing."""
    computed = assess(claim(target, outcome, HIGHER, tolerance, earlier))
    assert (computed.status, computed.rule) == (None, rule)


def test_measure_without_target_is_not_assessed() -> None:
    """An outcome alone is neither good nor bad."""
    for nothing in (None, Missing(WhyEmpty.NO_TARGET), Text("50 %")):
        assert assess(Claim(target=nothing, outcome=Quantity(Decimal(1)))).rule == "no_target"


@pytest.mark.parametrize(
    ("target", "outcome", "earlier", "status"),
    [
        ("Fler avtal än hösten 2020", "120", "110", "met"),
        ("Fler avtal än hösten 2020", "110", "110", "missed"),
        ("Minska jfm 2020", "900 tkr", "1 mnkr", "met"),
        ("Öka jfm 2020", "46 %", "45 %", "met"),
        ("Öka jfm 2020", "-36 %", "-40 %", "missed"),
        ("Öka jfm 2020", "-36 %", "12 000 resor", "missed"),
    ],
)
def test_change_is_held_against_the_earlier_outcome(target: str, outcome: str, earlier: str, status: str) -> None:
    """A level is compared with a level; a negative percentage is the change itself."""
    assert assess(claim(target, outcome, earlier=earlier)).status == status


def test_missing_direction_is_assumed_and_told() -> None:
    """Higher is assumed to be better unless the target is a reduction; never silently."""
    higher, lower = assess(claim("50 %", "51 %")), assess(claim("-10 %", "-6 %"))
    assert (higher.status, higher.assumed_direction, higher.used_direction) == ("met", True, HIGHER)
    assert (lower.status, lower.assumed_direction, lower.used_direction) == ("missed", True, LOWER)
    assert not assess(claim("50 %", "51 %", HIGHER)).assumed_direction
    assert not assess(claim("minst 50 %", "51 %")).assumed_direction


_AMOUNTS = st.decimals(-1000, 1000, places=2)
_FORMS = st.sampled_from([form for form in TargetForm if form not in (TargetForm.WORDS, TargetForm.FOLLOWED)])


@given(_FORMS, _AMOUNTS, _AMOUNTS, _AMOUNTS, st.sampled_from([HIGHER, LOWER, None]))
def test_tolerance_never_makes_it_worse(
    form: TargetForm, bound: Decimal, outcome: Decimal, tolerance: Decimal, direction: Direction | None
) -> None:
    """A tolerance turns missed into partly and nothing else, and a wider one does so too."""
    target = Target(form, "", bound, bound + 1, unit="%")

    def status(allowed: Decimal | None) -> str | None:
        given_tolerance = None if allowed is None else Quantity(allowed, "pp")
        made = Claim(target=target, outcome=Quantity(outcome, "%"), direction=direction, tolerance=given_tolerance)
        return assess(made).status

    plain, tolerant, wider = status(None), status(tolerance), status(abs(tolerance) + 1)
    assert plain in ("met", "missed")
    assert tolerant == plain or (plain, tolerant) == ("missed", "partly")
    assert tolerant != "partly" or wider == "partly"


def test_thirty_digits_are_compared_exactly() -> None:
    """The last digit decides, however many there are."""
    nearly, reached = "9" * 29 + "8", "9" * 30
    assert assess(claim(f"minst {reached}", nearly)).status == "missed"
    assert assess(claim(f"minst {reached} tkr", f"{reached}000"[:30] + " kr")).status == "missed"
    assert assess(claim(f"minst {reached}", nearly, None, "1")).status == "partly"
    assert assess(claim(f"minst 1{'0' * 28}1", "0", None, f"1{'0' * 29}")).status == "missed"
