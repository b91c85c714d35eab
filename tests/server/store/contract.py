"""What every store promises. A module of tests inherits `StoreContract` and says how to make an empty store."""

from __future__ import annotations

import msgspec
import pytest

from server.store.base import Parked, Standing, Store
from server.store.segment import SEGMENT_ROWS
from shared.errors import StoreError
from shared.ids import ClientId, Key, PersonId, PlanId
from shared.plan.digest import NO_DIGEST
from shared.plan.fields import Role
from shared.plan.refusal import Refusal, Why
from shared.sync.chain import SEAL_KEY_BYTES, START
from shared.sync.down import Person, PlanLine
from shared.sync.sequencer import KeyedRow
from tests.histories import OTHER, PLAN, History


async def a_plan(store: Store, history: History, count: int, *, image_at: int = 0) -> tuple[KeyedRow, ...]:
    """Fill the store's plan with so many rows, with an image after `image_at` of them; returns the rows."""
    await store.create_plan(PLAN, "planen", 1, "e1")
    before = history.rows(image_at)
    if before:
        await store.append(PLAN, before)
        await store.put_image(PLAN, history.image())
    after = history.rows(count - image_at)
    await store.append(PLAN, after)
    return before + after


async def answers(store: Store, rows: tuple[KeyedRow, ...], plan: PlanId = PLAN) -> list[object]:
    """What the store says to every question about a log that has these rows, whatever form it keeps it in."""
    head = len(rows)
    pages: list[object] = []
    for after in {0, 1, head // 3, head // 2, head - 1, head, head + 5}:
        for limit in (0, 1, 7, head + 1):
            pages.append(await store.rows(plan, max(after, 0), limit))
    loaded = await store.load(plan)
    keys = [row.logged.key for row in rows] + [Key(ClientId("nobody"), 1), Key(ClientId("annax"), 10_000)]
    return [
        pages,
        [await store.chain_at(plan, seq) for seq in sorted({*range(0, head, 1 + head // 40), head, head + 1})],
        await store.seqs_of(plan, keys),
        (loaded.plan.seq, loaded.plan.digest, loaded.chain, loaded.image, loaded.recent, loaded.clients),
        await store.verify(plan),
        await store.plans(),
        await store.standing(plan),
        await store.parked(plan),
        await store.people(),
    ]


def parked(counter: int, at: int = 5) -> Parked:
    """A transaction that somebody had no right to make."""
    refusal = Refusal(Why.NO_RIGHT, "approver", 2)
    return Parked(Key(ClientId("annax"), counter), "anna", at, refusal, b"what was sent")


class StoreContract:
    """The promises of `server.store.base.Store`, one by one."""

    # Plans

    async def test_a_plan_is_made_once_whoever_asks_again(self, store: Store) -> None:
        """Two people type the same name at the same time: they must meet in one plan."""
        assert await store.plan_named("planen") is None
        first = await store.create_plan(PLAN, "planen", 1, "e1")
        assert first == PlanLine(PLAN, "planen", 0)
        assert await store.create_plan(OTHER, "planen", 2, "e2") == first
        assert await store.plans() == [first]
        assert (await store.standing(PLAN)).epoch == "e1"

    async def test_plans_are_listed_by_name_with_their_heads(self, store: Store) -> None:
        """The list is what people choose from; a plan's head says whether anything is in it."""
        await store.create_plan(OTHER, "zebra", 1, "e1")
        await a_plan(store, History(), 3)
        assert [(line.name, line.head) for line in await store.plans()] == [("planen", 3), ("zebra", 0)]
        assert await store.plan_named("planen") == PlanLine(PLAN, "planen", 3)

    # The log

    async def test_an_empty_plan_loads_as_nothing(self, store: Store) -> None:
        """The first one to open a new plan must not find something in it."""
        await store.create_plan(PLAN, "planen", 1, "e1")
        loaded = await store.load(PLAN)
        assert (loaded.plan.seq, loaded.chain, loaded.image) == (0, START, None)
        assert (list(loaded.recent), dict(loaded.clients)) == ([], {})
        assert await store.verify(PLAN) == (0, START)

    async def test_what_was_appended_is_loaded(self, store: Store) -> None:
        """The plan, the chain, and which transactions are in it: a retry must be known after a restart."""
        history = History()
        rows = await a_plan(store, history, 30)
        loaded = await store.load(PLAN)
        assert (loaded.plan.digest, loaded.chain) == (history.plan.digest, rows[-1].row.chain)
        assert list(loaded.recent) == [row.logged for row in rows]
        assert {client: owner for client, (owner, _) in loaded.clients.items()} == {
            row.logged.key.client: row.logged.author for row in rows
        }
        assert {highest for _, highest in loaded.clients.values()} == {0}

    async def test_rows_come_in_order_and_no_more_than_asked_for(self, store: Store) -> None:
        """What is sent to a client that was away is built of these pages."""
        rows = await a_plan(store, History(), 10)
        assert await store.rows(PLAN, 0, 4) == [row.row for row in rows[:4]]
        assert await store.rows(PLAN, 8, 4) == [row.row for row in rows[8:]]
        assert await store.rows(PLAN, 10, 4) == []

    async def test_long_rows_come_one_page_at_a_time(self, store: Store) -> None:
        """An import is one row of megabytes: a thousand of them must not be in memory at once, but one must come."""
        history = History()
        await store.create_plan(PLAN, "planen", 1, "e1")
        await store.append(PLAN, history.rows(80, words=9_000))
        page = await store.rows(PLAN, 0, 80)
        assert 1 < len(page) < 80
        assert sum(len(row.body) for row in page) <= 2 * 2**20

    async def test_rows_are_appended_all_or_none(self, store: Store) -> None:
        """A group is acknowledged whole; half a group would be half an acknowledgement."""
        history = History()
        await a_plan(store, history, 5)
        first, second = history.rows(2)
        ahead = KeyedRow(second.logged.__class__(second.logged.key, second.seq + 1, "anna"), second.row, NO_DIGEST)
        with pytest.raises(StoreError):
            await store.append(PLAN, (first, ahead))
        with pytest.raises(StoreError):
            await store.append(PLAN, (second,))
        assert (await store.load(PLAN)).plan.seq == 5
        await store.append(PLAN, (first, second))
        assert (await store.load(PLAN)).plan.seq == 7

    async def test_nothing_is_appended_to_a_plan_that_is_not_there(self, store: Store) -> None:
        """It would be acknowledged, and nobody could ever open it."""
        with pytest.raises(StoreError):
            await store.append(PLAN, History().rows(1))

    async def test_keys_are_found_and_others_are_not(self, store: Store) -> None:
        """A transaction that is sent again after years is answered with its place, and a new one is new."""
        rows = await a_plan(store, History(), 40, image_at=30)
        missing = Key(ClientId("nobody"), 1)
        keys = [row.logged.key for row in rows]
        assert await store.seqs_of(PLAN, [*keys, missing]) == {row.logged.key: row.seq for row in rows}
        assert await store.seqs_of(PLAN, []) == {}

    async def test_plans_do_not_mix(self, store: Store) -> None:
        """Two plans have the same clients, keys and seqs: each has its own log, image, roles and tray."""
        one, other = History(1), History(2)
        rows = await a_plan(store, one, 20, image_at=10)
        await store.create_plan(OTHER, "zebra", 1, "e2")
        others = other.rows(15)
        await store.append(OTHER, others)
        await store.put_image(OTHER, other.image())
        await store.grant(OTHER, PersonId("anna"), Role.READER)
        await store.park(OTHER, parked(1))
        await store.compact(OTHER, 3)
        assert (await store.load(PLAN)).plan.digest == one.plan.digest
        assert (await store.load(OTHER)).plan.digest == other.plan.digest
        assert await store.rows(PLAN, 0, 100) == [row.row for row in rows]
        assert await store.rows(OTHER, 0, 100) == [row.row for row in others]
        assert not (await store.standing(PLAN)).roles
        assert await store.parked(PLAN) == []

    # Images and compaction

    async def test_a_plan_is_loaded_from_its_image_and_the_rows_after_it(self, store: Store) -> None:
        """A start must not take the longer the older the plan is; what is older is known by the counters."""
        history = History()
        rows = await a_plan(store, history, 50, image_at=40)
        loaded = await store.load(PLAN)
        assert loaded.image is not None
        assert loaded.image.head.seq == 40
        assert loaded.plan.digest == history.plan.digest
        assert list(loaded.recent) == [row.logged for row in rows[40:]]
        highest: dict[str, int] = {}
        for row in rows[:40]:
            highest[row.logged.key.client] = row.logged.key.counter
        assert {client: counter for client, (_, counter) in loaded.clients.items() if counter} == highest

    async def test_a_newer_image_takes_the_place_of_the_older(self, store: Store) -> None:
        """Each is a whole plan; keeping all would fill the disk."""
        history = History()
        await a_plan(store, history, 20, image_at=20)
        await store.append(PLAN, history.rows(20))
        await store.put_image(PLAN, history.image())
        loaded = await store.load(PLAN)
        assert loaded.image == history.image()
        assert list(loaded.recent) == []

    async def test_nothing_reads_differently_once_it_is_packed(self, store: Store) -> None:
        """Packing is housekeeping: nobody may notice, neither who was away nor who checks the log."""
        count = 2 * SEGMENT_ROWS + 150
        rows = await a_plan(store, History(), count, image_at=count - 10)
        before = await answers(store, rows)
        assert await store.image_seq(PLAN) == count - 10
        assert await store.compact(PLAN, 40) == count - 50
        assert await answers(store, rows) == before
        assert await store.compact(PLAN, 40) == 0
        assert await store.compact(PLAN, 0) == 40
        assert await answers(store, rows) == before

    async def test_a_log_goes_on_after_all_of_it_was_packed(self, store: Store) -> None:
        """The next seq follows the packed ones."""
        history = History()
        rows = await a_plan(store, history, 20, image_at=20)
        assert await store.compact(PLAN, 0) == 20
        more = history.rows(5)
        await store.append(PLAN, more)
        assert await store.rows(PLAN, 18, 4) == [row.row for row in (rows + more)[18:22]]
        assert (await store.load(PLAN)).plan.digest == history.plan.digest

    async def test_without_an_image_nothing_is_packed(self, store: Store) -> None:
        """Every start would have to unpack it."""
        await a_plan(store, History(), 20)
        assert await store.image_seq(PLAN) == 0
        assert await store.compact(PLAN, 0) == 0

    # What administrators decide

    async def test_grants_replace_each_other(self, store: Store) -> None:
        """Somebody who was a planner and is a reader now may not go on planning."""
        await store.create_plan(PLAN, "planen", 1, "e1")
        assert (await store.standing(PLAN)).roles == {}
        await store.grant(PLAN, PersonId("anna"), Role.PLANNER)
        await store.grant(PLAN, PersonId("bo"), Role.REPORTER)
        await store.grant(PLAN, PersonId("anna"), Role.READER)
        assert (await store.standing(PLAN)).roles == {"anna": Role.READER, "bo": Role.REPORTER}

    async def test_what_is_backed_up_never_becomes_less(self, store: Store) -> None:
        """Clients throw away their own copies of what is in a backup."""
        await a_plan(store, History(), 9)
        assert (await store.standing(PLAN)).backed_up == 0
        for seq in (5, 9, 7):
            await store.note_backed_up(PLAN, seq)
        assert (await store.standing(PLAN)).backed_up == 9

    async def test_a_plan_that_is_not_there_has_no_standing(self, store: Store) -> None:
        """An answer would let somebody work in nothing."""
        with pytest.raises(StoreError, match="no plan"):
            await store.standing(PLAN)

    async def test_a_new_epoch_takes_the_place_of_the_old(self, store: Store) -> None:
        """Clients must be able to tell that the log has begun another life; nothing else about the plan is another."""
        rows = await a_plan(store, History(), 9, image_at=5)
        await store.create_plan(OTHER, "zebra", 1, "e2")
        await store.note_backed_up(PLAN, 4)
        before = await answers(store, rows)
        await store.new_epoch(PLAN, "e3")
        assert await store.standing(PLAN) == Standing("e3", 4, {})
        assert await store.standing(OTHER) == Standing("e2", 0, {})
        await store.new_epoch(PLAN, "e1")
        assert await answers(store, rows) == before

    async def test_its_own_writing_is_no_change(self, store: Store) -> None:
        """Or the server would look its roles up again after every edit."""
        await a_plan(store, History(), 3)
        assert not await store.has_changed()

    async def test_what_is_parked_waits_in_order_and_once(self, store: Store) -> None:
        """A client sends it again after every cut; the administrator decides about it once."""
        await store.create_plan(PLAN, "planen", 1, "e1")
        for one in (parked(2), parked(1), parked(2, at=77), parked(3)):
            await store.park(PLAN, one)
        assert await store.parked(PLAN) == [parked(2), parked(1), parked(3)]
        await store.unpark(PLAN, parked(1).key)
        await store.unpark(PLAN, parked(1).key)
        assert await store.parked(PLAN) == [parked(2), parked(3)]

    async def test_what_is_parked_has_room_for_each_author(self, store: Store) -> None:
        """One whose program has gone wrong must not take the others' room, nor lose what is parked already."""
        await store.create_plan(PLAN, "planen", 1, "e1")
        await store.create_plan(OTHER, "zebra", 1, "e2")
        kept = [await store.park(PLAN, parked(counter), 2) for counter in (1, 2, 3, 2)]
        assert kept == [True, True, False, True]
        bos = msgspec.structs.replace(parked(4), author="bo")
        assert await store.park(PLAN, bos, 2)
        assert await store.park(OTHER, parked(3), 2)
        assert await store.parked(PLAN) == [parked(1), parked(2), bos]
        await store.unpark(PLAN, parked(1).key)
        assert await store.park(PLAN, parked(3), 2)
        assert await store.park(PLAN, parked(5))

    async def test_what_is_released_waits_for_the_server(self, store: Store) -> None:
        """An administrator's command only says what is wanted; the server, which may have been away, does it."""
        await store.create_plan(PLAN, "planen", 1, "e1")
        await store.create_plan(OTHER, "zebra", 1, "e2")
        await store.park(PLAN, parked(1))
        await store.park(PLAN, parked(2))
        assert await store.releasing() == []
        await store.release(PLAN, parked(2).key)
        await store.release(PLAN, parked(3).key)
        await store.release(OTHER, parked(1).key)
        assert await store.parked(PLAN) == [parked(1), msgspec.structs.replace(parked(2), is_released=True)]
        assert await store.releasing() == [PlanLine(PLAN, "planen", 0)]
        await store.unpark(PLAN, parked(2).key)
        assert await store.releasing() == []

    async def test_what_was_released_in_vain_waits_again(self, store: Store) -> None:
        """It is refused anew for a reason of its own, in its old place; and it must not be tried for ever."""
        await store.create_plan(PLAN, "planen", 1, "e1")
        for counter in (1, 2):
            await store.park(PLAN, parked(counter))
        await store.release(PLAN, parked(1).key)
        anew = msgspec.structs.replace(parked(1, at=9), refusal=Refusal(Why.ROUND_CLOSED, "2021"))
        await store.park(PLAN, anew)
        assert await store.parked(PLAN) == [anew, parked(2)]
        assert await store.releasing() == []

    # People and secrets

    async def test_the_seal_key_stays(self, store: Store) -> None:
        """Seals of before a restart must be known after it."""
        key = await store.seal_key()
        assert len(key) == SEAL_KEY_BYTES
        assert await store.seal_key() == key

    async def test_a_person_keeps_the_id_of_the_first_time(self, store: Store) -> None:
        """The log has the id; another one would make somebody else of them."""
        assert await store.person("bo", PersonId("p1")) == Person("p1", "bo")
        assert await store.person("anna", PersonId("p2")) == Person("p2", "anna")
        assert await store.person("bo", PersonId("p3")) == Person("p1", "bo")
        assert await store.people() == [Person("p2", "anna"), Person("p1", "bo")]
