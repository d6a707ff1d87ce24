"""A mistake in a TOML file is told with the line it stands in."""

from datetime import date

import pytest

from cop_analytics.inputs import toml


def paper(folder, text):
    (folder / "paper.toml").write_text(text, encoding="utf-8")
    return toml.read(folder / "paper.toml", "paper.toml", [])


def test_values_come_trimmed_and_of_their_type(tmp_path):
    block = paper(tmp_path, 'name = " Häfen "\nwords = ["a", " b "]\nday = 2026-01-31\ncount = 12\n')

    assert block.text("name") == "Häfen"
    assert block.texts("words") == ("a", "b")
    assert block.needed_day("day") == date(2026, 1, 31)
    assert block.count("count") == 12
    assert block.faults == []


def test_what_nobody_wrote_is_nothing(tmp_path):
    block = paper(tmp_path, "")

    assert (block.text("name", needed=False), block.texts("words"), block.day("day")) == ("", (), None)
    assert (block.one_of("kind", ("a", "b"), default="a"), block.blocks("table"), block.faults) == ("a", [], [])


@pytest.mark.parametrize("written", ["-1", "true", "1.5", '"12"'])
def test_a_number_of_people_is_a_whole_number(tmp_path, written):
    block = paper(tmp_path, f"\ncount = {written}\n")

    assert block.count("count") == 0
    assert [(fault.row, fault.cure) for fault in block.faults] == [(2, "Write a whole number, 0 or more: count = 12.")]


def test_a_fault_in_a_table_names_the_line_of_its_own_key(tmp_path):
    first, second = paper(tmp_path, '[[t]]\nname = "a"\n[t.more]\nx = 1\n[[t]]\n# so\n  name = 2\n').blocks("t")
    first.text("word")
    second.text("name")

    assert [str(fault) for fault in second.faults] == [
        'paper.toml, row 1, word: it is missing. Write word = "…".',
        'paper.toml, row 7, name: it is not a text. Write it in quotes: name = "…".',
    ]


def test_an_own_key_of_the_file_is_not_sought_in_its_tables(tmp_path):
    block = paper(tmp_path, '[[t]]\nname = "a"\n')
    block.text("name")

    assert [str(fault) for fault in block.faults] == ['paper.toml, name: it is missing. Write name = "…".']


def test_a_missing_file_is_a_fault(tmp_path):
    faults = []

    assert toml.read(tmp_path / "paper.toml", "paper.toml", faults) is None
    assert [str(fault) for fault in faults] == [
        "paper.toml: it cannot be read. It must be a file this account may read."
    ]
