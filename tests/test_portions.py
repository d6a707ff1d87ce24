"""Measured in portions by others, from a copy, the tables are those measured here: the oracle is measuring in place."""

from dataclasses import replace

import pytest

from cop_analytics import measure, portions
from cop_analytics.errors import SettingsError
from tests.bench.measuring import WEEK, World, laid

WORLD = World(communities=3, weeks=15, threads=4)
TABLES = ("measurements", "_unit_pairs", "_overlaps", "_rested_on", "catalogue")


def nights(spread):
    """What stands in `indicators` after each of two nights, a week apart."""
    with laid(WORLD) as con:
        for cut in (WORLD.end, WORLD.end + WEEK):
            measure.measure(con, data_cut=cut, tell=lambda done, total: None, spread=spread)
            yield {name: con.execute(f"from indicators.{name}").fetchall() for name in TABLES}


def test_in_portions_as_in_one_place_and_nobody_is_in_what_a_worker_is_told_or_says(tmp_path):
    heard = []

    def by_others(con, bank, catalogue, data_cut):
        """As workers do, the last portion first."""
        with portions.copied(con, tmp_path) as file:
            assert file.stat().st_mode & 0o777 == 0o600
            asked = portions.asked(file, sorted(bank.communities), catalogue, data_cut, count=2)
            assert [portion.communities for portion in asked] == [("c0", "c1"), ("c2",)]
            told = [each for portion in reversed(asked) for each in portions.measured(portion)]
            heard.extend([asked, told, [each.measured.to_pylist() for each in told]])
            yield from told

    assert list(nights(by_others)) == list(nights(measure.in_place))
    assert list(tmp_path.iterdir()) == []
    assert "'c0'" in str(heard)
    assert "'m0-" not in str(heard)


def test_a_worker_with_another_program_measures_nothing(tmp_path):
    [asked] = portions.asked(tmp_path / portions.FILE, ["c0"], [], WORLD.end, count=2)

    with pytest.raises(SettingsError, match="a worker has another version of the program"):
        portions.measured(replace(asked, program="another"))
