"""People's CSV files: good rows are kept, the others are told of and set aside, nothing is guessed."""

import pytest

from cop_analytics.inputs import people
from cop_analytics.inputs.people import Attribute

HEADER = "field,platform_value,coarse_value,country\n"


def read(folder, content):
    data = content if isinstance(content, bytes) else (HEADER + content).encode()
    (folder / "attributes.csv").write_bytes(data)
    return people.read_attributes(folder)


def told(sheet):
    return [str(fault) for fault in sheet.faults]


def test_a_good_row_is_read_as_text(tmp_path):
    sheet = read(tmp_path, "region,Frankfurt am Main,Germany,DE\nunit,00123,NA,\n")

    assert sheet.rows == [
        Attribute("region", "Frankfurt am Main", "Germany", "DE"),
        Attribute("unit", "00123", "NA", ""),
    ]
    assert told(sheet) == []


def test_a_faulty_row_is_set_aside_and_its_neighbours_stay(tmp_path):
    sheet = read(tmp_path, "region,Frankfurt,Germany,DE\ncolour,red,warm,\nunit,Risk,Risk,\n")
    sheet.write_rejected()

    assert [row.platform_value for row in sheet.rows] == ["Frankfurt", "Risk"]
    assert told(sheet) == ["attributes.csv, row 3, field: “colour” is not known. Write one of: unit, region, tier."]
    assert (tmp_path / "attributes.rejected.csv").read_text().splitlines() == [
        "field,platform_value,coarse_value,country,problem",
        "colour,red,warm,,“colour” is not known",
    ]


def test_a_mended_file_leaves_no_rejected_rows_behind(tmp_path):
    read(tmp_path, "colour,red,warm,\n").write_rejected()
    read(tmp_path, "unit,Risk,Risk,\n").write_rejected()

    assert not (tmp_path / "attributes.rejected.csv").exists()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@cmd", "\t=1"])
def test_a_formula_is_no_text(tmp_path, cell):
    (fault,) = told(read(tmp_path, f"unit,{cell},Risk,\n"))

    assert "looks like a formula" in fault


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "attributes.csv: it is empty. Start from the file `cop init` writes."),
        ("field;x\n".encode("utf-16"), "attributes.csv: it is not UTF-8. Save it as “CSV UTF-8”."),
        ((HEADER + "unit,Zürich,x,\n").encode("latin-1"), "attributes.csv: it is not UTF-8. Save it as “CSV UTF-8”."),
        (
            b"field,field,coarse_value\n",
            "attributes.csv, row 1: column field stands twice. "
            "The first line must read: field,platform_value,coarse_value,country",
        ),
    ],
    ids=["empty", "UTF-16", "Latin-1", "a column twice"],
)
def test_a_file_of_another_kind_is_refused_as_a_whole(tmp_path, content, message):
    sheet = read(tmp_path, content)

    assert (sheet.rows, told(sheet)[0]) == ([], message.replace(". The first", ". The first"))


def test_a_ragged_row_is_told_of(tmp_path):
    assert told(read(tmp_path, "unit,Risk\n")) == [
        "attributes.csv, row 2: it has 2 cells, not 4. Check for a comma that should stand in quotes."
    ]


def test_a_byte_order_mark_and_an_empty_line_are_no_faults(tmp_path):
    sheet = read(tmp_path, b"\xef\xbb\xbf" + (HEADER + "\n,,,\nunit,Risk,Risk,\n").encode())

    assert (len(sheet.rows), told(sheet)) == (1, [])


def test_a_file_that_is_not_there_has_nothing_to_say(tmp_path):
    sheet = people.read_attributes(tmp_path)

    assert (sheet.rows, sheet.faults) == ([], [])


def test_what_is_mapped_becomes_coarse_and_what_is_not_becomes_other():
    coarse = people.coarse_mapper([Attribute("unit", "Market Risk", "Risk", "")])

    assert coarse("unit", ["Market Risk"]) == "Risk"
    assert coarse("unit", ["Kitchen"]) == "other"
    assert coarse("unit", []) is None
    assert coarse("region", ["Paris"]) == "Paris"
