"""Papers as text: labelled headings, headings with #, tables drawn with tabs or with |, and prose."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence

import msgspec

from shared.exchange.blocks import Block, Shape
from shared.exchange.contents import find_contents, is_begun
from shared.exchange.flowed import with_rows
from shared.exchange.vocabulary import Level, Vocabulary
from shared.exchange.words import one_line, plain, without_glyphs, without_markup
from shared.plan.values import MAX_LINE

MAX_TITLE = 160
"""Characters of a heading without a label; longer lines are prose."""

LOST_ENTRY = "contents without a heading"
"""Why a line is furniture that is an entry of the table of contents and leads to nothing."""

_RULE_CHARACTERS = frozenset("-|:+=_→ \t")
_MARKED = re.compile(r"^(#{1,6})\s+(\S.*)$")
_LABELLED = re.compile(r"^([^:\t|]{2,60}):\s*(.*)$")
_REMARK = re.compile(r"\s*\([^()]*\)$")
_SENTENCE_END = (".", ",", ";", ":", "!", "?")
_UNFINISHED_ENDS = (",", ";", "-", "–", "/", "&")
_TELLING = 5
"""Letters by which the table of contents tells that a line goes on with a title."""
_BULLETS = ("-", "•", "*", "–", ">", "©")


class Paper(msgspec.Struct, frozen=True):
    """A paper's blocks, and the titles its table of contents gives."""

    blocks: tuple[Block, ...]
    contents: tuple[str, ...]


def read_blocks(text: str, vocabulary: Vocabulary) -> Paper:
    """Every line of the paper that is not blank, as a block, in order."""
    lines = text.split("\n")
    contents = find_contents(lines, vocabulary)
    titles = tuple(title for title in contents.titles.values() if title)
    labels = _labels(vocabulary)
    whys = dict.fromkeys(contents.titles, "contents") | dict.fromkeys(contents.lost, LOST_ENTRY)
    blocks = [
        _block(lines, index, whys.get(index, ""), vocabulary, labels)
        for index, line in enumerate(lines)
        if line.strip()
    ]
    return Paper(tuple(_joined(with_rows(blocks, vocabulary), titles, vocabulary)), titles)


def _labels(vocabulary: Vocabulary) -> dict[str, Level]:
    return {plain(label): level for level in reversed(vocabulary.levels) for label in level.labels}


def _block(lines: Sequence[str], index: int, why: str, vocabulary: Vocabulary, labels: dict[str, Level]) -> Block:
    line = lines[index]
    blank_before = index == 0 or not lines[index - 1].strip()
    blank_after = index + 1 == len(lines) or not lines[index + 1].strip()
    block = Block(Shape.PROSE, (index + 1,), (line,), after_blank=blank_before, before_blank=blank_after)
    words = one_line(without_markup(line))
    why = why or _furniture(line, words, vocabulary)
    if why:
        return msgspec.structs.replace(block, shape=Shape.FURNITURE, why=why)
    if line.lstrip().startswith("|"):
        ruled = blank_before and not blank_after and _is_rule(lines[index + 1])
        return msgspec.structs.replace(block, shape=Shape.CELLS, cells=_drawn(line), is_head_by_rule=ruled)
    if "\t" in line.strip(" "):
        return msgspec.structs.replace(block, shape=Shape.CELLS, cells=tuple(line.strip("\n").split("\t")))
    return _worded(block, words, without_markup(line), labels)


def _furniture(line: str, words: str, vocabulary: Vocabulary) -> str:
    if not without_glyphs(words):
        return "" if "\t" in line.strip(" ") or line.lstrip().startswith("|") else "no words"
    if _is_rule(line):
        return "rule"
    return "page foot" if vocabulary.is_foot(words) else ""


def _is_rule(line: str) -> bool:
    """Whether a line is drawn and not written: |---|---|."""
    return "--" in line and _RULE_CHARACTERS.issuperset(line.strip())


def _drawn(line: str) -> tuple[str, ...]:
    bare = line.strip()
    return tuple(part.replace("\\|", "|") for part in re.split(r"(?<!\\)\|", bare.removeprefix("|").removesuffix("|")))


def _worded(block: Block, words: str, text: str, labels: dict[str, Level]) -> Block:
    bare = without_glyphs(words)
    marked = _MARKED.match(bare)
    title = marked[2] if marked else bare
    labelled = _LABELLED.match(title)
    printed = _REMARK.sub("", labelled[1]) if labelled else ""
    level = labels.get(plain(printed))
    if labelled and level:
        label = level.label(printed) or printed.strip()
        title = without_glyphs(labelled[2])
        return msgspec.structs.replace(block, shape=Shape.LABELLED, text=title, level=level, label=label)
    if marked:
        return msgspec.structs.replace(block, shape=Shape.MARKED, text=without_glyphs(title), depth=len(marked[1]))
    shape = Shape.TITLE if block.after_blank and looks_like_title(bare) else Shape.PROSE
    return msgspec.structs.replace(block, shape=shape, text=bare if shape is Shape.TITLE else text)


def looks_like_title(words: str) -> bool:
    """Whether a line may be a heading by its words alone."""
    return (
        len(words) <= MAX_TITLE
        and words[:1].upper() == words[:1]
        and not words.endswith(_SENTENCE_END)
        and not words.startswith(_BULLETS)
        and any(char.isalpha() for char in words)
    )


def _joined(blocks: Sequence[Block], contents: Iterable[str], vocabulary: Vocabulary) -> list[Block]:
    """Labelled headings with the rest of a title that is broken over lines, or that stands under its label."""
    known = sorted(plain(title) for title in contents)
    unfinished = {plain(word) for word in vocabulary.unfinished}
    found: list[Block] = []
    for block in blocks:
        at = _last_words(found, block)
        last = found[at] if at is not None else None
        over_page = at is not None and at < len(found) - 1
        is_open = last is not None and last.shape is Shape.LABELLED
        if at is not None and last and is_open and _continues(last, block, known, unfinished, over_page=over_page):
            found[at] = msgspec.structs.replace(
                last, lines=last.lines + block.lines, texts=last.texts + block.texts,
                text=one_line(f"{last.text} {block.text}"), before_blank=block.before_blank,
            )  # fmt: skip
        else:
            found.append(block)
    return found


def _last_words(blocks: Sequence[Block], block: Block) -> int | None:
    """Index of the block that a line could go on with: the one before, or over a page's foot if it begins small."""
    at = len(blocks) - 1
    if block.text[:1].islower():
        while at >= 0 and blocks[at].why == "page foot":
            at -= 1
    return at if at >= 0 else None


def _continues(
    heading: Block, block: Block, contents: Sequence[str], unfinished: Container[str], *, over_page: bool
) -> bool:
    """Whether a line goes on with the title of the heading before it.

    The table of contents decides where it knows the title; it may spell its end otherwise than the heading does. Else
    a blank line ends a title, and without one a line goes on that begins small, or before which the title cannot end;
    of other lines one that ends a paragraph without ending a sentence.
    """
    if block.shape not in (Shape.PROSE, Shape.TITLE) or block.text.startswith(_BULLETS):
        return False
    if not heading.text:
        return True
    words = f"{heading.label}: {heading.text}"
    entry = plain(words)
    if len(heading.text) + len(block.text) >= MAX_LINE or _is_in(entry, contents):
        return False
    if is_begun(plain(f"{words} {block.text[:_TELLING]}"), contents):
        return True
    if heading.before_blank and not over_page:
        return False
    if is_begun(entry, contents) or block.text[:1].islower():
        return True
    if heading.text.endswith(_UNFINISHED_ENDS) or plain(heading.text.split()[-1]) in unfinished:
        return True
    is_short = len(heading.lines) < 3 and len(block.text) <= MAX_TITLE
    return is_short and block.before_blank and not block.text.endswith(".")


def _is_in(text: str, texts: Sequence[str]) -> bool:
    """Whether the text is one of these, which are sorted."""
    place = bisect_left(texts, text)
    return place < len(texts) and texts[place] == text
