"""Lists read by when things were created: nothing that was there all the time is missed, and little is asked for it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.platforms.jive.pages import NOW, Platform, client
from tests.platforms.jive.worlds import START, Busy

UNTIL = START + timedelta(minutes=100_001)
MOMENT = timedelta(milliseconds=1)


def ids(pages):
    return [item["id"] for page in pages for item in page.items]


@pytest.mark.parametrize("chance", [0.05, 0.7], ids=["quiet", "busy"])
@pytest.mark.parametrize("instants", [0, 60], ids=["spread", "sixty at one instant"])
def test_windows_miss_nothing_that_was_there_all_the_time(chance, instants):
    short = []
    for seed in range(20):
        world = Busy(seed, chance, instants=instants)
        pages = client(world, page_size=10).created("/contents", [], None, UNTIL)
        found = [item["id"] for page in pages for item in page.items]
        if world.always_there - set(found):
            short.append(seed)

    assert short == []


def test_windows_miss_nothing_where_the_order_of_equal_dates_changes():
    for seed in range(20):
        world = Busy(seed, 0.05, ties=True)
        pages = client(world, page_size=10).created("/contents", [], None, UNTIL)

        assert world.always_there - {item["id"] for page in pages for item in page.items} == set()


class Undated(Busy):
    """The first thing of each page does not say when it was created."""

    def page(self, asked):
        said = super().page(asked)
        return replace(said, body=said.body.replace(b'"published": "', b'"published": "about ', 1))


@pytest.mark.parametrize(
    "world",
    [Busy(1, 0.05, is_backwards=True), Undated(2, 0.0), Undated(3, 0.0, page_size=1, size=30)],
    ids=["newest first", "dates missing", "all dates missing"],
)
def test_a_list_whose_order_cannot_be_followed_is_read_in_windows(world):
    pages = client(world, page_size=world.page_size).created("/contents", [], None, UNTIL)

    assert world.always_there - {item["id"] for page in pages for item in page.items} == set()


def test_an_instant_that_does_not_fit_a_page_is_walked_to_its_end():
    world = Busy(4, 0.0, instants=60)

    pages = client(world, page_size=10).windows("/contents", [], "creationDate", START, UNTIL)

    assert {item["id"] for page in pages for item in page.items} == world.always_there


class Poisoned(Busy):
    """One of what was created at one instant cannot be read."""

    def page(self, asked):
        said = super().page(asked)
        return replace(said, body=said.body.replace(b'{"id": "1007"', b'{"id": NaN'))


def test_what_cannot_be_read_at_a_crowded_instant_is_told_and_costs_nothing_else():
    world = Poisoned(5, 0.0, instants=60)

    items = [item for page in client(world, page_size=10).created("/contents", [], None, UNTIL) for item in page.items]

    assert None in items
    assert {item["id"] for item in items if item} == world.always_there - {"1007"}


def test_a_window_that_cannot_be_read_at_once_is_halved_and_never_walked():
    """Walked by position it would lose what slides past; a full page alone is asked beyond, once."""
    starts = set()

    class Noted(Busy):
        def page(self, asked):
            starts.add(asked["startIndex"])
            return super().page(asked)

    world = Noted(6, 0.0)
    pages = client(world, page_size=10).windows("/contents", [], "creationDate", None, UNTIL)
    found = [item["id"] for page in pages for item in page.items]

    assert sorted(found) == sorted(world.always_there)
    assert starts <= {"0", "10"}


def test_a_window_of_changes_begins_where_it_was_asked_to():
    platform = Platform({})

    list(client(platform).windows("/contents", [], "modificationDate", datetime(2026, 1, 1), NOW))

    assert platform.asked("/contents")[0]["filter"] == ["modificationDate(null,2026-01-01T00:00:00.000+0000)"]


def test_a_quiet_world_is_read_in_few_windows():
    """By hand: a page of a hundred begins with the last thing of the one before; 1 + 11 x 99 is more than a thousand."""
    world = Busy(1, 0.0, size=1000, page_size=100)

    list(client(world, page_size=100).created("/contents", [], START, UNTIL))

    assert world.requests == 11


def test_windows_ask_newest_bound_first_and_leave_the_last_open():
    platform = Platform({})

    list(client(platform).created("/contents", [], datetime(2026, 1, 1), NOW))

    assert platform.asked("/contents")[0]["filter"] == ["creationDate(null,2026-01-01T00:00:00.000+0000)"]
    assert platform.asked("/contents")[0]["sort"] == ["dateCreatedAsc"]


def test_what_appears_in_the_future_is_read_too():
    world = Busy(1, 0.0, size=0)
    for _ in range(30):
        world.add(datetime(2999, 1, 1))

    pages = client(world, page_size=10).created("/contents", [], None, UNTIL)

    assert {item["id"] for page in pages for item in page.items} == set(world.things)


def test_pages_of_one_thing_are_enough():
    world = Busy(7, 0.0, size=5)

    assert set(ids(client(world, page_size=1).created("/contents", [], START, UNTIL))) == world.always_there


def test_each_page_says_up_to_when_the_list_was_read():
    world = Busy(8, 0.0, size=45)

    *pages, last = client(world, page_size=10).created("/contents", [], START, UNTIL)

    assert [page.reached for page in pages] == [world.things[page.items[-1]["id"]] for page in pages]
    assert last.reached is None


def test_without_a_memory_all_since_the_year_2000_is_asked_for():
    platform = Platform({})

    list(client(platform).created("/contents", [], None, NOW))

    assert platform.asked("/contents")[0]["filter"] == ["creationDate(null,2000-01-01T00:00:00.000+0000)"]


@pytest.mark.parametrize("read", ["created", "windows"])
def test_what_follows_a_crowded_instant_by_a_millisecond_is_read(read):
    world = Busy(9, 0.0, size=30, instants=30)
    for number in range(1, 40):
        world.add(START + number * MOMENT)
    jive = client(world, page_size=10)
    pages = (
        jive.created("/contents", [], None, UNTIL)
        if read == "created"
        else jive.windows("/contents", [], "creationDate", START, UNTIL)
    )

    assert set(ids(pages)) == set(world.things)


class Instant(Busy):
    """Counts the walks of crowded instants; one that `grows` has one more thing at START whenever it is walked again."""

    grows = False

    def page(self, asked):
        before, after = self.bounds(asked["filter"])
        if before == after and asked["startIndex"] == "0":
            self.walks = getattr(self, "walks", 0) + 1
            if self.grows:
                self.add(START)
        return super().page(asked)


class Growing(Instant):
    grows = True


def test_an_instant_is_walked_until_two_walks_look_alike_and_brings_each_thing_once():
    world = Instant(10, 0.0, size=25, instants=25)

    found = ids(client(world, page_size=10).created("/contents", [], START, UNTIL))

    assert sorted(found) == sorted(world.things)
    assert world.walks == 2


def test_an_instant_without_an_order_is_walked_until_eight_walks_bring_nothing_new():
    world = Instant(11, 0.0, size=25, instants=25, ties=True)

    *pages, _ = client(world, page_size=10).created("/contents", [], START, UNTIL)

    walks = [sum(len(page.items) for page in pages[at : at + 3]) for at in range(0, len(pages), 3)]
    assert sorted(ids(pages)) == sorted(world.things)
    assert walks[-8:] == [0] * 8 and walks[-9] > 0


def test_an_instant_that_never_comes_to_rest_is_walked_sixty_times():
    world = Growing(12, 0.0, size=25, instants=25)

    found = ids(client(world, page_size=10).created("/contents", [], START, UNTIL))

    assert sorted(found) == sorted(world.things)
    assert world.walks == 60
