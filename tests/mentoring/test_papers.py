"""A programme as one workbook: as openpyxl, which did not read it for us, writes what a coordinator would type."""

from dataclasses import replace

import openpyxl
import pytest

from cop_analytics.errors import InputFault
from cop_analytics.inputs import mentoring
from tests.mentoring.cohorts import HEADERS, PROGRAMME, USUAL, written
from tests.mentoring.test_steps import cop

NUMBERS = ("level", "weight", "capacity", "utc_offset", "rank", "minutes")


def bound(folder, **changed):
    """The usual programme in one workbook, numbers as Excel keeps them; `changed` gives other rows, or other sheets."""
    folder.mkdir(parents=True)
    (folder / "programme.toml").write_text(PROGRAMME)
    book = openpyxl.Workbook()
    book.remove(book.active)
    headers = {name.removesuffix(".csv"): header for name, header in HEADERS.items()}
    for name in (*headers, *(changed.keys() - headers.keys())):
        sheet = book.create_sheet(name)
        header = headers.get(name, "what").split(",")
        sheet.append(header)
        for line in changed.get(name, USUAL.get(f"{name}.csv", "")).splitlines():
            cells = zip(header, line.split(","), strict=True)
            sheet.append([float(cell) if cell and column in NUMBERS else cell or None for column, cell in cells])
    book.save(folder / "programme.xlsx")
    return folder


def said(folder):
    return [str(fault) for fault in mentoring.read(folder).faults]


def test_a_workbook_is_read_as_its_sheets_are(tmp_path):
    held = "ada,cyd,2026-03-10,held,,60\n"
    one = mentoring.read(bound(tmp_path / "book/digital-2026", sessions=held))
    other = mentoring.read(written(tmp_path / "loose/digital-2026", sessions=held))

    assert one.faults == []
    assert replace(one, leftovers=[]) == replace(other, leftovers=[])


def test_a_fault_is_told_by_sheet_and_row_and_its_row_lies_beside_the_workbook(place):
    folder = bound(place / "inputs/mentoring/other", levels="ada,1.1,9,pre\nben,1.1,2,pre\n")
    told = cop(place, "feasibility", "other", status=2)

    assert "programme.xlsx, sheet levels, row 2, level: it lies outside DigComp 3.0. Write 1 to 4." in told
    assert "ada,1.1,9,pre" in (folder / "levels.rejected.csv").read_text()


def test_rows_in_both_are_one_message_and_the_rest_works(tmp_path):
    folder = bound(tmp_path / "digital-2026")
    (folder / "levels.csv").write_text(f"{HEADERS['levels.csv']}\nada,1.1,4,pre\n")

    assert said(folder) == ["levels.csv: it stands in programme.xlsx as well. Keep one of the two."]
    assert len(mentoring.read(folder).participants) == 4


def test_a_sheet_without_rows_gives_way_to_the_other(tmp_path):
    folder = bound(tmp_path / "digital-2026")
    (folder / "levels.csv").write_text(f"{HEADERS['levels.csv']}\n")
    (folder / "sessions.csv").write_text(f"{HEADERS['sessions.csv']}\nada,cyd,2026-03-10,held,,60\n")
    told = mentoring.read(folder)

    assert (told.faults, len(told.levels), len(told.meetings)) == ([], 8, 1)


def test_a_sheet_nobody_knows_is_told_by_its_place_and_not_by_its_name(tmp_path):
    [told] = said(bound(tmp_path / "digital-2026", eli="x\n"))

    assert told.startswith("programme.xlsx: sheet 13 is not known. Remove it, or call it one of: barriers, ")


def test_a_workbook_that_cannot_be_read_is_one_message(tmp_path):
    folder = bound(tmp_path / "digital-2026")
    (folder / "programme.xlsx").write_bytes(b"PK\x03\x04 and nothing more")

    with pytest.raises(InputFault, match="it is no workbook that can be read"):
        mentoring.read(folder)


def test_init_writes_a_workbook_whose_cells_are_text(place):
    told = cop(place, "init", "new", "--workbook")
    folder = place / "inputs/mentoring/new"
    book = openpyxl.load_workbook(folder / "programme.xlsx")
    cop(place, "init", "loose")
    headers = {
        file.stem: file.read_text().strip().split(",") for file in (place / "inputs/mentoring/loose").glob("*.csv")
    }

    assert "programme.xlsx" in told
    assert sorted(file.name for file in folder.iterdir()) == ["programme.toml", "programme.xlsx"]
    assert {sheet.title: [cell.value for cell in sheet[1]] for sheet in book} == headers
    assert {shape.number_format for sheet in book for shape in sheet.column_dimensions.values()} == {"@"}
    assert said(folder) == [
        f"programme.xlsx, sheet participants, role: there is no {role}. Add a row for each {role}."
        for role in ("mentor", "mentee")
    ]
