import time

import pytest

from cop_analytics.platforms.jive.markup import Told, told

MIB = 1 << 20


def test_nothing_said_is_empty():
    assert told("") == Told(False, "empty", (), ())


def test_a_body_of_nothing_but_its_frame_is_empty():
    assert (
        told("<body><!-- [DocumentBodyStart:1f] --><div></div><!-- [DocumentBodyEnd:1f] --></body>").length_band
        == "empty"
    )


@pytest.mark.parametrize(
    ("length", "band"), [(1, "short"), (279, "short"), (280, "medium"), (1499, "medium"), (1500, "long")]
)
def test_length_counts_characters_people_read(length, band):
    assert told(f"<p>{'a' * length}</p>").length_band == band


def test_a_question_mark_in_an_address_asks_nothing():
    assert told('<p>See <a href="https://bank.example/?a=b">this</a></p>').has_question_mark is False


def test_a_question_mark_as_an_entity_asks():
    assert told("<p>Why&#63;</p>").has_question_mark is True


def test_scripts_and_styles_are_not_words():
    assert told("<script>why?</script><style>p::after{content:'?'}</style>") == Told(False, "empty", (), ())


@pytest.mark.parametrize(
    "anchor",
    [
        '<a class="jiveTT-hover-user jive-link-profile-small" data-objectType="3" data-objectId="2012">Name</a>',
        '<A CLASS="jive-link-profile-small" DATA-OBJECTTYPE="3" DATA-OBJECTID="2012">User</A>',
        '<a data-objectid="2012" data-objecttype="3" href="/people/old"><b>Na</b>me</a>',
        '<a class="jive_macro jive_macro_user" __default_attr="2012">x</a>',
        '<a class="jive_macro jive_macro_user" ___default_attr="2012">x</a>',
    ],
    ids=["as rendered", "upper case", "other order", "macro", "macro, longer"],
)
def test_a_mention_is_known_by_its_person(anchor):
    assert told(f"<p>Ask {anchor}</p>").mentions == ("2012",)


def test_whoever_is_quoted_again_is_mentioned_once():
    ada = '<a data-objectType="3" data-objectId="2001">ada</a>'

    assert told(f"<p>{ada}</p><blockquote>{ada}</blockquote>").mentions == ("2001",)


def test_a_guest_and_a_link_to_elsewhere_are_no_mentions():
    assert told('<a data-objectType="3" data-objectId="-1">x</a><a href="https://bank.example">y</a>').mentions == ()


def test_links_name_kind_and_number():
    body = "".join(f'<a data-objectType="{code}" data-objectId="7">x</a>' for code in (1, 2, 38, 102, 105, 14))

    assert told(body).links == ("comment/7", "discussion/7", "document/7", "message/7", "post/7")


JUNK = {
    "nested": "<div>" * 200_000 + "why?",
    "open anchors": "<a " * 300_000,
    "open attributes": '<a x="' * 150_000,
    "ampersands": "&" * MIB,
    "anchors": "<a href=x>" * 100_000,
    "lists in paragraphs": "<p><ul><li>" * 90_000,
    "formatting": "<b><i>" * 150_000,
    "tables": "<table><tr><td>" * 60_000,
    "comments": "<!--" * 250_000,
    "a picture in the text": f"<img src='data:image/png;base64,{'A' * 900_000}'>",
    "attributes": "<a " + "x=1 " * 250_000 + ">",
}


@pytest.mark.parametrize("name", JUNK)
def test_junk_takes_no_longer_than_words(name):
    began = time.process_time()

    told(JUNK[name])

    assert time.process_time() - began < 2


def test_words_in_the_depths_are_not_lost():
    body = told("<div>" * 5000 + "why? " + '<a data-objectType="3" data-objectId="2001">ada</a>')

    assert (body.has_question_mark, body.length_band, body.mentions) == (True, "short", ("2001",))


def test_what_lies_beyond_a_million_characters_is_not_looked_at():
    assert told("a" * MIB + "?").has_question_mark is False
