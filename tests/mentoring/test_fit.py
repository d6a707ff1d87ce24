"""Which pairs may be, and what their fit is made of: every number by hand."""

import numpy as np
import pytest

from cop_analytics.inputs import mentoring
from cop_analytics.mentoring.feasibility import feasibility, in_words
from cop_analytics.mentoring.fit import WEIGHTS, fit
from tests.mentoring.cohorts import USUAL, written


def fitted(folder, **changed):
    return fit(mentoring.read(written(folder, **changed)))


def cell(fits, mentor, mentee):
    rows = [each.id for each in fits.mentors].index(mentor), [each.id for each in fits.mentees].index(mentee)
    return {name: bool(kept[rows]) for name, kept in fits.keeps.items()}, {
        name: round(float(part[rows] / WEIGHTS[name]), 6) for name, part in fits.parts.items()
    }


def test_the_parts_of_a_fit_are_those_of_the_rules(tmp_path):
    """Ada is three and two levels ahead of cyd, one counts of four; budgeting is one of two things she wants; one site."""
    keeps, parts = cell(fitted(tmp_path), "ada", "cyd")

    assert all(keeps.values())
    assert parts == {"goals": 1.0, "reciprocity": 0.5, "difference": 1.0, "proximity": 1.0, "wishes": 0.0}


def test_a_gap_counts_up_to_its_reach_and_only_where_there_is_a_goal(tmp_path):
    """In eight levels two ahead count full and one half: dee wants 1.1 (0.4, one ahead) and 3.1 (0.6, two ahead)."""
    eight = "ben,1.1,2,pre\nben,3.1,3,pre\ndee,1.1,1,pre\ndee,3.1,1,pre\nben,5.4,8,pre\n"
    programme = 'name = "x"\nstarts_on = 2026-03-02\nends_on = 2026-08-31\nframework = "DigComp 2.2"\n'
    fits = fitted(tmp_path, programme=programme, levels=eight, goals="dee,1.1,0.4\ndee,3.1,0.6\n")

    assert cell(fits, "ben", "dee")[1]["goals"] == pytest.approx(0.4 * 0.5 + 0.6, abs=1e-6)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"participants": USUAL["participants.csv"].replace("en:C1 de:C2", "fr:C2")}, "language"),
        ({"participants": USUAL["participants.csv"].replace("en:B2 de:B1", "en:B1 de:B1")}, "language"),
        ({"participants": USUAL["participants.csv"].replace("mon 9-11,no", "fri 9-11,no")}, "hours"),
        ({"participants": USUAL["participants.csv"].replace("Berlin,1,mon 9-11", "Berlin,5,mon 9-11")}, "hours"),
        (
            {"participants": USUAL["participants.csv"].replace("Berlin,1,mon 9-12,yes", "Berlin,1,mon 9-12,no")},
            "training",
        ),
        ({"barriers": "cyd,ada,veto\n"}, "barrier"),
        ({"levels": USUAL["levels.csv"].replace("cyd,1.1,1", "cyd,1.1,4").replace("cyd,2.1,2", "cyd,2.1,4")}, "goal"),
    ],
)
def test_each_rule_stands_in_the_way_by_itself(tmp_path, changed, rule):
    keeps, _ = cell(fitted(tmp_path, **changed), "ada", "cyd")

    assert [name for name, kept in keeps.items() if not kept] == [rule]


def test_mutual_wishes_count_half_from_either_side(tmp_path):
    one = cell(fitted(tmp_path / "one", wishes="ada,cyd,1\n"), "ada", "cyd")[1]["wishes"]
    both = cell(fitted(tmp_path / "both", wishes="ada,cyd,1\ncyd,ada,3\n"), "ada", "cyd")[1]["wishes"]

    assert (one, both) == (0.5, 0.8)


def test_what_few_can_teach_weighs_more(tmp_path):
    """Three mentees want 1.1, which one mentor can help with: its weight rises by half of two thirds."""
    people = USUAL["participants.csv"] + "eli,mentee,1,en:C1,Lending,Credit,London,0,tue 9-11,no,\n"
    levels = "ada,1.1,4,pre\nada,2.1,4,pre\nben,2.1,4,pre\n" + "".join(
        f"{who},{competence},1,pre\n" for who in ("cyd", "dee", "eli") for competence in ("1.1", "2.1")
    )
    goals = "".join(f"{who},1.1,0.5\n{who},2.1,0.5\n" for who in ("cyd", "dee", "eli"))
    parts = cell(fitted(tmp_path, participants=people, levels=levels, goals=goals), "ben", "dee")[1]

    scarce, plenty = 0.5 * (1 + 0.5 * (1 - 1 / 3)), 0.5 * (1 + 0.5 * (1 - 2 / 3))
    assert parts["goals"] == pytest.approx(plenty / (scarce + plenty), abs=1e-6)


def test_age_is_nowhere():
    assert not {"age", "gender", "born"} & set(mentoring.Participant.__annotations__)


def test_who_cannot_be_paired_is_told_the_rule_that_binds(tmp_path):
    """Dee's hours are Tuesday's, and only ben has those; were it not for hours ada could take her, and ben has cyd."""
    people = USUAL["participants.csv"].replace("mon 9-12; tue 9-12", "mon 9-12")
    told = feasibility(fitted(tmp_path, participants=people))

    assert (told.most, told.mentors, told.mentees) == (1, 2, 2)
    assert {(each.participant_id, each.binding) for each in told.unpaired} >= {("dee", ("hours",))}
    assert [(each.rule, each.pairs) for each in told.what_if][:1] == [(None, 1)]
    assert {each.rule: each.pairs for each in told.what_if}["hours"] == 2


def test_the_least_loosening_that_pairs_somebody_is_told(tmp_path):
    """By hand: dee speaks English at A2, which nobody asks for; at B1 it is not enough, and Tuesday's hours are ben's."""
    people = USUAL["participants.csv"].replace("dee,mentee,1,en:C1", "dee,mentee,1,en:A2")
    told = feasibility(fitted(tmp_path, participants=people))
    [dee] = [each for each in told.unpaired if each.participant_id == "dee"]

    assert (dee.binding, dee.smallest, dee.choices) == (("language",), "a language both speak at A2 or better", 0)
    assert in_words(dee).endswith("; enough would be: a language both speak at A2 or better")
    assert {each.rule: each.pairs for each in told.what_if if each.rule and "language" in each.rule} == {
        "language": 2,
        "a language both speak at B1 or better": 1,
        "a language both speak at A2 or better": 2,
    }


def test_somebody_for_whom_nobody_is_left_is_told_so(tmp_path):
    people = USUAL["participants.csv"] + "eli,mentee,1,en:C1,Lending,Credit,London,0,tue 9-11,no,\n"
    levels, goals = USUAL["levels.csv"] + "eli,1.1,1,pre\n", USUAL["goals.csv"] + "eli,1.1,1\n"
    told = feasibility(fitted(tmp_path, participants=people, levels=levels, goals=goals))

    assert [in_words(each) for each in told.unpaired] == ["the one they may be with has somebody else"]


def test_narrow_hours_never_raise_a_fit(tmp_path):
    """Somebody who tells fewer free hours keeps the same fits, and may be with no more people."""
    wide = fitted(tmp_path / "wide")
    narrow = fitted(
        tmp_path / "narrow", participants=USUAL["participants.csv"].replace("mon 9-12; tue 9-12", "tue 9-11")
    )

    assert np.array_equal(wide.value, narrow.value)
    assert not (narrow.may & ~wide.may).any()
