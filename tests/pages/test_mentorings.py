"""A mentoring programme's page: the bank's, drawn from its tables, tells groups and nobody."""

from datetime import date, datetime

import pytest

from cop_analytics.pages import mentorings, site
from tests.pages.reading import Page
from tests.publish.worlds import CUT, released, table

PROGRAMME = {
    "programme_id": "digital-2025",
    "name": "Digital 2025",
    "starts_on": date(2025, 3, 31),
    "ends_on": date(2025, 9, 28),
    "framework": "DigComp 3.0",
    "mentor_count": 100,
    "mentee_count": 100,
    "pair_count": 100,
    "status": "shown",
}
OF = {"programme_id": "digital-2025", "wave": "1", "status": "shown"}
MOVED = OF | {"competence": "2.1", "comparison": "pre to post"}
DOSED = OF | {"wave": "all", "competence": "2.1", "comparison": "sessions, pre to post"}
ENDED = OF | {"comparison": "pairs", "answered_count": 50}
OVER = OF | {"wave": "all", "window_end": datetime(2025, 9, 29), "person_count": 100}
TABLES = {
    "mentoring_programmes": table("mentoring_programmes", PROGRAMME),
    "mentoring_cadence": table(
        "mentoring_cadence",
        OF | {"window_end": datetime(2025, 6, 30), "planned_count": 280, "held_count": 240, "met_pair_count": 50},
        OF | {"window_end": datetime(2025, 9, 29), "status": "suppressed"},
    ),
    "mentoring_capability": table(
        "mentoring_capability",
        *(
            MOVED | {"change": change, "person_count": count, "lower": lower, "upper": upper, "sign_test": 0.017}
            for change, count, lower, upper in (("up", 25, 0.37, 0.63), ("same", 15, 0.19, 0.44), ("down", 10, 0.11, 0.33))
        ),
        MOVED | {"comparison": "then to post", "change": "not told", "status": "too_few"},
        *(
            DOSED | {"change": band, "person_count": up, "answered_count": of, "lower": lower, "upper": upper}
            for band, up, of, lower, upper in (
                ("9 sessions or more", 25, 40, 0.47, 0.76),
                ("0 to 8 sessions", 10, 30, 0.19, 0.51),
            )
        ),
        *(MOVED | {"wave": "2", "comparison": way, "change": "not told", "status": "too_few"} for way in mentorings.KEYS),
        DOSED | {"competence": "3.1", "change": "not told", "status": "too_few"},
        ENDED | {"competence": "completion", "change": "complete", "person_count": 40},
        ENDED | {"competence": "completion", "change": "not complete", "person_count": 10},
        ENDED
        | {"competence": "time kept", "comparison": "mentees", "change": "yes", "person_count": 35, "missing_count": 15},
        ENDED | {"competence": "again", "comparison": "mentees", "change": "not told", "status": "too_few"},
    ),
    "mentoring_network": table(
        "mentoring_network",
        OVER | {"part": "effect", "value": -0.31, "lower": -0.9, "upper": 0.3, "chance": 0.31},
        OVER | {"part": "minimum_detectable", "value": 1.06},
        OVER | OF | {"part": "pre_trend", "value": 2.0, "lower": 1.0, "upper": 3.0, "chance": 0.0005},
        OVER | {"part": "ei_after", "value": 0.1, "lower": -0.2, "upper": 0.25},
        OVER | {"part": "regular_lately", "value": 0.3, "lower": 0.21, "upper": 0.4},
        OVER | {"part": "mentioned_before", "status": "suppressed"},
        OVER | {"part": "pre_trend", "status": "too_few"},
        OF | {"part": "partners_before", "value": 2.5, "lower": 2.0, "upper": 3.0},
    ),
}  # fmt: skip


@pytest.fixture
def page(tmp_path):
    site.draw(released() | TABLES, CUT, [], tmp_path)
    assert 'href="mentoring/digital-2025.html"' in (tmp_path / "programme.html").read_text()
    return Page((tmp_path / "mentoring/digital-2025.html").read_text())


def test_what_could_be_found_is_said_before_what_was(page):
    told = (
        "four times in five 1.1",
        "before any of them began too few to tell",
        "More partners than those not mentored yet −0.3; between −0.9 and 0.3; waves drawn anew differ as much 31",
    )
    order = [page.text.index(words) for words in told]

    assert order == sorted(order)


def test_pairs_meet_in_counts_and_what_rests_on_few_says_so(page):
    assert "1 29 June 2025 280 240 fewer than ten" in page.text
    assert "1 28 September 2025 too few to tell too few to tell" in page.text


def test_both_tellings_stand_side_by_side_and_three_directions_are_a_picture(page):
    assert "Competence 2.1, communication and collaboration; wave 1" in page.text
    assert (
        "From before to after: down: 10 (between 1 and 3 in 10); same: 15 (between 2 and 4 in 10); "
        "up: 25 (between 4 and 6 in 10); fewer than ten told one level only. "
        "Were up and down as likely, chance alone would split those who moved as unevenly 2 times in 100."
    ) in page.text
    assert "From before, as seen afterwards, to after: too few to tell." in page.text
    assert len(page.all("svg")) == 2


def test_competences_of_which_a_wave_tells_nothing_are_one_sentence(page):
    assert "Wave 2, too few to tell of: 2.1." in page.text
    assert page.text.count("Competence 2.1, communication and collaboration; wave") == 1


def test_sessions_beside_change_are_a_picture_with_its_caution(page):
    """By hand: of 40 with nine sessions or more 25 moved up, 15 did not; of the 30 others 10 and 20."""
    figure = page.text.index("Competence 2.1, communication and collaboration: 0 to 8 sessions: 10 of 30 moved up")

    assert page.text.index("More sessions do not cause more change") < figure
    assert "9 sessions or more: 25 of 40 moved up (between 5 and 8 in 10)." in page.text
    assert "0 to 8 sessions up 10 not up 20 9 sessions or more up 25 not up 15" in page.text
    assert "Too few to tell of: 3.1." in page.text


def test_sessions_beside_change_are_no_closing_question(page):
    assert page.text.count("sessions, pre to post") == 0


def test_before_the_last_wave_is_told_sessions_beside_change_wait():
    told = mentorings.of_mentoring({**PROGRAMME, "trained_mentor_count": 90, "unmatched_count": None}, {})

    assert told["dose"] == {"figures": [], "silence": "It is told once, six weeks after the last wave ended."}


def test_completion_is_x_of_y_and_answers_of_few_are_not_told(page):
    assert "1 Pairs that completed pairs complete: 40; not complete: 10; of 50" in page.text
    assert "mentees yes: 35; of 50; 15 did not answer" in page.text
    assert "1 Would you do it again? mentees too few to tell" in page.text


def test_chance_stands_beside_a_mixture_and_an_interval_beside_a_count(page):
    assert "0.1; chance alone makes between −0.2 and 0.2" in page.text
    assert "2.0; between 1.0 and 3.0; waves drawn anew differ as much less than once in 100" in page.text
    assert "thirteen weeks before 2.5; between 2.0 and 3.0" in page.text


def test_mentees_are_told_of_as_a_cohort(page):
    assert "Contributed in four weeks of thirteen, lately about 3 in 10; between 2 and 4 in 10" in page.text
    assert "Mentioned by members of another tier, before too few to tell" in page.text


def test_a_release_without_programmes_has_no_page_of_them():
    assert mentorings.named({}) == []
