"""What a paper's targets and results say between the lines becomes cells, and never decides anything."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.exchange.document import Draft
from shared.plan.values import (
    Carried,
    Choice,
    Day,
    Missing,
    Names,
    PeriodName,
    Quantity,
    Spread,
    Target,
    TargetForm,
    Targets,
    WhyEmpty,
)
from tests.shared.exchange.helpers import Importer, drafts, read, said


def _measure(head: str, row: str, period: str = "2021") -> Draft:
    return drafts(read(f"{head}\n{row}\n", "a.csv", period), "Mätetal")[0]


def test_target_says_where_the_measure_began() -> None:
    """75% (läsåret 2019–2020, 74%): a target and the value it starts from."""
    measure = _measure("name;target", "Hälsa;75% (läsåret 2019–2020, 74%)")
    assert said(measure, "baseline") == Quantity(Decimal(74), "%")
    assert said(measure, "baseline_period") == PeriodName("2019-SY")


def test_target_says_when_it_can_be_assessed() -> None:
    """ "Kompletteras efter 31/12" in the plan for 2021."""
    measure = _measure("name;target", "Val;Ökning under 2021 Kompletteras efter 31/12")
    target = said(measure, "target", "2021")
    assert isinstance(target, Target) and target.form is TargetForm.INCREASE
    assert said(measure, "assessed_from", "2021") == Day("2021-12-31")


def test_target_that_is_still_to_come_is_pending_until_then() -> None:
    """There is no target yet, and there is a day for it."""
    measure = _measure("name;target", "Val;Kompletteras efter 31/12")
    assert said(measure, "target", "2021") == Missing(WhyEmpty.PENDING, "Kompletteras efter 31/12")
    assert said(measure, "assessed_from", "2021") == Day("2021-12-31")


@pytest.mark.parametrize(
    ("name", "target", "direction"),
    [
        ("Kostnad", "Max 1,9 %", "lower"),
        ("Avtal", "Fler avtal än hösten 2020", "higher"),
        ("Utsläpp", "-10 %", "lower"),
        ("Sjukfrånvaron ska vara lägre än utsatt målvärde", "4,6", "lower"),
        ("Prisvärdhet", "50 %", None),
    ],
)
def test_direction_is_proposed_and_never_set(name: str, target: str, direction: str | None) -> None:
    """Which way is better is for the measure's owner to say, once."""
    measure = _measure("name;target", f"{name};{target}")
    assert said(measure, "direction_proposed") == (Choice(direction) if direction else None)
    assert said(measure, "direction") is None


def test_direction_in_a_column_of_its_own_is_set() -> None:
    """Then somebody has said it."""
    measure = _measure("name;target;direction", "Kostnad;Max 1,9 %;lower")
    assert said(measure, "direction") == Choice("lower")
    assert said(measure, "direction_proposed") is None


def test_column_of_its_own_counts_before_the_words_of_the_target() -> None:
    """What a paper says outright is not read out of a remark."""
    measure = _measure("name;target;Ingångsvärde;Ingångsvärdets period", "Hälsa;75 % (2019, 74 %);73 %;2018")
    assert said(measure, "baseline") == Quantity(Decimal(73), "%")
    assert said(measure, "baseline_period") == PeriodName("2018")


def test_remark_behind_a_result_says_how_good_it_is() -> None:
    """A preliminary figure is a figure, and marked as one."""
    measure = _measure("name;result", "Kö;45 % (preliminärt)")
    assert said(measure, "quality", "2021") == Names(("preliminary",))
    assert said(_measure("name;result", "Kö;45 % (alla enheter)"), "quality", "2021") is None


def test_accumulation_and_quality_are_read_in_the_tables_words() -> None:
    """Columns whose words are the program's own need no vocabulary."""
    measure = _measure("name;result;Siffrorna avser;Kvalitet", "Kö;45;året hittills;osäkert, tidsseriebrott")
    assert said(measure, "accumulation") == Choice("accumulated")
    assert said(measure, "quality", "2021") == Names(("series_break", "unreliable"))


def test_digit_of_somebodys_scale_is_no_assessment() -> None:
    """1 is met on this program's keys, and may be the worst of a paper's grades."""
    assert said(_measure("name;assessment", "Kö;1"), "assessment", "2021") is None
    assert said(_measure("name;assessment", "Kö;delvis uppfyllt"), "assessment", "2021") == Choice("partly")


@pytest.mark.parametrize(
    ("result", "value"),
    [
        ("63–97 procent", Spread(Decimal(63), Decimal(97), "procent")),
        ("från T1", Carried("2021-T1", "från T1")),
        ("från T2", Missing(WhyEmpty.UNKNOWN, "från T2")),
        ("kompletteras i december", Missing(WhyEmpty.PENDING, "kompletteras i december")),
        ("rätt bra", Missing(WhyEmpty.UNKNOWN, "rätt bra")),
        ("10 327 589", Quantity(Decimal(10_327_589))),
    ],
)
def test_result_that_is_not_one_number_is_kept_as_what_it_is(result: str, value: object) -> None:
    """A range, another period's result, a reason; what is none of them keeps its words."""
    assert said(_measure("name;result", f"Kö;{result}", "2021-T2"), "outcome", "2021-T2") == value


def test_two_figures_in_one_cell_of_a_paper_are_not_one_number() -> None:
    """A paper's table may have lost a column: 34 500 and 746."""
    paper = read("Delårsrapport\n\nMätetal\tResultat\nPublik\t34 500 746\n", "a.txt", "2021-T2")
    assert said(drafts(paper, "Mätetal")[0], "outcome", "2021-T2") == Missing(WhyEmpty.UNKNOWN, "34 500 746")


def test_result_in_parts_goes_to_its_parts() -> None:
    """Women and men are reported beside each other in one cell."""
    measure = _measure("name;unit;result", '"Återbesök";%;"män 1 159, 45 %; kvinnor 1 456, 43 %"')
    assert said(measure, "outcome", "2021", "män") == Quantity(Decimal(45), "%")
    assert said(measure, "outcome", "2021", "kvinnor (antal)") == Quantity(Decimal(1456))
    assert said(measure, "outcome", "2021") is None


def test_two_targets_in_one_are_imported_as_two() -> None:
    """And importing them again changes nothing."""
    table = "name;target;result\nUtbildning;4 tillfällen och 48 chefer;tillfällen 5; chefer 50\n"
    document = read(table.replace("tillfällen 5; chefer 50", '"tillfällen 5; chefer 50"'), "a.csv", "2021")
    measure = drafts(document, "Mätetal")[0]
    assert isinstance(said(measure, "target", "2021"), Targets)
    assert said(measure, "outcome", "2021", "chefer") == Quantity(Decimal(50))
    importer = Importer()
    importer.take(document)
    assert importer.take(document).ops == ()
