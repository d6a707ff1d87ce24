"""A check goes from opening to close in its order; what came back is read whole, and nothing is half-loaded."""

from datetime import date

import pytest

from cop_analytics.convening import steps
from cop_analytics.errors import InputFault
from cop_analytics.health.voices import Relevance, Sense
from cop_analytics.inputs import check_files
from tests.convening.worlds import OPENED, cells, members, quiet_harbour, record, returned, signed, tokens

HARBOUR = "health/harbour/2026-H2"


@pytest.fixture
def place(tmp_path):
    """The harbour with a check just opened."""
    place = quiet_harbour(tmp_path)
    steps.open_check(place, 20, OPENED)
    return place


def relevance(place, *files):
    return steps.take_relevance(place, files, None, anonymise=False)


def answers(place, *files, anonymise=False):
    return steps.take_answers(place, files, None, anonymise=anonymise)


def answered(place, folder):
    files = returned(place, folder)
    relevance(place, *files)
    answers(place, *files)


def why(step, *arguments, **more):
    with pytest.raises(InputFault) as refused:
        step(*arguments, **more)
    return str(refused.value)


def test_opening_writes_a_sheet_and_a_workbook_for_each_perspective_and_one_time_tokens(place):
    forms = place.folder / "forms"

    assert sorted(file.name for file in forms.iterdir()) == [
        *(
            "annotations.csv",
            "members.csv",
            "members.xlsx",
            "record.toml",
            "social-learning-team.csv",
            "social-learning-team.xlsx",
        ),
        *("sponsor.csv", "sponsor.xlsx", "tokens.csv"),
    ]
    assert (len(set(tokens(place))), {len(token) for token in tokens(place)}) == (24, {12})
    assert tokens(place) == sorted(tokens(place))
    assert cells(forms / "sponsor.csv")[1] == {
        **{"perspective": "sponsor", "role": "", "dimension": "D2"},
        **{"asked": "I see problems getting solved across units here.", "choice": ""},
        **{"answer": "", "statement": "", "released_to": ""},
    }
    assert steps.one(place).state == "invited"


def test_a_community_nobody_declared_has_no_check(place):
    stranger = steps.Place(place.inputs, "fog", "2026-H2")

    assert why(steps.open_check, stranger, 20, OPENED) == (
        "communities.toml, id: the community is not declared. Write one of: harbour, lighthouse."
    )


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2025, 4, 1), "the community was launched on 2025-03-03. A first look is worth it from 2025-06-01 on."),
        (date(2026, 9, 8), "an earlier check of this community is not closed. Close it first: cop check status."),
    ],
    ids=["a month after launch", "while another is open"],
)
def test_a_check_is_not_opened_too_early(place, today, told):
    other = steps.Place(place.inputs, "harbour", "2026-H3")
    if today.year == 2025:
        for file in sorted(place.folder.rglob("*"), reverse=True):
            file.unlink() if file.is_file() else file.rmdir()
        place.folder.rmdir()

    assert why(steps.open_check, other, 20, today) == f"health/harbour/2026-H3: {told}"


def test_each_perspective_says_what_matters_before_anybody_answers(place, tmp_path):
    files = returned(place, tmp_path / "back")

    first = relevance(place, files[0])
    refused = why(answers, place, *files)
    last = relevance(place, *files[1:])

    assert first.sentences == ("Taken: what matters to members. Still to be heard: sponsor, social learning team.",)
    assert refused == (
        f"{HARBOUR}: what matters has not been said yet by: sponsor, social learning team. First: cop check relevance."
    )
    assert (last.sentences[0][:45], last.faults) == ("All three perspectives have said what matters", ())
    assert set(steps.one(place).relevance) == {
        *(Relevance("members", dimension, choice, count) for dimension in ("D2", "D6")
          for choice, count in (("now", 9), ("later", 3))),
        *(Relevance("sponsor", dimension, "now", 1) for dimension in ("D2", "D6")),
        Relevance("social learning team", "D6", "now", 1),
    }  # fmt: skip


def test_answers_are_counted_and_statements_keep_their_words(place, tmp_path):
    answered(place, tmp_path / "back")
    check = steps.one(place)

    assert (check.state, check.answered_count) == ("answers", 12)
    assert check.answers == {
        ("D2", "largely"): 8,
        ("D2", "partly"): 4,
        ("D6", "a little"): 9,
        ("D6", "fully"): 3,
    }
    assert [(each.role_name, each.dimension_id, each.answer, each.released_to) for each in check.statements] == [
        ("Social learning team", "D6", "a little", ("community",)),
        ("Sponsor, Harbour", "D2", "largely", ("community", "sponsor")),
        ("Sponsor, Harbour", "D6", "fully", ("community",)),
    ]


def test_what_a_voice_said_before_is_replaced_and_the_others_stay(place, tmp_path):
    answered(place, tmp_path / "back")

    answers(place, signed(place, tmp_path / "again.xlsx", "sponsor", "Sponsor, Harbour", {"D6": "partly"}))

    assert [(each.perspective, each.answer) for each in steps.one(place).statements] == [
        ("social learning team", "a little"),
        ("sponsor", "partly"),
    ]
    assert steps.one(place).answered_count == 12


def test_the_answers_are_for_their_owner_alone_and_in_no_order_of_time(place, tmp_path):
    answered(place, tmp_path / "back")
    file = place.folder / "answers.csv"

    assert oct(file.stat().st_mode)[-3:] == "600"
    assert [row["token"] for row in cells(file)] == sorted(row["token"] for row in cells(file))


def test_a_record_needs_a_pack_that_was_shown(place, tmp_path):
    answered(place, tmp_path / "back")

    assert why(steps.take_record, place, record(tmp_path)) == (
        f"{HARBOUR}: no pack was shown, so no conversation was held over it. "
        "When all who will answer have: cop check freeze."
    )


def shown(place, folder):
    answered(place, folder)
    check_files.write_check(
        place.folder,
        {"frozen_on": date(2026, 9, 21), "shown_to_core_on": date(2026, 9, 21), "state": "frozen", "pack_hash": "…"},
    )


def test_closing_needs_a_record_decisions_and_a_next_look(place, tmp_path):
    shown(place, tmp_path / "back")
    before = why(steps.close_check, place, None, date(2026, 10, 6))
    undecided = tmp_path / "undecided.toml"
    undecided.write_text("held_on = 2026-10-05\n")

    steps.take_record(place, undecided)
    without_decision = why(steps.close_check, place, date(2027, 3, 1), date(2026, 10, 6))
    steps.take_record(place, record(tmp_path))
    without_look = why(steps.close_check, place, None, date(2026, 10, 6))

    assert [before, without_decision, without_look] == [
        f"{HARBOUR}: the check is frozen: there is no record yet. "
        "The core group reads the pack first: cop check show --to core.",
        f"{HARBOUR}: the record holds no decision. Write a [[decision]] into the record: cop check record.",
        f"{HARBOUR}: nobody said when to look again. Add --next-look 2026-09-01, or next_look_on to the record.",
    ]


def test_at_the_close_only_counts_are_left(place, tmp_path):
    shown(place, tmp_path / "back")
    steps.take_record(place, record(tmp_path))
    before = steps.one(place)

    steps.close_check(place, date(2027, 3, 1), date(2026, 10, 6))
    check = steps.one(place)

    assert not (place.folder / "answers.csv").exists()
    assert not (place.folder / "forms" / "tokens.csv").exists()
    assert (check.state, check.answers, check.answered_count) == ("closed", before.answers, 12)
    assert check.senses == (Sense("D6", "Three carry it.", "", "The sponsor sees no risk.", ""),)
    assert (check.decisions, check.next_look_on) == (("Two of us take turns.",), date(2027, 3, 1))


def test_what_people_wrote_into_the_check_stays(place):
    file = place.folder / "check.toml"
    file.write_text(file.read_text() + '\n# ours\n[[decision]]\ntext = "We go on."\n')

    check_files.write_check(place.folder, {"state": "relevance", "answered_count": 3})

    assert file.read_text().split("\n", 1)[1] == (
        'opened_on = 2026-09-07\nstate = "relevance"\ninvited_count = 20\nanswered_count = 3\n\n# ours\n'
        '[[decision]]\ntext = "We go on."\n'
    )


def spoilt(place, folder, spoil, into):
    """The faults of a spoilt sheet of answers, and how many still count."""
    files = returned(place, folder)
    relevance(place, *files)
    taken = answers(place, members(place, folder / "members.csv", spoil=spoil, into=into))
    return [str(fault) for fault in taken.faults], steps.one(place).answered_count


def test_a_wrong_dimension_is_told_and_the_other_rows_count(place, tmp_path):
    faults, count = spoilt(place, tmp_path / "back", ",D2,,now,largely", ",D22,,now,largely")

    assert faults == [
        "members.csv, row 2, dimension: it is not known. "
        "Write one of: D1, D2, D3, D4, D5, D6, D7, D8, D9, D10, D11, D12."
    ]
    assert (count, steps.one(place).answers["D2", "largely"]) == (12, 7)
    assert [row["row"] for row in cells(tmp_path / "back" / "members.rejected.csv")] == ["2"]


def test_a_formula_is_told_and_never_computed(place, tmp_path):
    faults, _ = spoilt(place, tmp_path / "back", "now,largely", "now,=A1&B1")

    assert faults == ["members.csv, row 2, answer: it looks like a formula. Write plain text."]
    assert cells(tmp_path / "back" / "members.rejected.csv")[0]["answer"] == "'=A1&B1"


def test_a_token_that_was_not_given_out_does_not_count(place, tmp_path):
    faults, count = spoilt(place, tmp_path / "back", tokens(place)[0], "0123456789ab")

    assert faults == ["members.csv, row 2, token: it was not given out for this check. Take one of forms/tokens.csv."]
    assert count == 12


def test_a_token_that_stands_in_two_files_counts_in_neither(place, tmp_path):
    files = returned(place, tmp_path / "back")
    relevance(place, *files)
    again = tmp_path / "again.csv"
    again.write_text(f"token,participation_level,dimension,asked,choice,answer\n{tokens(place)[0]},,D2,,,fully\n")

    taken = answers(place, files[0], again)

    assert [str(fault) for fault in taken.faults] == [
        f"{name}: 1 who speak in it speak in another file too; none of what they say is taken. Hand in each voice once."
        for name in ("members.csv", "again.csv")
    ]
    assert steps.one(place).answered_count == 11


def test_a_sheet_in_latin_1_is_refused_and_nothing_changes(place, tmp_path):
    answered(place, tmp_path / "back")
    file = members(place, tmp_path / "latin.csv", spoil=",D2,,now,largely", into=",D2,ä,now,largely")
    file.write_bytes(file.read_text().encode("latin-1"))
    before = (place.folder / "answers.csv").read_bytes()

    taken = answers(place, file)

    assert [str(fault) for fault in taken.faults] == [
        "latin.csv, row 2: it is not UTF-8 (byte 0xE4). "
        "It may be Latin-1 or Windows-1252: save it as “CSV UTF-8 (comma delimited)”."
    ]
    assert (taken.sentences, (place.folder / "answers.csv").read_bytes()) == ((), before)
