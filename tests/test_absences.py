"""What a complete list no longer shows is missing; gone is what two witnesses say; much at once is an incident."""

from datetime import datetime, timedelta

import pytest

from cop_analytics import landing, ledger, raw, runs, warehouse
from cop_analytics.errors import CheckFailed
from cop_analytics.platforms.batch import Batch, Record
from cop_analytics.runs import StreamCounts

KEY = b"k" * 32
NIGHTS = [datetime(2026, 1, 5, 2, 30) + timedelta(days=day) for day in range(9)]
GATE = "members__do_not_vanish_at_once"


@pytest.fixture
def con():
    with warehouse.connect(":memory:") as connection:
        raw.prepare(connection)
        yield connection


def showing(*numbers, stream="members", place="1100", completes="everything", **options):
    origin = f"places/{place}/{stream}"
    records = [Record(f"{place}/{number}", None, {"person": str(number)}) for number in numbers]
    return Batch(stream, origin, records, completes=completes, **options)


def land(con, home, now, *batches):
    """One run that shows `batches`; the run, and whether a gate stopped it."""
    run = runs.open_run(home, "test", now)
    arrival = landing.Landing(con, run, hash_key=KEY)
    arrival.receive(batches, lambda stream, count: None)
    try:
        arrival.conclude()
    except CheckFailed as error:
        run.close("failed", 6, str(error), cause=error.cause)
        return run, True
    run.close("released", 0, None)
    return run, False


def alive(con, stream="members"):
    rows = con.execute(
        f"select item_id from raw.{stream} group by item_id "
        "having arg_max(payload is not null, (landed_at, page)) order by all"
    ).fetchall()
    return [item_id for (item_id,) in rows]


def missing(con):
    return con.execute("select item_id, reading_count, is_certain, is_judged from raw.missing order by all").fetchall()


def test_one_reading_makes_an_item_missing_and_a_second_makes_it_gone(con, tmp_path):
    land(con, tmp_path, NIGHTS[0], showing(1, 2, 3))
    land(con, tmp_path, NIGHTS[1], showing(1, 2))
    after_one = (alive(con), missing(con))
    run, _ = land(con, tmp_path, NIGHTS[2], showing(1, 2))

    assert after_one == (["1100/1", "1100/2", "1100/3"], [("1100/3", 1, False, True)])
    assert (alive(con), missing(con)) == (["1100/1", "1100/2"], [])
    assert run.streams["members"] == StreamCounts(received=2, unchanged=2, tombstoned=1)


def test_two_readings_at_one_logical_time_are_one_witness(con, tmp_path):
    land(con, tmp_path, NIGHTS[0], showing(1, 2, 3))
    land(con, tmp_path, NIGHTS[1], showing(1, 2))
    land(con, tmp_path, NIGHTS[1], showing(1, 2))

    assert alive(con) == ["1100/1", "1100/2", "1100/3"]


def test_an_item_that_is_seen_again_was_never_gone(con, tmp_path):
    for night, shown in enumerate([(1, 2, 3), (1, 2), (1, 2, 3), (1, 2)]):
        land(con, tmp_path, NIGHTS[night], showing(*shown))

    assert (alive(con), missing(con)) == (["1100/1", "1100/2", "1100/3"], [("1100/3", 1, False, True)])


def test_the_platforms_own_count_is_the_second_witness(con, tmp_path):
    land(con, tmp_path, NIGHTS[0], showing(1, 2, 3, announced=3))
    land(con, tmp_path, NIGHTS[1], showing(1, 2, announced=2))

    assert alive(con) == ["1100/1", "1100/2"]


def test_a_count_that_disagrees_is_no_witness(con, tmp_path):
    land(con, tmp_path, NIGHTS[0], showing(1, 2, 3, announced=3))
    land(con, tmp_path, NIGHTS[1], showing(1, 2, announced=3))

    assert alive(con) == ["1100/1", "1100/2", "1100/3"]


def test_a_reading_of_changes_misses_nothing(con, tmp_path):
    land(con, tmp_path, NIGHTS[0], showing(1, 2, 3))
    land(con, tmp_path, NIGHTS[1], showing(1, completes="changes"))

    assert missing(con) == []


def test_a_fifth_of_a_place_at_once_is_an_incident_and_no_deletion(con, tmp_path):
    land(con, tmp_path, NIGHTS[0], showing(*range(20)))
    run, stopped = land(con, tmp_path, NIGHTS[1], showing(*range(12)))

    assert (stopped, len(alive(con)), missing(con)) == (True, 20, [])
    assert [(check["check_name"], check["offender_count"], check["is_accepted"]) for check in run.checks] == [
        (GATE, 1, False)
    ]


@pytest.mark.parametrize(
    ("known", "lost", "is_stopped"), [(20, 5, False), (20, 6, True), (30, 6, False), (29, 6, True)]
)
def test_five_of_a_place_may_go_at_once_or_a_fifth(con, tmp_path, known, lost, is_stopped):
    others = showing(*range(1000), place="1200")
    land(con, tmp_path, NIGHTS[0], showing(*range(known)), others)

    assert land(con, tmp_path, NIGHTS[1], showing(*range(known - lost)), others)[1] == is_stopped


def test_while_much_is_missing_nothing_is_gone_that_was_missing_before(con, tmp_path):
    for night, count in enumerate((20, 19, 9)):
        land(con, tmp_path, NIGHTS[night], showing(*range(count)))

    assert len(alive(con)) == 20


def test_two_in_a_hundred_of_a_stream_at_once_are_an_incident(con, tmp_path):
    places = [showing(*range(60), place=str(place)) for place in range(5)]
    shorter = [showing(*range(57), place=str(place)) for place in range(5)]
    land(con, tmp_path, NIGHTS[0], *places)

    assert land(con, tmp_path, NIGHTS[1], *shorter)[1]
    assert len(alive(con)) == 300


@pytest.mark.parametrize(("known", "lost", "is_stopped"), [(300, 10, False), (300, 11, True), (550, 11, False)])
def test_ten_of_a_stream_may_go_at_once_or_two_in_a_hundred(con, tmp_path, known, lost, is_stopped):
    size = known // 5
    land(con, tmp_path, NIGHTS[0], *(showing(*range(size), place=str(place)) for place in range(5)))
    each = [lost // 5 + (place < lost % 5) for place in range(5)]
    shorter = [showing(*range(size - gone), place=str(place)) for place, gone in enumerate(each)]

    assert land(con, tmp_path, NIGHTS[1], *shorter)[1] == is_stopped


def test_an_incident_comes_back_every_night_until_somebody_looks(con, tmp_path):
    land(con, tmp_path, NIGHTS[0], showing(*range(20)))
    stopped = [land(con, tmp_path, night, showing(*range(12)))[1] for night in NIGHTS[1:4]]
    runs.accept(tmp_path, GATE, "eli asked: the group was cleaned up", NIGHTS[4])
    accepted, was_stopped = land(con, tmp_path, NIGHTS[4], showing(*range(12)))
    land(con, tmp_path, NIGHTS[5], showing(*range(12)))

    assert (stopped, was_stopped, len(alive(con))) == ([True] * 3, False, 12)
    assert accepted.warnings[0].endswith(
        "(1 row does not; accepted once, because: eli asked: the group was cleaned up)"
    )


def test_an_acceptance_holds_until_the_next_good_run_and_no_longer(con, tmp_path):
    runs.accept(tmp_path, GATE, "ben said so", NIGHTS[0])
    land(con, tmp_path, NIGHTS[0], showing(*range(20)))

    assert land(con, tmp_path, NIGHTS[1], showing(*range(12)))[1]


def test_a_place_that_shows_nothing_any_more_is_hidden_and_no_incident(con, tmp_path):
    land(con, tmp_path, NIGHTS[0], showing(*range(8)), showing(*range(90), place="1200"))
    for night in NIGHTS[1:4]:
        run, stopped = land(con, tmp_path, night, showing(), showing(*range(90), place="1200"))

    assert (stopped, run.places, len(alive(con))) == (False, {"1100": "shows_nothing"}, 98)


@pytest.mark.parametrize(("known", "places"), [(4, {}), (5, {"1100": "shows_nothing"})])
def test_a_place_of_four_that_shows_nothing_has_lost_them_one_of_five_is_hidden(con, tmp_path, known, places):
    land(con, tmp_path, NIGHTS[0], showing(*range(known)))
    run, _ = land(con, tmp_path, NIGHTS[1], showing())

    assert (run.places, len(missing(con))) == (places, 0 if places else known)


def test_of_a_hidden_place_nothing_is_gone_that_was_missing_before(con, tmp_path):
    for night, count in enumerate((8, 7, 0)):
        land(con, tmp_path, NIGHTS[night], showing(*range(count)))

    assert len(alive(con)) == 8


def test_a_list_in_doubt_and_no_other_will_be_read_whole_again(con, tmp_path):
    told = {"basis": "7", "watermark": NIGHTS[0]}
    land(con, tmp_path, NIGHTS[0], showing(*range(20), **told), showing(1, place="1200", **told))
    land(con, tmp_path, NIGHTS[1], showing(*range(12), **told), showing(1, place="1200", **told))

    known = landing.known(con)
    assert (known["places/1100/members"].basis, known["places/1100/members"].watermark) == (None, None)
    assert (known["places/1200/members"].basis, known["places/1200/members"].watermark) == ("7", NIGHTS[0])


def test_a_reading_that_was_cut_short_is_no_part_of_the_next(con, tmp_path):
    """What a run saw that did not end counts in no later one, neither at night nor when all is laid anew."""
    land(con, tmp_path, NIGHTS[0], showing(1, 2, 3))
    land(con, tmp_path, NIGHTS[1], showing(3, completes="no"))
    land(con, tmp_path, NIGHTS[2], showing(1, 2))
    with warehouse.connect(":memory:") as anew:
        landing.load_landed(anew, tmp_path)
        assert missing(anew) == missing(con) == [("1100/3", 1, False, True)]


def test_what_was_concluded_is_rebuilt_from_landing(con, tmp_path):
    for night, shown in enumerate([range(20), range(19), range(19), range(9), range(19), range(18)]):
        land(con, tmp_path, NIGHTS[night], showing(*shown))
    with warehouse.connect(":memory:") as anew:
        landing.load_landed(anew, tmp_path)
        for table in ("members", "missing", "lists", "pages"):
            asked = f"from raw.{table} order by all"
            assert anew.execute(asked).fetchall() == con.execute(asked).fetchall()
    assert [event["event"] for event in ledger.events(tmp_path)].count("page") == 10
