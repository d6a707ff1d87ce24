"""The matrix of the README names every fault once, and every test it names is there."""

import re
from pathlib import Path

HERE = Path(__file__).parent
MATRIX = (HERE / "README.md").read_text(encoding="utf-8")


def test_every_fault_stands_in_the_matrix_once():
    assert re.findall(r"^\| (F\d\d) \|", MATRIX, re.M) == [f"F{number:02}" for number in range(1, 77)]


def test_every_test_of_a_fault_stands_in_its_line_and_nowhere_else():
    written = {
        (file.name, name, name[5:8].upper())
        for file in HERE.glob("test_*.py")
        for name in re.findall(r"^def (test_f\d\d_\w+)", file.read_text(encoding="utf-8"), re.M)
    }
    told = {
        (file, name, line[2:5])
        for line in MATRIX.splitlines()
        for file, name in re.findall(r"`(test_\w+\.py)` `(test_\w+)`", line)
    }

    assert told == written
