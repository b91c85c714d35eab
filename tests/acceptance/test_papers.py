"""Real planning and follow-up papers of two regions, imported as a person would. Skipped where they are not at hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec
import pytest

from shared.exchange.document import Document, Draft
from shared.exchange.export import export_plan
from shared.exchange.words import without_markup
from shared.plan.kinds import KINDS, Kind
from shared.plan.ops import Create
from shared.plan.ops import Set as SetOp
from shared.plan.values import Choice, Names, Quantity, Target
from tests.acceptance.papers import PAPERS, needs_papers, paper_path
from tests.acceptance.papers import paper as _read
from tests.shared.exchange.helpers import Importer, drafts, read, said, unaccounted, way, words

pytestmark = [pytest.mark.acceptance, needs_papers]

OFFICE = "documents/jonkoping-regionledningskontor-2020.txt"
OFFICE_TABLE = "data/jonkoping-rlk-2020.csv"
GOALS = "documents/jamtland-uppfoljning-resultatmal-2021-08.txt"
PLANS = "documents/jamtland-handlingsplaner-2019.md"
ALL = sorted(
    str(path.relative_to(PAPERS))
    for folder in ("documents", "data")
    for path in (PAPERS / folder).iterdir()
    if path.suffix in (".txt", ".md", ".csv") and path.name != "README.md"
) if PAPERS else []  # fmt: skip


def _bytes(name: str) -> bytes:
    return paper_path(name).read_bytes()


def _measure(document: Document, start: str) -> Draft:
    return next(draft for draft in drafts(document, "Mätetal") if draft.title.startswith(start))


@pytest.mark.parametrize("name", ALL)
def test_every_line_of_every_paper_is_accounted_for(name: str) -> None:
    """Nothing of a paper may be lost without being named."""
    assert unaccounted(_read(name), _bytes(name).decode("utf-8-sig")) == set()


_WORD = re.compile(r"[^\W_]+")
_THOUSANDS = re.compile(r"(?<=\d)\s(?=\d{3}\b)")
_FLAGS = {"true": "yes", "false": "no"}
"""How the plan says what a table says of a flag."""
_OPTIONS = {option.key: option.label.sv for field in KINDS[Kind.INVESTMENT].fields.values() for option in field.options}
"""How a paper on investments says what the plan has a choice's key for."""


def _words(text: str) -> list[str]:
    """The words of a line, cell by cell; numbers without their spaces."""
    cells = [without_markup(cell).replace("\u00ad", "").casefold() for cell in text.split("\t")]
    return [word for cell in cells for word in _WORD.findall(_THOUSANDS.sub("", cell))]


def _strings(thing: object) -> Iterator[str]:
    if isinstance(thing, dict):
        thing = list(thing.values())
    if isinstance(thing, list | tuple):
        for part in thing:
            yield from _strings(part)
    elif thing is not None:
        yield str(thing)


@pytest.mark.parametrize("name", ALL)
def test_every_word_of_every_paper_is_somewhere(name: str) -> None:
    """Held against the file itself: a line's words are in the exported plan, or in what is listed for that line."""
    document = _read(name)
    importer = Importer()
    importer.take(document)
    in_plan = set(_words("\t".join(_strings(msgspec.to_builtins(export_plan(importer.plan))))))
    in_plan |= {_FLAGS[word] for word in in_plan & set(_FLAGS)}
    in_plan |= {said for key in in_plan & set(_OPTIONS) for said in _words(_OPTIONS[key])}
    listed: dict[int, set[str]] = {}
    texts = [(entry.line, entry.text) for entry in document.not_understood]
    for line, text in [*texts, *((entry.line, entry.text) for entry in document.structure)]:
        listed.setdefault(line, set()).update(_words(text))
    lost = {
        number: gone
        for number, words_of in enumerate(map(_words, _bytes(name).decode("utf-8-sig").split("\n")), 1)
        if (gone := set(words_of) - in_plan - listed.get(number, set()))
    }
    assert lost == {}


@pytest.mark.parametrize("name", ALL)
def test_every_paper_can_be_imported_twice(name: str) -> None:
    """Each op is one that the plan accepts, and the second time there are none."""
    importer = Importer()
    importer.take(_read(name, "2020"))
    assert importer.take(_read(name, "2020")).ops == ()


def test_the_office_report_has_all_its_nodes() -> None:
    """Counted by hand in the paper. Its contents name one goal that it never comes to."""
    assert _read(OFFICE, "2020").counts == {
        "Avsnitt": 10, "Perspektiv": 6, "Strategiska mål": 18, "Framgångsfaktorer": 22, "Uppdrag/mål": 78,
        "Prioriterade uppdrag": 18, "Aktivitet": 182, "Mätetal": 10,
    }  # fmt: skip
    assert [entry.line for entry in _read(OFFICE, "2020").not_understood] == [22]


def test_the_office_report_stands_as_printed() -> None:
    """Perspectives at the top, the part without labels beside them."""
    report = _read(OFFICE, "2020")
    tops = [draft.title for draft in report.drafts[1:] if draft.parent == 0]
    assert tops == ["Inledning", "Medborgare och kund", "Process och produktion", "Lärande och förnyelse",
                    "Medarbetare", "Ekonomi", "Regional utveckling", "HÅLLBARHET"]  # fmt: skip
    goal = next(draft for draft in drafts(report, "Strategiska mål") if draft.title.startswith("Sluta"))
    assert goal.title.endswith("generation. Jämlig hälsa, jämlig verksamhet och mångfald")
    charged = next(draft for draft in drafts(report, "Prioriterade uppdrag") if "laddstolpar" in draft.title)
    assert way(report, charged)[:2] == ["Regional utveckling", "Hållbar utveckling"]


def test_figures_and_analyses_are_in_their_cells() -> None:
    """Decimal comma, thousands, minus, and a cell that goes on after a page break."""
    report = _read(OFFICE, "2020")
    compared = _measure(report, "Indikatorer i öppna")
    outcome, target = said(compared, "outcome", "2020"), said(compared, "target", "2020")
    assert isinstance(outcome, Quantity) and (str(outcome.amount), outcome.unit) == ("71.7", "%")
    assert isinstance(target, Target) and str(target.bound) == "60"
    assert words(compared, "analysis", "2020").endswith("jämförelse mot 2019")
    money = said(_measure(report, "Ekonomi i balans"), "outcome", "2020")
    assert isinstance(money, Quantity) and (str(money.amount), money.unit) == ("47582", "tkr")
    assert all({"target", "outcome", "analysis"} <= {key.field for key in m.cells} for m in drafts(report, "Mätetal"))


def test_broken_titles_are_joined_and_lost_icons_are_gone() -> None:
    """So that next year's report finds the same activities."""
    report = _read(OFFICE, "2020")
    titles = [draft.title for draft in drafts(report, "Aktivitet")]
    assert any("för ökad kostnadseffektivitet, ordnat" in title for title in titles)
    assert not [title for title in titles if not (title[0].isalnum())]
    assert "VO Målgruppsarbete" in titles


def test_the_printed_tally_is_recorded() -> None:
    """What the paper counted is held against what the program counts."""
    root = _read(OFFICE, "2020").drafts[0]
    parts = ("met", "partly", "missed")
    counts = [said(root, "recorded_tally", period, part) for period in ("2020", "2019") for part in parts]
    assert [int(count.amount) for count in counts if isinstance(count, Quantity)] == [2, 0, 3, 3, 1, 1]


def test_the_table_finds_the_measures_of_the_report() -> None:
    """Ten matched, none created; class and stated assessment are new, target and result the same."""
    importer = Importer()
    importer.take(_read(OFFICE, "2020"))
    changes = importer.take(_read(OFFICE_TABLE))
    assert not [op for op in changes.ops if isinstance(op, Create)]
    sets = [op for op in changes.ops if isinstance(op, SetOp)]
    assert Counter(op.field for op in sets) == {"measure_class": 10, "unit": 10, "assessment": 10}
    assert Counter(op.value.key for op in sets if isinstance(op.value, Choice)) == {
        "system": 5, "sustainability": 5, "met": 6, "missed": 4}  # fmt: skip
    assert all(op.because for op in sets if op.field == "assessment")


def test_goals_of_the_follow_up_have_owners_signs_and_comments() -> None:
    """One table, broken over pages, its first column blank where it repeats."""
    paper = _read(GOALS)
    goals = drafts(paper, "Resultatmål")
    assert (paper.period, len(goals), paper.not_understood) == ("2021-08", 17, ())
    assert Counter(words(goal, "printed_sign", "2021-08") for goal in goals) == {"◆": 9, "●": 3, "": 5}
    assert all(goal.kind is Kind.GOAL and len(way(paper, goal)) == 1 for goal in goals)
    assert said(goals[1], "owner") == Names(("HSN", "RS", "RUN"))
    assert "inte kunnat genomföras" in words(goals[3], "analysis", "2021-08").replace("har än så länge ", "")
    assert words(goals[3], "activities_note", "2021-08").startswith("Flera aktiviteter")
    assert not [goal for goal in goals if said(goal, "assessment", "2021-08")]


def test_action_plans_have_case_numbers_and_assessments() -> None:
    """Arrows in two spellings; the ninth has no number."""
    plans = drafts(_read(PLANS), "Handlingsplan")
    assert Counter(words(plan, "printed_sign", "2019") for plan in plans) == {"↑": 3, "➔": 9, "↓": 1}
    assessed = [said(plan, "assessment", "2019") for plan in plans]
    keys = Counter(choice.key for choice in assessed if isinstance(choice, Choice))
    assert keys == {"met": 3, "partly": 9, "missed": 1}
    assert [number for number, plan in enumerate(plans, 1) if not words(plan, "case_number")] == [9]
    assert plans[0].title.startswith("Övergripande handlingsplan för attraktiv")
    assert all(words(plan, "analysis", "2019") for plan in plans)


def test_the_regions_table_gives_its_measures_under_ragged_levels() -> None:
    """48 rows, levels left blank, one measure several times under one objective."""
    table = _read("data/jonkoping-region-2021-t2.csv")
    measures = drafts(table, "Mätetal")
    assert len(measures) == 48 and len({len(way(table, measure)) for measure in measures}) == 2
    assert all("2021-T2" in {key.period for key in measure.cells} for measure in measures)


def test_the_monthly_report_is_read_though_its_columns_are_lost() -> None:
    """All eleven measures, found again by the table of the same report; its tally is recorded."""
    report = _read("documents/jonkoping-manadsrapport-tim-2021-08.txt")
    parts = ("met", "partly", "missed", "unmeasured", "counted")
    counts = [said(report.drafts[0], "recorded_tally", "2021-08", part) for part in parts]
    assert [int(count.amount) for count in counts if isinstance(count, Quantity)] == [4, 3, 4, 0, 11]
    importer = Importer()
    assert importer.take(report).created == 11
    changes = importer.take(_read("data/jonkoping-tim-2021-08.csv"))
    assert (changes.created, changes.changed) == (0, 11)
    assert "outcome" not in {op.field for op in changes.ops if isinstance(op, SetOp)}


def test_the_boards_plan_is_read_though_its_headings_have_no_labels() -> None:
    """Strategies, areas and goals by their place; the table of the same plan finds its measures there."""
    plan = _read("documents/jamtland-verksamhetsplan-2021.txt")
    measures = drafts(plan, "Mätetal")
    assert len(measures) == 34
    assert way(plan, measures[0])[:2] == ["Strategi för länets utveckling", "Utvecklingskraft i hela länet"]
    importer = Importer()
    importer.take(plan)
    changes = importer.take(_read("data/jamtland-rs-plan-2021.csv"))
    assert not [op for op in changes.ops if isinstance(op, Create) and op.kind is Kind.MEASURE]


def test_a_plans_table_and_its_follow_up_meet() -> None:
    """The goals of the plan are found again, though the follow-up does not name the strategies above them."""
    importer = Importer()
    importer.take(_read("data/jamtland-rs-plan-2021.csv"))
    changes = importer.take(_read(GOALS))
    assert changes.created <= 2 and changes.changed >= 15


@pytest.mark.parametrize("name", [OFFICE, "documents/jamtland-verksamhetsplan-2021.txt"])
def test_blank_lines_are_not_what_the_goals_and_measures_hang_on(name: str) -> None:
    """A program that makes text of a paper may drop or double them all; only unlabelled sections may suffer."""
    text = _bytes(name).decode("utf-8-sig")
    squeezed = "\n".join(line for line in text.split("\n") if line.strip())
    whole, without, doubled = (read(each, period="2020") for each in (text, squeezed, text.replace("\n", "\n\n")))
    assert doubled.counts == whole.counts
    assert unaccounted(without, squeezed) == set()
    labelled = set(whole.counts) - {"Avsnitt", "Aktivitet"}
    assert {level: without.counts[level] for level in labelled} == {level: whole.counts[level] for level in labelled}
