"""A file nobody would write is refused before anything of it is parsed."""

import pytest

from cop_analytics.inputs import admission
from cop_analytics.inputs.admission import Refusal

SAVE = "Save it as “CSV UTF-8 (comma delimited)”."
RIGHT = "Look whether it is the right file."


def sparse(file, size):
    with file.open("wb") as content:
        content.truncate(size)
    return file


def written(file, content):
    file.write_bytes(content)
    return file


def test_a_file_larger_than_people_write_is_not_opened(tmp_path):
    csv, toml = sparse(tmp_path / "a.csv", 100 * 2**20 + 1), sparse(tmp_path / "a.toml", 2**20 + 1)

    assert admission.of_csv(csv) == Refusal(None, "it is larger than 100 MiB", RIGHT)
    assert admission.of_toml(toml) == Refusal(None, "it is larger than 1 MiB", RIGHT)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"a\n" + b"x" * (2**20 + 1), Refusal(2, "it is longer than 1 MiB",
            "Look whether a line break is missing, or a quote never closes.")),
        (b"a\n" * 200_002, Refusal(None, "it has more than 200000 rows",
            "Hand it in in parts, or look for a doubled paste.")),
        (b"a\n" * 199_999 + b"\xff\n", Refusal(200_000, "it is not UTF-8 (byte 0xFF)",
            "It may be Latin-1 or Windows-1252: save it as “CSV UTF-8 (comma delimited)”.")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", Refusal(None, "it is an Excel workbook named as a CSV", SAVE)),
        (b"PK\x03\x04", Refusal(None, "it is an Excel workbook named as a CSV", SAVE)),
        (b"a,b\nada,be\x00n\n", None),
    ],
    ids=["a long line", "many rows", "one wrong byte", "an old workbook", "a workbook", "one NUL"],
)  # fmt: skip
def test_a_csv_is_looked_over_line_by_line(tmp_path, content, refusal):
    assert admission.of_csv(written(tmp_path / "a.csv", content)) == refusal


def test_keys_that_nest_without_end_are_seen():
    assert admission.nests_too_deep("a." * 20 + "a = 1")
    assert admission.nests_too_deep("[[" + "'a' . " * 20 + "a]]")
    assert not admission.nests_too_deep('stage.declared = "One. Two. And three, e.g. a.b.c, U.S.A."')
    assert not admission.nests_too_deep("a" * 1_000_000)
