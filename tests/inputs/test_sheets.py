"""A CSV is read as it was written, or its fault is told with file, row, column and cure."""

import re
from datetime import date, datetime
from time import process_time

import pytest

from cop_analytics.inputs import sheets
from cop_analytics.inputs.sheets import Cells, Rejected

COLUMNS = ("who", "what")
GOOD = b"who,what\nada,asks\nben,answers\n"
SAVE = "Save it as “CSV UTF-8 (comma delimited)”."
FIRST_LINE = "The first line must read: who,what."


def taken(folder, content, columns=COLUMNS, **ways):
    """The sheet of a file with this content, each row as its cells in the order of `columns`."""
    (folder / "cast.csv").write_bytes(content)

    def one(cells: Cells) -> tuple[str, ...]:
        return tuple(cells.text(column) for column in columns)

    return sheets.read(folder, "cast.csv", columns, one, **ways)


def told(sheet):
    return [str(fault) for fault in sheet.faults]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(GOOD, id="plain"),
        pytest.param(b"\xef\xbb\xbf" + GOOD, id="with a byte-order mark"),
        pytest.param(GOOD.replace(b"\n", b"\r\n"), id="with the line ends of Windows"),
        pytest.param(GOOD.rstrip(), id="without a last line end"),
        pytest.param(b'"who","what"\n"ada","asks"\n\n,\n ben , answers \n', id="with quotes, blank rows and spaces"),
        pytest.param(b"what,who\nasks,ada\nanswers,ben\n", id="with its columns in another order"),
    ],
)
def test_the_same_rows_in_another_dress(tmp_path, content):
    sheet = taken(tmp_path, content)

    assert (sheet.rows, sheet.faults) == ([("ada", "asks"), ("ben", "answers")], [])


def test_a_missing_file_has_no_rows_and_no_faults(tmp_path):
    sheet = sheets.read(tmp_path, "cast.csv", COLUMNS, lambda cells: cells.row)

    assert (sheet.rows, sheet.faults, sheet.is_refused) == ([], [], False)


def test_text_stays_as_it_was_typed(tmp_path):
    content = 'who,what\n00123,NA\nnull,"one, two"\n1e5,M\u0075\u0308nchen\n'

    assert taken(tmp_path, content.encode()).rows == [("00123", "NA"), ("null", "one, two"), ("1e5", "München")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "cast.csv: it is empty. Start from the first line that `cop init` explains.", id="empty"),
        pytest.param(
            b"\n ,\n", "cast.csv: it is empty. Start from the first line that `cop init` explains.", id="blank"
        ),
        pytest.param(
            "who,what\nada,fragt\nben,für\n".encode("latin-1"),
            "cast.csv, row 3: it is not UTF-8 (byte 0xFC). It may be Latin-1 or Windows-1252: "
            "save it as “CSV UTF-8 (comma delimited)”.",
            id="Latin-1",
        ),
        pytest.param(GOOD.decode().encode("utf-16"), f"cast.csv: it is UTF-16, not UTF-8. {SAVE}", id="UTF-16"),
        pytest.param(
            GOOD.decode().encode("utf-16-le"), f"cast.csv: it is UTF-16, not UTF-8. {SAVE}", id="UTF-16 without a mark"
        ),
        pytest.param(
            b"PK\x03\x04 and more", f"cast.csv: it is an Excel workbook named as a CSV. {SAVE}", id="a workbook"
        ),
        pytest.param(
            b"who;what\nada;asks\n", f"cast.csv, row 1: its cells are not separated by commas. {SAVE}", id="semicolons"
        ),
        pytest.param(
            b'who,what\nada,"asks\nben,answers\n',
            "cast.csv, row 2: it is no CSV (unexpected end of data). Check the quotes: each that opens must close.",
            id="an open quote",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(tmp_path, content, message):
    sheet = taken(tmp_path, content)

    assert told(sheet) == [message]
    assert (sheet.rows, sheet.rejected, sheet.is_refused) == ([], [], True)


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path):
    (tmp_path / "cast.csv").mkdir()
    sheet = sheets.read(tmp_path, "cast.csv", COLUMNS, lambda cells: cells.row)

    assert told(sheet) == ["cast.csv: it cannot be read. It must be a file this account may read."]


@pytest.mark.parametrize(
    ("header", "problems"),
    [
        pytest.param("who", ["column “what” is missing"], id="missing"),
        pytest.param("who,what,who", ["column “who” stands twice"], id="doubled"),
        pytest.param("who,what,when", ["column 3 is not known"], id="unknown"),
        pytest.param("Who,what", ["column “who” is missing", "column 1 is not known"], id="in capitals"),
        pytest.param("who,what,", ["column 3 is not known"], id="nameless"),
    ],
)
def test_a_wrong_header_refuses_the_file(tmp_path, header, problems):
    sheet = taken(tmp_path, f"{header}\nada,asks\n".encode())

    assert told(sheet) == [f"cast.csv, row 1: {problem}. {FIRST_LINE}" for problem in problems]
    assert sheet.is_refused


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("ada", "row 3: it has 1 cells, not 2. Check for a comma that should stand in quotes.", id="short"),
        pytest.param(
            "ada,asks,often",
            "row 3: it has more than 2 cells. Check for a comma that should stand in quotes.",
            id="long",
        ),
        pytest.param("ada,", "row 3, what: it is empty. Fill it in, or remove the row.", id="empty cell"),
        pytest.param("ada,=1+1", "row 3, what: it looks like a formula. Write plain text.", id="="),
        pytest.param("ada,+49 69", "row 3, what: it looks like a formula. Write plain text.", id="+"),
        pytest.param("ada,-", "row 3, what: it looks like a formula. Write plain text.", id="-"),
        pytest.param("ada,@sum(a1)", "row 3, what: it looks like a formula. Write plain text.", id="@"),
        pytest.param("ada,＝1", "row 3, what: it looks like a formula. Write plain text.", id="full width"),
        pytest.param("ada, '=1", "row 3, what: it looks like a formula. Write plain text.", id="quoted"),
        pytest.param(
            'ada,"as\nks"',
            "row 3, what: it holds a line break or a character nobody sees. Type it anew.",
            id="line break",
        ),
        pytest.param(
            "ada,as\u200bks",
            "row 3, what: it holds a line break or a character nobody sees. Type it anew.",
            id="zero width",
        ),
    ],
)
def test_a_faulty_row_is_told_and_its_neighbours_are_kept(tmp_path, line, message):
    sheet = taken(tmp_path, f"who,what\ncyd,connects\n{line}\ndee,drops by\n".encode())

    assert sheet.rows == [("cyd", "connects"), ("dee", "drops by")]
    assert told(sheet) == [f"cast.csv, {message}"]
    assert [rejected.row for rejected in sheet.rejected] == [3]


def test_every_fault_is_told_at_once(tmp_path):
    sheet = taken(tmp_path, b"who,what\n=ada,\nben\ncyd,connects\n")

    assert told(sheet) == [
        "cast.csv, row 2, who: it looks like a formula. Write plain text.",
        "cast.csv, row 2, what: it is empty. Fill it in, or remove the row.",
        "cast.csv, row 3: it has 1 cells, not 2. Check for a comma that should stand in quotes.",
    ]
    assert sheet.rejected[0] == Rejected(2, ("=ada", ""), tuple(sheet.faults[:2]))
    assert sheet.rejected[0].problem == (
        "who: it looks like a formula. Write plain text. what: it is empty. Fill it in, or remove the row."
    )


def test_cells_beyond_the_header_are_kept_as_one_and_empty_rows_are_none(tmp_path):
    sheet = taken(tmp_path, b"who,what\nada,asks,twice,today\n,,,,,\n\nben,answers\n")

    assert (sheet.rows, [row.cells for row in sheet.rejected]) == (
        [("ben", "answers")],
        [("ada", "asks", "twice,today")],
    )


def test_a_row_of_more_cells_than_any_sheet_has_refuses_the_file(tmp_path):
    sheet = taken(tmp_path, GOOD + b"," * 500 + b"\n")

    assert told(sheet) == ["cast.csv, row 4: it has more than 500 cells. Is it the right file?"]


def test_of_rows_that_contradict_each_other_none_is_taken(tmp_path):
    sheet = taken(tmp_path, b"who,what\nada,asks\nben,answers\nada,leaves\n", key=("who",))

    assert sheet.rows == [("ben", "answers")]
    assert told(sheet) == [
        "cast.csv, row 2, who: the same who stand in rows 2, 4. Keep one of them.",
        "cast.csv, row 4, who: the same who stand in rows 2, 4. Keep one of them.",
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-01-31", date(2026, 1, 31)), ("2026-02-30", None), ("20260131", None), ("31.01.2026", None), ("NA", None)],
)
def test_a_day_is_written_one_way(text, day):
    assert sheets.day_of(text) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31T09:00", datetime(2026, 1, 31, 9)),
        ("2026-01-31 09:00:30", datetime(2026, 1, 31, 9, 0, 30)),
        ("2026-01-31T09:00Z", datetime(2026, 1, 31, 9)),
        ("2026-07-31T09:00+02:00", datetime(2026, 7, 31, 7)),
        ("2026-01-31", None),
        ("2026-01-31T25:00", None),
        ("0001-01-01T00:00+12:00", None),
    ],
)
def test_a_moment_is_utc_unless_it_says_otherwise(text, moment):
    assert sheets.moment_of(text) == moment


def test_a_count_is_digits(tmp_path):
    (tmp_path / "n.csv").write_text("n\n12\n1.0\n٣\n-1\n")
    sheet = sheets.read(tmp_path, "n.csv", ("n",), lambda cells: cells.count("n"))

    assert sheet.rows == [12]
    assert told(sheet) == [
        "n.csv, row 3, n: it is no number of people. Write a whole number, 0 or more.",
        "n.csv, row 4, n: it is no number of people. Write a whole number, 0 or more.",
        "n.csv, row 5, n: it is no number of people. Write a whole number, 0 or more.",
    ]


def test_a_word_must_be_one_of_those_allowed(tmp_path):
    (tmp_path / "a.csv").write_text("answer\ncan't see\ncan’t see\nCan't see\n4\n", encoding="utf-8")
    sheet = sheets.read(tmp_path, "a.csv", ("answer",), lambda cells: cells.one_of("answer", ("fully", "can't see")))

    assert sheet.rows == ["can't see", "can't see"]
    assert told(sheet) == [
        "a.csv, row 4, answer: it is not known. Write one of: fully, can't see.",
        "a.csv, row 5, answer: it is not known. Write one of: fully, can't see.",
    ]


def test_a_hundred_thousand_rows_are_read_in_two_seconds(tmp_path):
    lines = "".join(f"t{number:06d},asks\n" for number in range(100_000))
    start = process_time()
    sheet = taken(tmp_path, f"who,what\n{lines}".encode(), key=("who",))

    assert (len(sheet.rows), sheet.faults) == (100_000, [])
    assert process_time() - start < 2


def test_more_rows_than_anybody_types_are_refused(tmp_path):
    sheet = taken(tmp_path, b"who,what\n" + b"ada,asks\n" * 200_001)

    assert told(sheet) == ["cast.csv: it has more than 200000 rows. Hand it in in parts, or look for a doubled paste."]


def test_a_pattern_is_matched_as_a_whole_and_what_breaks_it_is_not_told_back(tmp_path):
    (tmp_path / "p.csv").write_text("p\n12\n12a\n\n")
    digits = re.compile("[0-9]+")
    sheet = sheets.read(
        tmp_path, "p.csv", ("p",), lambda cells: cells.like("p", digits, "it is no id", "Write digits.")
    )

    assert sheet.rows == ["12"]
    assert told(sheet) == ["p.csv, row 3, p: it is no id. Write digits."]
