"""`stegvis import`: read papers and tables into a plan, and say what was understood of them."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from shared.errors import InputError
from shared.exchange.document import Document, Unreadable
from shared.exchange.read import read_document
from shared.exchange.reconcile import Changes
from shared.exchange.vocabulary import Vocabulary, vocabulary_for
from shared.followup.language import in_language
from shared.ids import ROOT
from shared.plan.model import Plan
from shared.plan.refusal import Refusal
from tui.cli.command import Command, as_json, for_period
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.import_report import FileReport, put_report
from tui.cli.rehearsal import portions, rehearse
from tui.home import checked_plan_name
from tui.session import Session
from tui.ways_in import NoSuchPlan

_MAX_MB = 50


class Source(msgspec.Struct, frozen=True):
    """A file that was read."""

    path: Path
    data: bytes


@click.command("import", cls=Command)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--plan", metavar="NAME", required=True, help="The plan; made if there is none of that name.")
@for_period
@click.option("--profile", type=click.Path(path_type=Path), metavar="FILE", help="Further words for reading (TOML).")
@click.option("--dry-run", "is_dry", is_flag=True, help="Tell what would be done and change nothing.")
@as_json
@pass_environment
@waits
async def command(
    env: Environment, files: tuple[Path, ...], plan: str, period: str | None, profile: Path | None, is_dry: bool,
    is_json: bool,
) -> None:  # fmt: skip
    """Read FILES into a plan. What is there already is found again; nothing is ever cleared or taken out.

    Each file is one transaction. Either all files can be read, or nothing is changed.
    """
    checked_plan_name(plan)
    about = env.period(period) if period else None
    sources = [Source(path, _bytes_of(path, env)) for path in files]
    own_words = _bytes_of(profile, env).decode("utf-8", "replace") if profile else None
    documents = _documents(sources, _vocabulary(Plan(), own_words, env), about, env)
    try:
        async with env.session(plan, may_create=not is_dry) as opened:
            if opened.plan.text(ROOT, "vocabulary"):
                documents = _documents(sources, _vocabulary(opened.plan, own_words, env), about, env)
            done = await _bring_in(opened, documents, env, is_dry=is_dry)
    except NoSuchPlan:
        done = _rehearsed(Plan(), documents, env)
    reports = [FileReport(*each) for each in zip(files, documents, done, strict=True)]
    put_report(reports, env, plan=plan, is_dry=is_dry, is_json=is_json)


def _bytes_of(path: Path, env: Environment) -> bytes:
    """What is in a file. Raises InputError or OSError."""
    if path.exists() and not path.is_file():
        raise InputError(env.say("file", file=path, sentence=env.say("not_a_file")))
    with path.open("rb") as file:
        data = file.read(_MAX_MB * 2**20 + 1)
    if len(data) > _MAX_MB * 2**20:
        raise InputError(env.say("file", file=path, sentence=env.say("too_large", limit=_MAX_MB)))
    return data


def _vocabulary(plan: Plan, own_words: str | None, env: Environment) -> Vocabulary:
    """The words to read by. Raises InputError if the plan's own or the profile's cannot be used."""
    words = vocabulary_for(plan, own_words)
    if isinstance(words, Unreadable):
        raise InputError(in_language(words.sentence, env.language))
    return words


def _documents(sources: list[Source], vocabulary: Vocabulary, period: str | None, env: Environment) -> list[Document]:
    """The files understood. Raises InputError for the first that cannot be read."""
    documents = []
    for source in sources:
        found = read_document(source.data, source.path.name, vocabulary, period)
        if isinstance(found, Unreadable):
            raise InputError(env.say("file", file=source.path, sentence=in_language(found.sentence, env.language)))
        documents.append(found)
    return documents


async def _bring_in(opened: Session, documents: list[Document], env: Environment, *, is_dry: bool) -> list[Changes]:
    """Make the changes, all found to be possible first."""
    done = _rehearsed(opened.plan, documents, env)
    for changes in [] if is_dry else done:
        for ops in portions(changes.ops):
            submitted = await opened.submit(ops)
            if isinstance(submitted, Refusal):
                raise InputError(submitted.sentence(env.language))
    return done


def _rehearsed(plan: Plan, documents: list[Document], env: Environment) -> list[Changes]:
    done = rehearse(plan, documents)
    if isinstance(done, Refusal):
        raise InputError(done.sentence(env.language))
    return done
