"""Which spellings are one word, what nobody sees, what may be told back."""

import pytest

from cop_analytics.inputs import texts


def test_what_is_told_back_is_cut_and_holds_no_address():
    assert texts.quoted("x" * 50) == f"“{'x' * 40}…”"
    assert texts.quoted("ada@bank.example") == "“…@…”"
    assert texts.quoted("a\x1b[31mb") == "“a␣[31mb”"


def test_of_very_many_allowed_words_the_first_are_listed():
    words = tuple(f"c{number}" for number in range(200))

    assert texts.listed(("a", "b")) == "a, b"
    assert texts.listed(words) == ", ".join(words[:40]) + ", … (200 in all)"


@pytest.mark.parametrize(
    "spelling",
    [
        "Zürich Süd",
        "Zu\u0308rich Su\u0308d",
        " Zürich\u00a0Süd ",
        "Zü\u200brich Süd",
        "\ufeffZürich  Süd",
        "Zürich\tSü\u00add",
    ],
    ids=["composed", "decomposed", "hard space", "zero-width space", "byte-order mark", "soft hyphen"],
)
def test_spellings_that_look_the_same_are_one_word(spelling):
    assert texts.alike(spelling) == "Zürich Süd"


@pytest.mark.parametrize("other", ["zürich süd", "ZÜRICH SÜD", "Zurich Sud", "ＺZürich"])
def test_spellings_that_look_different_are_two(other):
    assert texts.alike(other) != "Zürich Süd"


def test_letters_are_composed_unless_they_bear_marks_without_end():
    assert texts.tidy(" u\u0308 ") == "ü"
    assert texts.tidy("u" + "\u0308\u0323" * 50_000) == "u" + "\u0308\u0323" * 50_000
