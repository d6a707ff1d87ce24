"""Profiles of two sources and two frameworks: what is compared, what is not, and how that is told; counted by hand."""

import pytest

from cop_analytics.inputs import mentoring
from cop_analytics.inputs.levels import Level
from cop_analytics.mentoring.evaluation import NotCompared, changes, not_compared
from cop_analytics.mentoring.fit import fit
from tests.mentoring.cohorts import HEADERS, USUAL, written
from tests.mentoring.test_steps import cop

HEADER = "participant_id,competence,level,wave,source,framework_version"
BOTH = """\
cyd,1.1,1,pre,self,
cyd,1.1,3,post,self,DigComp 3.0
cyd,1.1,2,pre,task,
cyd,1.1,2,post,task,
cyd,2.1,2,pre,self,
cyd,2.1,3,post,task,
dee,1.1,2,pre,,DigComp 2.2
dee,1.1,3,post,,
dee,3.1,7,pre,task,DigComp 2.2
"""


def read(folder, rows):
    written(folder / "digital-2026")
    (folder / "digital-2026/levels.csv").write_text(f"{HEADER}\n{rows}")
    return mentoring.read(folder / "digital-2026")


def test_a_sheet_of_before_is_one_s_own_word_in_the_programme_s_framework(tmp_path):
    told = mentoring.read(written(tmp_path / "digital-2026"))

    assert HEADERS["levels.csv"] == "participant_id,competence,level,wave"
    assert told.levels[0] == Level("ada", "1.1", 4, "pre", "self", "DigComp 3.0")


def test_each_transition_is_of_one_source_and_one_framework(tmp_path):
    """Cyd went up by their own word and stayed by tasks; dee's two levels are of two frameworks: one is told alone."""
    told = changes(read(tmp_path, BOTH))

    assert {(each.competence, each.comparison): each.of for each in told} == {
        ("1.1", "pre to post"): 1,
        ("1.1", "then to post"): 0,
        ("1.1", "pre to post, tasks"): 1,
        ("2.1", "pre to post"): 0,
        ("2.1", "then to post"): 0,
        ("2.1", "pre to post, tasks"): 0,
    }
    assert [(each.comparison, each.change, each.missing) for each in told if each.people] == [
        ("pre to post", "up", 1),
        ("pre to post, tasks", "same", 0),
    ]


def test_what_is_not_compared_is_told(place):
    """Two levels are of DigComp 2.2; cyd's 2.1 was told before and shown by a task after."""
    folder = place / "inputs/mentoring/digital-2026"
    (folder / "levels.csv").write_text(f"{HEADER}\n{BOTH}{_levelled()}")
    (folder / "published.csv").write_text("mentor_id,mentee_id\nada,cyd\n")

    assert not_compared(mentoring.read(folder)) == NotCompared(2, 1)
    told = cop(place, "report", "digital-2026")
    assert "2 levels are of another framework than the programme's: compared with none." in told
    assert "before of one's own word and after of a task, or the other way: 1, not compared." in told


def _levelled():
    return "".join(f"{row},self,\n" for row in USUAL["levels.csv"].splitlines() if row[:3] in ("ada", "ben"))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("cyd,1.1,5,pre,self,", "level: it lies outside DigComp 3.0. Write 1 to 4."),
        ("cyd,1.1,9,pre,self,DigComp 2.2", "level: it lies outside DigComp 2.2. Write 1 to 8."),
        ("cyd,1.1,1,pre,boss,", "source: it is not known. Write one of: self, task."),
        ("cyd,1.1,1,pre,self,DigComp 1", "framework_version: it is not known. Write one of: DigComp 3.0, DigComp 2.2."),
        ("cyd,1.1,1,then,task,", "source: no task shows what it was before. Write self, or another wave."),
    ],
)
def test_a_bad_value_is_one_message(tmp_path, row, said):
    assert [str(fault) for fault in read(tmp_path, f"{row}\n").faults] == [f"levels.csv, row 2, {said}"]


def test_one_source_tells_a_level_once(tmp_path):
    told = read(tmp_path, "cyd,1.1,1,pre,self,\ncyd,1.1,2,pre,task,\ncyd,1.1,2,pre,self,\n")

    assert {fault.problem.partition(" stand")[0] for fault in told.faults} == {
        "the same participant_id and competence and wave and source"
    }
    assert [each.source for each in told.levels] == ["task"]


def test_what_a_task_showed_counts_in_the_match_before_one_s_own_word(tmp_path):
    """By their own word ada is three levels ahead of cyd in 1.1; a task showed that she is none."""
    rows = "ada,1.1,4,pre,self,\nada,1.1,1,pre,task,\ncyd,1.1,1,pre,self,\n"

    assert not fit(read(tmp_path, rows)).keeps["goal"].any()


def test_a_level_of_another_framework_is_no_lead(tmp_path):
    told = read(tmp_path, "ada,1.1,8,pre,self,DigComp 2.2\ncyd,1.1,1,pre,self,\n")

    assert not fit(told).keeps["goal"].any()
