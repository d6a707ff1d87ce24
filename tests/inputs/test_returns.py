"""What comes back may be any survey tool's export, or a workbook somebody pasted into."""

import csv

import pytest
from openpyxl import Workbook

from cop_analytics.health.dimensions import BY_ID
from cop_analytics.inputs import returns

FORM = ["token", "participation_level", "dimension", "asked", "choice", "answer"]


def read(*files, columns=None, anonymise=False, tokens=()):
    return returns.read(files, tokens=set(tokens), columns=columns, anonymise=anonymise)


def sheet(file, *rows):
    with file.open("w", encoding="utf-8", newline="") as output:
        csv.writer(output).writerows(rows)
    return file


def workbook(file, *rows):
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(file)
    return file


def told(found):
    return [str(fault) for fault in found.faults]


def said(found):
    return sorted((given.dimension_id, given.answer) for given in found.answers)


EXPORT = (
    ("ID", "Start time", "Completion time", "Email", "Name", BY_ID["D2"].members, BY_ID["D4"].members),
    ("1", "9/1/26 9:00", "9/1/26 9:04", "ada@bank.example", "Ada Example", "Largely", "Can’t see from where I stand"),
    ("2", "9/1/26 9:10", "9/1/26 9:12", "ben@bank.example", "Ben Example", "a little", ""),
)


def test_an_export_that_says_who_and_when_is_refused_with_an_offer(tmp_path):
    found = read(workbook(tmp_path / "export.xlsx", *EXPORT))

    assert told(found) == [
        "export.xlsx, row 1: it says who answered or when: column 2 (“start”), column 3 (“completion”), "
        "column 4 (“email”), column 5 (“name”). "
        "`--anonymise` writes a copy without them and reads that; delete the original."
    ]
    assert found.answers == []


def test_the_copy_holds_no_name_no_time_and_no_number_of_a_row(tmp_path):
    found = read(workbook(tmp_path / "export.xlsx", *EXPORT), anonymise=True)
    copy = (tmp_path / "export.anonymous.csv").read_text()

    assert (told(found), said(found)) == ([], [("D2", "a little"), ("D2", "largely"), ("D4", "can't see")])
    assert [word for word in ("Ada", "ben@", "9:0", "ID") if word in copy] == []
    assert len({given.token for given in found.answers}) == 2


def test_a_small_sheet_says_what_the_columns_of_an_export_mean(tmp_path):
    columns = sheet(tmp_path / "columns.csv", ("column", "means"), ("Help?", "answer D2"), ("Talk?", "choice D2"),
                    ("Code", "token"), ("Batch", "ignore"))  # fmt: skip
    export = sheet(tmp_path / "export.csv", ("Code", "Help?", "Talk?", "Batch"), ("a1", "fully", "now", "x"))

    found = read(export, columns=columns)

    assert told(found) == []
    assert [(given.token, given.dimension_id, given.answer) for given in found.answers] == [("a1", "D2", "fully")]
    assert found.choices == [("members", "a1", "D2", "now")]


def test_a_column_that_cannot_be_told_is_told(tmp_path):
    assert told(read(sheet(tmp_path / "export.csv", ("D2", "Mood", "Weather"), ("fully", "fine", "rain")))) == [
        "export.csv, row 1: columns 2, 3 cannot be told. Say what each means by --columns, a sheet with column,means."
    ]


def test_a_token_written_once_counts_for_the_rows_below(tmp_path):
    rows = (("a1", "core or active", "D2", "", "", "fully"), ("", "", "D3", "", "", "partly"))

    found = read(workbook(tmp_path / "members.xlsx", FORM, *rows))

    assert [(given.token, given.dimension_id, given.level) for given in found.answers] == [
        ("a1", "D2", "core or active"),
        ("a1", "D3", "core or active"),
    ]


def test_a_token_twice_on_one_dimension_counts_not_at_all(tmp_path):
    rows = (("a1", "", "D2", "", "", "fully"), ("a1", "", "D2", "", "", "partly"), ("b2", "", "D2", "", "", "partly"))

    found = read(sheet(tmp_path / "members.csv", FORM, *rows))

    assert told(found) == [
        f"members.csv, row {row}, token: the same token and dimension stand in rows 2, 3. Keep one of them."
        for row in (2, 3)
    ]
    assert said(found) == [("D2", "partly")]


def test_choices_counted_on_paper_are_taken(tmp_path):
    rows = (("perspective", "dimension", "choice", "count"), ("members", "D2", "now", "11"))

    [counted] = read(sheet(tmp_path / "relevance.csv", *rows)).relevance

    assert (counted.perspective, counted.dimension_id, counted.choice, counted.voice_count) == (
        *("members", "D2", "now"),
        11,
    )


def test_a_formula_in_a_workbook_is_told_and_never_computed(tmp_path):
    found = read(workbook(tmp_path / "members.xlsx", FORM, ("a1", "", "D2", "", "", '=CONCAT("ful","ly")'),
                          ("b2", "", "D2", "", "", "fully")))  # fmt: skip

    assert told(found) == ["members.xlsx, row 2, answer: it looks like a formula. Write plain text."]
    assert said(found) == [("D2", "fully")]


def test_a_workbook_with_a_million_empty_rows_is_read_to_where_people_wrote(tmp_path):
    book = Workbook(write_only=True)
    form = book.create_sheet()
    form.append(FORM)
    form.append(["a1", "", "D2", "", "", "fully"])
    for _ in range(1_000_000):
        form.append([])
    form.append(["b2", "", "D2", "", "", "fully"])
    book.save(tmp_path / "members.xlsx")

    found = read(tmp_path / "members.xlsx")

    assert told(found) == [
        "members.xlsx, row 3: more than 1000 empty rows follow; what may stand below them is not read. "
        "Delete the empty rows."
    ]
    assert said(found) == [("D2", "fully")]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", b"PK\x03\x04 and nothing more", "it is no workbook that can be read"),
        ("a.xlsx", b"token,dimension,answer\n", "it is no workbook that can be read"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "it is a workbook of before 2007"),
        ("a.xlsm", b"PK\x03\x04", "it may hold macros"),
    ],
    ids=["torn", "a CSV by another name", "old", "with macros"],
)
def test_what_is_no_workbook_is_refused(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)

    assert told(read(tmp_path / name)) == [
        f"{name}: {message}. Open it in Excel and save it as “Excel Workbook (.xlsx)”."
    ]


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert told(read(tmp_path / "gone.csv")) == ["gone.csv: there is no such file. Check the path."]
