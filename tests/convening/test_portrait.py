"""Who talked with whom is drawn for the core group alone, from thirty people on, with no name in it."""

import hashlib
import re
from datetime import date, datetime, timedelta

import networkx as nx
import pytest

from cop_analytics import warehouse
from cop_analytics.convening import packs
from cop_analytics.convening.portrait import portrait
from tests.convening.test_packs import answered_check
from tests.convening.worlds import NIGHT, ground

FRIDAY, END = date(2026, 9, 18), datetime(2026, 8, 31)
CLUB = nx.karate_club_graph()
NAMES = [hashlib.sha256(str(number).encode()).hexdigest()[:32] for number in CLUB]


def talk(con, ties, *, people=34):
    """A post of each person in July, and a tie for each pair of numbers, all of the harbour."""
    con.execute(
        "insert into facts.contributions by name select unnest($names::varchar[]) as contribution_id, "
        "'harbour' as community_id, contribution_id as member_id, timestamp '2026-07-14' as contributed_at",
        {"names": NAMES[:people]},
    )
    con.executemany(
        "insert into networks.ties values ('harbour', ?, ?, ?, ?, 1)",
        [(END, NAMES[one], NAMES[other], kind) for one, other, kind in ties],
    )


def role(con, number, held, *, until=None):
    con.execute(
        "insert into facts.roles by name select 'harbour' as community_id, $who as member_id, $held as role, "
        "timestamp '2025-01-01' as valid_from, $until::timestamp as valid_to",
        {"who": NAMES[number], "held": held, "until": until},
    )


def of_the_club():
    return [(one, other, "reply") for one, other in CLUB.edges]


@pytest.fixture
def harbour(tmp_path):
    """A check that waits to be frozen; the home of its data; a warehouse in which nobody has talked yet."""
    place = answered_check(tmp_path)
    laid = ground(place, tmp_path / "var")
    with warehouse.connect(laid.home / "warehouse.duckdb") as con:
        yield place, laid, con


def frozen(place, laid, con):
    con.close()
    packs.freeze(place, laid, FRIDAY)
    return packs.folder_of(laid.home, place)


def picture_of(page):
    section = page.read_text(encoding="utf-8").partition('<section class="network">')[2].partition("</section>")[0]
    return re.findall(r"<svg.*?</svg>", section)


def test_zacharys_club_is_drawn_with_every_tie_and_nobody_named(harbour):
    """Zachary (1977), J. Anthropological Research 33:452: 34 people, 78 ties, led by the first and the last."""
    place, laid, con = harbour
    talk(con, of_the_club())
    role(con, 0, "leader")
    role(con, 33, "leader")

    pack = frozen(place, laid, con)

    [picture] = picture_of(pack / "core" / "index.html")
    assert (picture.count("L"), picture.count("l8 8"), picture.count("a4.5 4.5 0 1 0 9 0")) == (78, 2, 32)
    assert re.findall(r"<text|<title|<desc|id=|class=|data-|href", picture) == []
    told = b"".join(file.read_bytes() for file in pack.rglob("*") if file.is_file())
    assert [name for name in NAMES if name.encode() in told] == []


def test_the_sponsor_sees_no_drawing(harbour):
    place, laid, con = harbour
    talk(con, of_the_club())

    pack = frozen(place, laid, con)

    assert 'class="network"' not in (pack / "sponsor" / "index.html").read_text(encoding="utf-8")


def test_twenty_nine_people_are_not_drawn_and_it_is_said_why(harbour):
    place, laid, con = harbour
    talk(con, [tie for tie in of_the_club() if max(tie[:2]) < 29], people=29)

    page = frozen(place, laid, con) / "core" / "index.html"

    assert picture_of(page) == []
    assert "Who talked with whom is not drawn: with fewer than 30 active people" in page.read_text(encoding="utf-8")


def test_the_team_is_drawn_as_a_partner_and_does_not_count_among_the_thirty(harbour):
    *_, con = harbour
    talk(con, [(0, 33, "mention"), (32, 33, "reply"), (1, 2, "coparticipation")])
    for number in (32, 33):
        role(con, number, "social learning team")
    told = portrait(con, "harbour", NIGHT)

    assert sorted(who for *_, who in told.dots if who != "member") == ["social learning team"]
    assert (len(told.dots), len(told.lines)) == (33, 1)
    for number in range(28, 32):
        role(con, number, "social learning team")
    assert portrait(con, "harbour", NIGHT).dots is None


def test_who_led_before_the_window_is_no_leader_in_it(harbour):
    *_, con = harbour
    talk(con, of_the_club())
    role(con, 0, "leader", until=END - timedelta(weeks=13))

    assert {who for *_, who in portrait(con, "harbour", NIGHT).dots} == {"member"}


def test_the_order_of_the_dots_says_nothing_of_who_they_are(harbour):
    *_, con = harbour
    talk(con, of_the_club())
    dots = portrait(con, "harbour", NIGHT).dots

    assert list(dots) == sorted(dots)
    assert portrait(con, "harbour", NIGHT).dots == dots


def test_before_a_week_has_closed_there_is_nothing_to_draw(harbour):
    *_, con = harbour
    con.execute("delete from networks.ties")

    assert portrait(con, "harbour", NIGHT) is None
