"""F53–F55: what is stored is damaged, and nothing damaged is ever released."""

import errno
import random
import shutil

import pytest

from cop_analytics import integrity
from cop_analytics.errors import StorageFailed
from cop_analytics.publish import release
from tests.torture import homes
from tests.torture.anew import g19
from tests.torture.crash_points import after_one_night
from tests.torture.damage import KINDS, trial

pytestmark = pytest.mark.slow


def outcomes(*starts):
    return {
        kind: trial(kind, template(), pattern, harm, random.Random(kind))
        for kind, template, pattern, harm in KINDS
        if kind.startswith(starts)
    }


def test_f53_a_damaged_warehouse_is_made_anew_before_anything_is_released():
    assert outcomes("warehouse flipped", "warehouse cut", "warehouse lost") == {
        "warehouse flipped": "healed",
        "warehouse cut": "healed",
        "warehouse lost": "healed",
    }


def test_f54_a_damaged_write_ahead_log_loses_nothing():
    assert set(outcomes("log of a killed run").values()) <= {"healed", "harmless"}


def test_f55_a_damaged_page_stops_the_night_and_is_never_skipped():
    assert outcomes("page flipped", "page cut", "page lost") == {
        "page flipped": "refused",
        "page cut": "refused",
        "page lost": "refused",
    }


def test_what_cannot_be_made_anew_stops_the_night():
    assert outcomes("vault lost", "ledger flipped", "release lost") == {
        "vault lost": "refused",
        "ledger flipped": "refused",
        "release lost": "refused",
    }


def test_g19_everything_made_anew_is_byte_for_byte_as_it_was():
    assert g19([1], quick=True).holds


@pytest.mark.parametrize("seed", ["20261129.0", "20261129.8"])
def test_a_run_report_with_a_flipped_bit_is_refused_before_anything_is_made_of_it(seed):
    [(kind, template, pattern, harm)] = [each for each in KINDS if each[0] == "report flipped"]

    assert trial(kind, template(), pattern, harm, random.Random(f"{seed} {kind}")) == "refused"


def test_a_release_that_was_noted_and_never_put_in_place_stops_no_later_night(monkeypatch):
    def refused(*_):
        raise OSError(errno.EIO, "Input/output error")

    with after_one_night() as (template, scratch):
        folder = shutil.copytree(template, scratch / "home", symlinks=True)
        with monkeypatch.context() as patch:
            patch.setattr(release, "_put_in_place", refused)
            with pytest.raises(StorageFailed, match="The release that stands is untouched"):
                homes.night(folder, homes.NIGHTS[1])
        homes.night(folder, homes.NIGHTS[1])

        assert integrity.refuse_damage(folder / "var") is None
