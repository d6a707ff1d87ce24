"""`communities.toml`: a faulty registry stops everything, and every fault is told at once."""

from datetime import date

import pytest

from cop_analytics.errors import InputFault
from cop_analytics.inputs import registry
from cop_analytics.inputs.registry import Community

GOOD = """
[[community]]
id = "harbour"
name = "Harbour"
places = ["1100"]
domain = "Ships and what they carry"
launched_on = 2025-01-15
stage = { declared = "coalescing", by = "social learning team", on = 2025-06-01, because = "a core of seven" }
leaders = ["2001"]
chosen = ["D2"]
"""


def faults(folder, text):
    (folder / "communities.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputFault) as raised:
        registry.read(folder)
    return [str(fault) for fault in raised.value.faults]


def test_a_declared_community_is_read(tmp_path):
    (tmp_path / "communities.toml").write_text(GOOD, encoding="utf-8")

    assert registry.read(tmp_path) == [
        Community(
            "harbour",
            "Harbour",
            ("1100",),
            "community",
            "Ships and what they carry",
            date(2025, 1, 15),
            "coalescing",
            ("2001",),
            ("D2",),
        )
    ]


def test_every_fault_is_told_with_its_cure(tmp_path):
    text = """
[[community]]
id = "Harbour Master"
name = "Harbour"
places = ["the quay"]
kind = "club"
size = 3

[[community]]
id = "fog"
places = ["1100"]
chosen = ["D99"]
launched_on = "soon"
stage = "old"
"""
    assert faults(tmp_path, text) == [
        "communities.toml, [[community]] number 1 (Harbour Master), size: it is not known. "
        "Known are: id, name, places, kind, domain, launched_on, stage, leaders, chosen.",
        "communities.toml, [[community]] number 1 (Harbour Master), id: “Harbour Master” cannot name files. "
        "Use small letters, digits and hyphens.",
        "communities.toml, [[community]] number 1 (Harbour Master), places: “the quay” is no placeID. "
        "It is the number at the end of the place's API address.",
        "communities.toml, [[community]] number 1 (Harbour Master), kind: “club” is not known. "
        "Write one of: community, leaders, mentoring.",
        'communities.toml, [[community]] number 2 (fog), name: it is missing. Write name = "…".',
        "communities.toml, [[community]] number 2 (fog), chosen: “D99” is no dimension. Write D1 to D12.",
        "communities.toml, [[community]] number 2 (fog), launched_on: “soon” is no date. "
        "Write it without quotes: 2026-01-31.",
        "communities.toml, [[community]] number 2 (fog), stage: it is not a declaration. "
        'Write stage = { declared = "maturing", by = "…", on = 2026-01-31 }.',
    ]


def test_a_place_belongs_to_one_community_and_an_id_stands_once(tmp_path):
    assert faults(tmp_path, GOOD + GOOD) == [
        "communities.toml, id: “harbour” stands twice. Give each community its own id.",
        "communities.toml, places: 1100 stands twice. A place belongs to one community.",
    ]


def test_a_registry_of_nothing_is_a_fault(tmp_path):
    assert faults(tmp_path, "") == [
        "communities.toml: it declares no community. Write a [[community]] with id, name, places."
    ]


def test_a_malformed_file_names_its_line(tmp_path):
    (fault,) = faults(tmp_path, "[[community]\n")

    assert fault.startswith("communities.toml: it is no TOML: ")
    assert "line 1" in fault


def test_a_missing_file_is_told_of(tmp_path):
    with pytest.raises(InputFault, match=r"there is no such file\. `cop init` writes one"):
        registry.read(tmp_path)
