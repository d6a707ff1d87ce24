"""`cop story …` and `cop newsletter` as somebody types them, on the files of a home."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cop_analytics import shipped, storytelling, warehouse
from cop_analytics.errors import InputFault
from tests.inputs.test_story_forms import FACTOR, FILLED, filled
from tests.publish.worlds import table
from tests.tables import build, given

COP = Path(sys.executable).with_name("cop")
BANK = shipped.folder("fixtures") / "bank"
REGISTRY = '[[community]]\nid = "harbour"\nname = "Harbour"\nplaces = ["1"]\nkind = "community"\n'


def cop(folder, *words):
    env = os.environ | {
        "COP_CONFIG": str(BANK / "cop.toml"),
        "COP_HOME": str(folder),
        "COP_PLATFORM__TOKEN": "none",
        "COP_PRIVACY__KEY": "a key of tests, long enough to be one",
    }
    return subprocess.run([COP, *words], env=env, cwd=folder, capture_output=True, text=True, timeout=60)


def test_a_controller_walks_every_sum_back_to_its_file(tmp_path):
    done = cop(tmp_path, "story", "--now", "2026-01-06", "claims", "2025-Q4", "--json")
    told = json.loads(done.stdout)

    # By hand from the five files: 24,000 × .5 × .9 + 30,000 × .6 × .8 signed; 9,000 × .5 × .7 + 2,000 × 1 × .8 documented.
    assert told["sums"] == {"E2": 3150 + 1600, "E3": 10_800 + 14_400}
    assert told["counts"] == {"E0": 1, "E1": 1, "E2": 2, "E3": 2}
    assert all(Path(each["file"]).exists() for each in told["claims"])


def test_a_claim_whose_consent_has_run_out_counts_no_more(tmp_path):
    told = json.loads(cop(tmp_path, "story", "--now", "2027-01-01", "claims", "2025-Q4", "--json").stdout)

    assert told["sums"] == {"E2": 0, "E3": 0}


def test_stories_are_listed_with_their_state(tmp_path):
    done = cop(tmp_path, "story", "--now", "2026-01-06", "list", "--json")

    states = {each["story"]: each["state"] for each in json.loads(done.stdout)["stories"]}
    assert (done.returncode, len(states)) == (0, 12)
    assert states["board-dashboard"] == "withdrawn"


def test_a_newsletter_needs_a_release_and_says_so(tmp_path):
    done = cop(tmp_path, "newsletter", "2025-Q4")

    assert (
        done.returncode,
        done.stderr.strip().endswith("there is no release to tell of. Run `cop nightly` first."),
    ) == (7, True)


def test_a_newsletter_without_a_plan_says_what_to_write(tmp_path):
    done = cop(tmp_path, "newsletter", "2031-Q1")

    assert done.returncode == 2
    assert "newsletters/2031-Q1.toml: it is not there. Write it:" in done.stderr


@pytest.mark.parametrize(
    "words", [("content/1", "perhaps"), ("nothing", "accepted"), ("content/1", "ignored", "--because", "a@b")]
)
def test_a_decision_that_is_none_is_refused(tmp_path, words):
    assert cop(tmp_path, "story", "decide", *words).returncode == 2


def test_a_form_that_came_back_becomes_a_draft(tmp_path):
    (tmp_path / "communities.toml").write_text(REGISTRY)
    form = filled(tmp_path / "story.xlsx", FILLED | FACTOR)

    file, faults = storytelling.take_form(tmp_path, form, "mooring", "harbour", "2026-Q1", "T7", date(2026, 1, 12))

    assert (file, faults) == (tmp_path / "stories" / "mooring.toml", [])
    with pytest.raises(InputFault, match="it is there already"):
        storytelling.take_form(tmp_path, form, "mooring", "harbour", "2026-Q1", "T7", date(2026, 1, 12))


def test_a_form_for_nobody_writes_nothing(tmp_path):
    (tmp_path / "communities.toml").write_text(REGISTRY)
    form = filled(tmp_path / "story.xlsx", FILLED)

    with pytest.raises(InputFault) as refused:
        storytelling.take_form(tmp_path, form, "A Story", "nowhere", "2026-Q1", "ada@bank.example", date(2026, 1, 12))

    assert len(refused.value.faults) == 3
    assert not (tmp_path / "stories").exists()


def test_a_story_that_leaves_a_release_is_named_with_the_reason(con, tmp_path):
    (tmp_path / "tables").mkdir()
    pq.write_table(
        table("value_stories", *({"story_id": name} for name in ("gone", "lapsed", "stays", "withdrawn"))),
        tmp_path / "tables" / "value_stories.parquet",
    )
    given(con, "publish.value_stories", "story_id\nstays")
    given(con, "inputs.stories", "story_id | state\nstays | published\nlapsed | published\nwithdrawn | withdrawn")

    assert storytelling.told_no_more(con, tmp_path) == [
        "The story gone is told no more: its file is gone or has a fault.",
        "The story lapsed is told no more: its teller's consent to it has ended.",
        "The story withdrawn is told no more: it is withdrawn.",
    ]
    assert storytelling.told_no_more(con, tmp_path / "no release") == []


THREADS = """
contribution_id | community_id | thread_id | member_id | contributed_at   | is_marked_answer
content/1       | harbour      | content/1 | ada       | 2026-01-02 09:00 | false
message/1       | harbour      | content/1 | ben       | 2026-01-02 10:00 | true
content/2       | harbour      | content/2 | ada       | 2026-01-03 09:00 | false
content/3       | harbour      | content/3 | ada       | 2025-03-03 09:00 | true
"""


def leads(con):
    given(con, "facts.contributions", THREADS)
    started = "thread_id | community_id | started_at\ncontent/1 | harbour | 2026-01-02 09:00\n"
    given(
        con, "facts.threads", started + "content/2 | harbour | 2026-01-03 09:00\ncontent/3 | harbour | 2025-03-03 09:00"
    )
    given(
        con,
        "facts.outcomes",
        "contribution_id | from_member_id | kind\nmessage/1 | ada | helpful\ncontent/2 | ada | helpful",
    )
    return build(con, "value.leads", "thread_id", "reasons", "decision")


def test_a_thread_is_proposed_with_its_reasons_and_never_for_thanks_to_oneself(con):
    assert leads(con) == [("content/1", "an answer is marked; it was found helpful or a success", None)]


def test_six_from_three_units_within_three_days_are_a_reason(con):
    people = ("ada", "ben", "cyd", "dee", "eli", "fog")
    rows = [f"message/{n} | harbour | content/1 | {who} | 2026-01-03 0{n}:00 | false" for n, who in enumerate(people)]
    head = THREADS.strip().splitlines()[0]
    given(con, "facts.contributions", "\n".join([head, *rows]))
    given(con, "facts.threads", "thread_id | community_id | started_at\ncontent/1 | harbour | 2026-01-02 09:00")
    given(
        con,
        "facts.members",
        "member_id | unit\n" + "\n".join(f"{who} | {who[0] if who < 'cyd' else 'c'}" for who in people),
    )

    assert build(con, "value.leads", "reasons") == [("many from several units joined within three days",)]


def test_how_earlier_leads_turned_out_is_told_with_its_interval_once_enough_were_looked_at(tmp_path):
    file = tmp_path / "analysts" / "cop.duckdb"
    file.parent.mkdir()
    decided = [("accepted", 8), ("rejected", 4), ("ignored", 3)]
    lines = [f"content/{n}{place} | {word}" for place, (word, count) in enumerate(decided) for n in range(count)]
    with warehouse.connect(file) as con:
        given(con, "value.leads", "thread_id | decision\n" + "\n".join(lines))
        given(
            con,
            "value.sought_stories",
            "community_id | indicator_id | part | prompt\nharbour | V-2 | replied_14d | Why?",
        )

    found = storytelling.leads_of(tmp_path, None, 3)

    # Wilson 95 % of 8 of 12: 0.39 to 0.86 (the formula by hand, z = 1.96).
    assert found.past == (
        "Earlier leads: 8 accepted of 12 looked at, 3 ignored; between 39% and 86% lead to a story (95 %, Wilson)."
    )
    assert found.sought == [{"community": "harbour", "indicator": "V-2", "prompt": "Why?"}]


def test_before_the_first_night_there_are_no_leads(tmp_path):
    with pytest.raises(InputFault, match="Run `cop nightly` first"):
        storytelling.leads_of(tmp_path, None, 3)
