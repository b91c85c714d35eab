"""What is on the wire is what it was: programs of this version are out there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec import inspect

from shared.plan.ops import Entry, Transaction
from shared.sync.codec import DOWN_DECODER, MAX_DOWN, MAX_UP, UP_DECODER, Assembler, encode
from shared.sync.down import Act, Down, Failed
from shared.sync.server_machine import Hangup, Send, ServerMachine
from shared.sync.snapshot import _Chunk
from shared.sync.up import Hello, Up
from shared.sync.version import PROTOCOL
from tests.shared.sync.messages import DOWN, SAMPLES, UP, sample

PINNED = Path(__file__).parent / f"schema_v{PROTOCOL}.txt"

HOW = f"""What is on the wire has changed. If that is meant: raise PROTOCOL in shared/sync/version.py and say there what
is new, keep reading the version before or say that it is not read any more (OLDEST_SPOKEN), then write new files with
    python -m tests.shared.sync.test_wire_schema      (the schema)
    python -m tests.shared.sync.messages              (the samples)
If it is not meant, undo it: a field that is renamed, moved or bounded otherwise is read wrongly, or not at all, by
programs of version {PROTOCOL}."""


def schema() -> str:
    """Every struct that travels: tag, fields in order, types and bounds."""
    found: dict[str, list[str]] = {}
    for root in (Up, Down, Transaction, Entry, _Chunk):
        _visit(inspect.type_info(root), found)
    return "".join("\n".join([name, *fields]) + "\n" for name, fields in sorted(found.items()))


def _visit(info: inspect.Type, found: dict[str, list[str]]) -> None:
    if isinstance(info, inspect.StructType):
        name = f"{info.cls.__name__} {info.tag or ''}".strip()
        if name in found:
            return
        found[name] = [
            f"    {field.encode_name}: {_words(field.type)}{'' if field.required else ' optional'}"
            for field in info.fields
        ]
    for inner in _inner(info):
        _visit(inner, found)


def _inner(info: inspect.Type) -> Iterator[inspect.Type]:
    match info:
        case inspect.StructType(fields=fields) | inspect.NamedTupleType(fields=fields):
            yield from (field.type for field in fields)
        case inspect.UnionType(types=types):
            yield from types
        case inspect.TupleType(item_types=types):
            yield from types
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            yield item
        case inspect.DictType(key_type=key, value_type=value):
            yield from (key, value)
        case inspect.Metadata(type=inner):
            yield inner
        case _:
            pass


def _words(info: inspect.Type) -> str:
    match info:
        case inspect.Metadata(type=inner):
            return _words(inner)
        case inspect.StructType(cls=cls):
            return cls.__name__
        case inspect.NamedTupleType(cls=cls, fields=fields):
            return f"{cls.__name__}({', '.join(f'{field.name}: {_words(field.type)}' for field in fields)})"
        case inspect.EnumType(cls=cls):
            return f"one of {' '.join(sorted(str(member.value) for member in cls))}"
        case inspect.UnionType(types=types):
            return " | ".join(sorted(map(_words, types)))
        case inspect.TupleType(item_types=types):
            return f"({', '.join(map(_words, types))})"
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            return f"[{_words(item)}]{_bounds(info)}"
        case inspect.DictType(key_type=key, value_type=value):
            return f"{{{_words(key)}: {_words(value)}}}"
        case _:
            return type(info).__name__.removesuffix("Type").lower() + _bounds(info)


def _bounds(info: inspect.Type) -> str:
    bounds = ("gt", "ge", "lt", "le", "multiple_of", "pattern", "min_length", "max_length")
    given = ((name, getattr(info, name, None)) for name in bounds)
    return "".join(f" {name}={value}" for name, value in given if value is not None)


def test_the_schema_has_not_changed() -> None:
    """A change that nobody meant shows here, and not between two programs of which one is older."""
    assert schema() == PINNED.read_text(), HOW


@pytest.mark.parametrize("message", [*UP, *DOWN], ids=lambda message: type(message).__name__)
def test_every_message_is_written_and_read_as_it_was(message: Up | Down) -> None:
    """The bytes of a program of this version, kept in a file."""
    raw = sample(message).read_bytes()
    assert raw == b"\x00" + encode(message), HOW
    up, down = Assembler(UP_DECODER, MAX_UP), Assembler(DOWN_DECODER, MAX_DOWN)
    assert (up.feed(raw) if message in UP else down.feed(raw)) == message


def test_there_is_a_sample_of_every_message() -> None:
    """Else the test above would say nothing of a new one."""
    for messages, union in ((UP, Up), (DOWN, Down)):
        assert {type(message) for message in messages} == set(union.__args__)
    assert {path.stem for path in (SAMPLES / f"v{PROTOCOL}").iterdir()} == {sample(each).stem for each in (*UP, *DOWN)}


def test_a_program_of_the_first_version_is_told_to_upgrade() -> None:
    """Its hello is read still, so that it hears what to do instead of that it sent something unreadable."""
    hello = Assembler(UP_DECODER, MAX_UP).feed((SAMPLES / "v1" / "hello.bin").read_bytes())
    assert isinstance(hello, Hello) and (hello.protocol, hello.oldest) == (1, 1)
    sent, closed = ServerMachine(1, "anna", "server").receive(hello)
    assert isinstance(sent, Send) and isinstance(sent.message, Failed) and closed == Hangup()
    assert sent.message.act is Act.UPGRADE
    assert "upgrade the client" in sent.message.sentence


def test_nothing_that_is_not_in_the_schema_is_taken() -> None:
    """An extra element is a mistake of the peer, or of a newer version that must say so."""
    for message in UP:
        raw = msgspec.msgpack.encode([*msgspec.msgpack.decode(encode(message)), "more"])
        with pytest.raises(msgspec.ValidationError):
            UP_DECODER.decode(raw)


if __name__ == "__main__":
    PINNED.write_text(schema())
