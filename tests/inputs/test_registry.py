"""The registry is right as a whole, or nothing runs and every fault is told."""

from datetime import date

import pytest

from cop_analytics.errors import InputFault
from cop_analytics.inputs import registry
from cop_analytics.inputs.registry import Community

HARBOUR = '[[community]]\nid = "harbour"\nname = "Harbour"\nplaces = ["1100"]\n'
NO_TOML = "Mend that line; texts stand in quotes, lists in [ ], each table begins with [[…]]."


def declared(folder, text):
    file = folder / "communities.toml"
    file.write_text(text, encoding="utf-8")
    return registry.read(file)


def faults(folder, text):
    with pytest.raises(InputFault) as raised:
        declared(folder, text)
    assert raised.value.exit_status == 2
    return [str(fault) for fault in raised.value.faults]


def test_id_name_and_places_are_enough(tmp_path):
    assert declared(tmp_path, HARBOUR) == [Community("harbour", "Harbour", ("1100",))]


def test_everything_that_can_be_declared(tmp_path):
    text = HARBOUR + (
        'kind = "leaders"\ndomain = "How ships come in"\nlaunched_on = 2025-03-03\n'
        'stage = { declared = "maturing", by = "the team", on = 2025-09-01, because = "a core of four" }\n'
        'leaders = ["2001", "2002"]\nchosen = ["D2", "D12"]\n'
    )

    assert declared(tmp_path, text) == [
        Community(
            "harbour",
            "Harbour",
            ("1100",),
            kind="leaders",
            domain="How ships come in",
            launched_on=date(2025, 3, 3),
            stage="maturing",
            leaders=("2001", "2002"),
            chosen=("D2", "D12"),
            stage_by="the team",
            stage_on=date(2025, 9, 1),
            stage_because="a core of four",
        )
    ]


def test_communities_come_by_id_whatever_the_file_begins_with(tmp_path):
    text = HARBOUR + HARBOUR.replace("harbour", "anchorage").replace("1100", "1200")

    assert [community.id for community in declared(tmp_path, text)] == ["anchorage", "harbour"]


def test_a_byte_order_mark_and_the_line_ends_of_windows_are_no_fault(tmp_path):
    assert [community.id for community in declared(tmp_path, "\ufeff" + HARBOUR.replace("\n", "\r\n"))] == ["harbour"]


def test_without_a_file_somebody_learns_how_to_get_one(tmp_path):
    with pytest.raises(InputFault) as raised:
        registry.read(tmp_path / "communities.toml")

    assert str(raised.value) == f"{tmp_path}/communities.toml: there is no such file. `cop init` writes one."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("places = []", 'row 5, places: it names no place. Write the placeIDs as text: places = ["1100"].'),
        ("places = [1100]", 'row 5, places: it is not a list of texts. Write each in quotes: places = ["…", "…"].'),
        ('places = "1100"', 'row 5, places: it is not a list of texts. Write each in quotes: places = ["…", "…"].'),
        (
            'places = ["x"]',
            "row 5, places: number 1 is no placeID. It is the number at the end of the place's API address.",
        ),
        ('places = ["1", "1"]', "row 5, places: number 2 stands there already. Keep it once."),
        (
            'id = "Harbour!"',
            "row 5, id: it cannot name files. Use small letters, digits and hyphens, at most 63: credit-risk.",
        ),
        (
            'id = "../x"',
            "row 5, id: it cannot name files. Use small letters, digits and hyphens, at most 63: credit-risk.",
        ),
        ("id = 7", 'row 5, id: it is not a text. Write it in quotes: id = "…".'),
        ('id = " "', 'row 5, id: it is empty. Write id = "…".'),
        ("name = 2026-01-01", 'row 5, name: it is not a text. Write it in quotes: name = "…".'),
        ('kind = "team"', "row 5, kind: it is not known. Write one of: community, leaders, mentoring."),
        ("kind = true", 'row 5, kind: it is not a text. Write it in quotes: kind = "…".'),
        ("domain = 3", 'row 5, domain: it is not a text. Write it in quotes: domain = "…".'),
        (
            'launched_on = "2025-03-03"',
            "row 5, launched_on: it is no date. Write it without quotes or time: launched_on = 2026-01-31.",
        ),
        (
            "launched_on = 2025-03-03T00:00:00",
            "row 5, launched_on: it is no date. Write it without quotes or time: launched_on = 2026-01-31.",
        ),
        (
            'stage = "maturing"',
            "row 5, stage: it is not a declaration. "
            'Write stage = { declared = "maturing", by = "…", on = 2026-01-31, because = "…" }.',
        ),
        (
            'stage = { declared = "blooming" }',
            "row 5, stage: declared: it is not known. "
            "Write one of: potential, coalescing, maturing, stewardship, transformation.",
        ),
        ('stage = { by = "ada" }', 'row 5, stage: declared: it is missing. Write declared = "…".'),
        (
            'leaders = ["ada"]',
            "row 5, leaders: number 1 is no person id. It is the number at the end of the person's address.",
        ),
        (
            'chosen = ["D13"]',
            "row 5, chosen: number 1 is no dimension. Write some of: D1, D2, D3, D4, D5, D6, D7, D8, D9, D10, D11, D12.",
        ),
        (
            'chosen = ["D1", "D2", "D3", "D4", "D5", "D6", "D7"]',
            "row 5, chosen: it chooses 7 dimensions. Keep at most 6; the others can wait for the next look.",
        ),
        (
            'leader = "2001"',
            "row 5, leader: it is not known. "
            "Known are: id, name, places, kind, domain, launched_on, stage, leaders, chosen.",
        ),
    ],
    ids=lambda case: case if "=" in case and "row" not in case else "",
)
def test_a_fault_names_its_line_and_its_cure(tmp_path, line, message):
    key = line.split(" ")[0]
    lines = [old for old in HARBOUR.splitlines() if not old.startswith(f"{key} ")]
    comments = ["#"] * (4 - len(lines))

    assert faults(tmp_path, "\n".join([*comments, *lines, line])) == [f"communities.toml, {message}"]


def test_what_is_missing_is_told_at_the_head_of_its_community(tmp_path):
    assert faults(tmp_path, f"# ours\n{HARBOUR}\n[[community]]\n") == [
        'communities.toml, row 7, id: it is missing. Write id = "…".',
        'communities.toml, row 7, name: it is missing. Write name = "…".',
        'communities.toml, row 7, places: it names no place. Write the placeIDs as text: places = ["1100"].',
    ]


@pytest.mark.parametrize("device", ["con", "prn", "aux", "nul", "com1", "lpt9"])
def test_an_id_is_no_name_of_a_device(tmp_path, device):
    assert faults(tmp_path, HARBOUR.replace('"harbour"', f'"{device}"')) == [
        "communities.toml, row 2, id: it cannot name files. Use small letters, digits and hyphens, at most 63: credit-risk."
    ]


def test_an_id_and_a_place_belong_to_one_community(tmp_path):
    assert faults(tmp_path, HARBOUR + HARBOUR) == [
        "communities.toml, row 6, id: it stands twice. Give each community an id of its own.",
        "communities.toml, row 8, places: number 1 belongs to community 1 already. "
        "A place belongs to one community: take it out of one of them.",
    ]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param(
            "# nothing\n",
            ["communities.toml: it declares no community. Write a [[community]] with id, name and places."],
            id="nothing",
        ),
        pytest.param(
            '[community]\nid = "harbour"\n',
            [
                "communities.toml, row 1, community: it is not a list of tables. "
                "Begin each with [[community]] on a line of its own."
            ],
            id="single brackets",
        ),
        pytest.param(
            f"owner = 1\n{HARBOUR}",
            ["communities.toml, row 1, owner: it is not known. Known are: community."],
            id="a stranger",
        ),
        pytest.param(
            HARBOUR + 'kind = "leaders\n',
            [f"communities.toml, row 5: it is no TOML (Illegal character '\\n'). {NO_TOML}"],
            id="an open quote",
        ),
        pytest.param(
            HARBOUR + 'name = "Again"',
            [f"communities.toml, row 5: it is no TOML (Cannot overwrite a value). {NO_TOML}"],
            id="a key twice",
        ),
        pytest.param(
            "a = " + "[" * 5000,
            [f"communities.toml, row 1: it is no TOML (brackets within brackets without end). {NO_TOML}"],
            id="brackets without end",
        ),
    ],
)
def test_a_file_that_declares_nothing_says_why(tmp_path, text, messages):
    assert faults(tmp_path, text) == messages


def test_a_registry_that_is_not_utf_8_names_the_line(tmp_path):
    (tmp_path / "communities.toml").write_bytes(HARBOUR.replace("Harbour", "Häfen").encode("latin-1"))
    with pytest.raises(InputFault) as raised:
        registry.read(tmp_path / "communities.toml")

    assert str(raised.value) == "communities.toml, row 3: it is not UTF-8. Save it as UTF-8."


def test_communities_in_one_list_are_told_apart_by_number(tmp_path):
    assert faults(
        tmp_path, 'community = [{ id = "a", name = "A", places = ["1"] }, { name = "B", places = ["2"] }]'
    ) == ['communities.toml, community 2, id: it is missing. Write id = "…".']
