"""Papers and tables of internal control, as far as their form goes."""

from __future__ import annotations

from shared.plan.kinds import Kind
from shared.plan.values import Names, Quantity
from tests.shared.exchange.helpers import drafts, read, said, titles, unaccounted, way, words

PAPER = """Uppföljning av kontrollplan 2022

Kontrollmoment 2022\tFrågeställningar
<p>1. Inköp</p> <p>* Skydd mot förluster * Rätt ordning</p>\t<p>> Följs avtalen? > Vem beslutar?</p>
<p>2. Nycklar</p>\t<p>> Finns en lista?</p>

1. Inköp

Vi köper mycket, och ordningen är

viktig för alla.

Följande iakttagelser gjordes:

- I 3 av 20 köp saknades avtal, mot knappt 5 av 20 köp i 2021 års kontroll.
- Listan är lång och når inte

fram till alla.

Slutsatsen är god.

Förslag till åtgärder
Gå igenom listan:

- Ta bort dubbletter.
- Lägg till nya
namn.

Skriv en rutin.

Inköpsenheten bör vara ansvarig för åtgärderna.

2. Nycklar

Här finns inget skrivet mer än detta.

Förslag till åtgärder

Inga allvarliga brister har setts.

Listan bör tas om hand av vaktmästaren.
"""


def test_a_paper_gives_items_findings_and_actions() -> None:
    """Each line is somewhere, and in its own place."""
    document = read(PAPER, period=None)
    assert unaccounted(document, PAPER) == set() and document.not_understood == ()
    item, keys = drafts(document, "Kontrollmoment")
    assert (item.title, item.kind, words(item, "aim")) == ("Inköp", Kind.CONTROL, "Skydd mot förluster\nRätt ordning")
    assert words(item, "question") == "Följs avtalen?\nVem beslutar?"
    assert words(item, "description").startswith("Vi köper mycket")
    assert words(item, "finding", "2022").split("\n")[1:] == [
        "- Listan är lång och når inte fram till alla.", "Slutsatsen är god.",
    ]  # fmt: skip
    assert (words(keys, "finding", "2022"), words(keys, "analysis", "2022")) == (
        "",
        "Inga allvarliga brister har setts.",
    )


def test_sub_points_stand_under_their_action_with_its_owner() -> None:
    """A list after a colon says what the action consists of."""
    document = read(PAPER, period=None)
    assert titles(document, "Åtgärd") == [
        "Gå igenom listan:",
        "Skriv en rutin.",
        "Listan bör tas om hand av vaktmästaren.",
    ]
    points = drafts(document, "Delåtgärd")
    assert [point.title for point in points] == ["Ta bort dubbletter.", "Lägg till nya namn."]
    assert way(document, points[0]) == ["Inköp", "Gå igenom listan:"]
    owned = [said(draft, "owner") for draft in (*drafts(document, "Åtgärd"), points[0])]
    assert owned == [
        Names(("Inköpsenheten",)),
        Names(("Inköpsenheten",)),
        Names(("vaktmästaren",)),
        Names(("Inköpsenheten",)),
    ]


def test_a_sample_of_an_earlier_year_is_that_years() -> None:
    """Else it would stand against this year's."""
    text = PAPER.replace("mot knappt 5 av 20 köp i 2021 års kontroll", "mot 2021 då knappt 5 av 20 köp gjorde det")
    item = drafts(read(text, period=None), "Kontrollmoment")[0]
    now, then = said(item, "sample", "2022", "köp"), said(item, "sample", "2021", "köp")
    assert isinstance(now, Quantity) and (str(now.amount), str(now.of), now.printed) == ("3", "20", "")
    assert isinstance(then, Quantity) and (str(then.amount), then.printed) == ("5", "knappt 5 av 20 köp")


def test_a_share_of_more_than_all_is_no_sample() -> None:
    """“24 av 7” is a time of day and not a share."""
    item = drafts(
        read(PAPER.replace("I 3 av 20 köp", "I 30 av 20 köp").replace("5 av 20", "fem"), period=None), "Kontrollmoment"
    )[0]
    assert said(item, "sample", "2022", "köp") is None


def test_without_a_period_findings_are_kept_as_description() -> None:
    """They were found in some period, and nobody knows which."""
    text = PAPER.replace(" 2022", "").replace(", mot knappt 5 av 20 köp i 2021 års kontroll", "")
    document = read(text, period=None)
    item = drafts(document, "Kontrollmoment")[0]
    assert document.period is None and unaccounted(document, text) == set()
    assert "3 av 20" in words(item, "description") and not any(key.period for key in item.cells)


def test_a_table_of_items_alone_is_read_like_any_other() -> None:
    """A plan's control items come without findings."""
    text = "Kontrollmoment;Sannolikhet;Konsekvens;Frågor\nInköp;3;4;Följs avtalen?\n"
    (item,) = drafts(read(text, "plan.csv"), "Kontrollmoment")
    steps = [said(item, field) for field in ("probability", "consequence")]
    assert [str(step.amount) for step in steps if isinstance(step, Quantity)] == ["3", "4"]


def test_rows_of_data_without_an_item_are_not_understood() -> None:
    """Nothing is put under an item that is not named."""
    text = "title,measure_no,measure,verdict,measure_level\n,1.1,Gör detta,,measure\nInköp,1.2,,Bra,measure\n"
    document = read(text, "controls.csv", "2022")
    assert [entry.line for entry in document.not_understood] == [2]
    assert titles(document, "Kontrollmoment") == ["Inköp"] and titles(document, "Åtgärd") == []
