"""What goes wrong inside is told by kind and place; what it held stays where it was."""

import pickle
import re
import traceback

import duckdb
import pytest

from cop_analytics.errors import (
    Defect,
    NotVisible,
    PlatformBusy,
    SettingsError,
    StorageFailed,
    trace_of,
    words_held_back,
)

NAME = "Ada Berg"


def raised(attempt):
    with pytest.raises(Exception) as caught, words_held_back():
        attempt()
    return caught.value


def convert():
    duckdb.execute("select $name::integer", {"name": NAME})


def misplace():
    return {}[NAME]


def open_nothing():
    with open("/nowhere/at/all"):
        pass


def wrapped():
    try:
        convert()
    except duckdb.Error as error:
        raise ValueError(f"it held {error}") from error


@pytest.mark.parametrize(
    ("attempt", "kind"),
    [(convert, "ConversionException"), (misplace, "KeyError"), (wrapped, "ValueError")],
    ids=["a database", "a mapping", "one error out of another"],
)
def test_a_fault_of_ours_is_told_without_its_words(attempt, kind):
    defect = raised(attempt)

    assert isinstance(defect, Defect)
    assert re.fullmatch(
        rf"A fault in cop-analytics itself: {kind} at test_errors.py:\d+. COP_DEBUG=1 shows the trace.", str(defect)
    )
    told = "".join(traceback.format_exception(defect)) + trace_of(defect)
    assert NAME not in told
    assert attempt.__name__ in told


@pytest.mark.parametrize(
    "error", [StorageFailed("the disk is full"), SettingsError(["a", "b"]), NotVisible("gone", 404), raised(convert)]
)
def test_from_process_to_process_an_error_stays_as_it_is(error):
    same = pickle.loads(pickle.dumps(error))

    assert (type(same), str(same), vars(same)) == (type(error), str(error), vars(error))


def test_the_trace_tells_what_led_to_it():
    trace = trace_of(raised(wrapped))

    assert trace.split("\n\nled to\n\n")[0].endswith("ConversionException")
    assert trace.endswith("ValueError")


def test_the_disks_refusal_is_a_storage_fault():
    refused = raised(open_nothing)

    assert (type(refused), refused.exit_status) == (StorageFailed, 7)
    assert str(refused) == "/nowhere/at/all: No such file or directory. Check the path, its permissions and the disk."


def test_errors_of_the_house_come_through_as_they_are():
    busy = PlatformBusy("the platform is out")

    def attempt():
        raise busy

    assert raised(attempt) is busy
