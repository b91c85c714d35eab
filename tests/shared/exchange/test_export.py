"""A plan written out whole."""

from __future__ import annotations

import msgspec

from shared.exchange.export import export_plan
from tests.shared.exchange.helpers import Importer, read
from tests.shared.exchange.test_paper import REPORT


def _exported() -> bytes:
    importer = Importer()
    importer.take(read(REPORT))
    return msgspec.json.encode(export_plan(importer.plan))


def test_the_same_plan_is_written_the_same_way() -> None:
    """Exports are compared and kept under version control."""
    assert _exported() == _exported()


def test_numbers_are_strings_and_words_are_kept() -> None:
    """A reader's binary floating point must not touch a figure."""
    document = msgspec.json.decode(_exported())
    measure = next(node for node in document["nodes"] if node["title"] == "Väntetid")
    cells = {cell["field"]: cell["value"] for cell in measure["cells"]}
    assert cells["outcome"]["amount"] == "21" and cells["target"]["printed"] == "18 dagar"
    assert measure["path"][0] == "Kund"


def test_the_order_of_writing_does_not_show() -> None:
    """Two plans that say the same are written the same, whatever was entered first."""
    orders = []
    for heads in (("unit", "class"), ("class", "unit")):
        importer = Importer()
        for head, word in zip(heads, heads, strict=True):
            importer.take(read(f"name;{head}\nKö;{'system' if word == 'class' else '%'}\n", "a.csv"))
        orders.append([cell.field for cell in export_plan(importer.plan).nodes[1].cells])
    assert orders[0] == orders[1]


def test_parents_come_before_children() -> None:
    """So that a reader can build the tree in one pass."""
    seen = {None}
    for node in msgspec.json.decode(_exported())["nodes"]:
        assert node["parent"] in seen
        seen.add(node["id"])
