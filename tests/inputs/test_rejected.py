"""Rows that were not taken lie beside their file, and go when they are mended."""

import os

from cop_analytics.inputs import sheets
from cop_analytics.inputs.rejected import leftover, unwritable, write_rejected


def left(folder, content):
    (folder / "cast.csv").write_text(content, encoding="utf-8")
    return leftover(
        sheets.read(folder, "cast.csv", ("who", "what"), lambda cells: (cells.text("who"), cells.text("what")))
    )


def test_they_lie_beside_their_file_with_row_and_problem_and_without_formulas(tmp_path):
    write_rejected([left(tmp_path, "what,who\nasks,ada\n=1+1,ben\nconnects\n")])

    assert (tmp_path / "cast.rejected.csv").read_text(encoding="utf-8") == (
        "row,problem,what,who\n"
        "3,what: it looks like a formula. Write plain text.,'=1+1,ben\n"
        '4,"row: it has 1 cells, not 2. Check for a comma that should stand in quotes.",connects\n'
    )
    assert sorted(file.name for file in tmp_path.iterdir()) == ["cast.csv", "cast.rejected.csv"]


def test_writing_them_twice_is_writing_them_once(tmp_path):
    write_rejected([left(tmp_path, "who,what\nada\n")])
    before = (tmp_path / "cast.rejected.csv").stat()
    write_rejected([left(tmp_path, "who,what\nada\n")])

    after = (tmp_path / "cast.rejected.csv").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_they_go_when_the_rows_are_mended(tmp_path):
    write_rejected([left(tmp_path, "who,what\nada\n")])
    write_rejected([left(tmp_path, "who,what\nada,asks\n")])

    assert [file.name for file in tmp_path.iterdir()] == ["cast.csv"]


def test_where_nobody_may_write_they_are_told_of_instead(tmp_path, monkeypatch):
    rest = left(tmp_path, "who,what\nada\n")
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    write_rejected([rest])

    assert [str(fault) for fault in unwritable([rest])] == [
        "cast.csv: its 1 rejected rows cannot be written beside it. Let this account write in that folder."
    ]
    assert [file.name for file in tmp_path.iterdir()] == ["cast.csv"]
