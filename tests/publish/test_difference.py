"""What changed between two releases, and why."""

import json

import pyarrow.parquet as pq
import pytest

from cop_analytics.errors import SettingsError
from cop_analytics.publish.difference import difference, in_words
from tests.publish.worlds import ENDS, table


def released(home, name, **tables):
    folder = home / "published" / name / "tables"
    folder.mkdir(parents=True)
    (folder.parent / "datapackage.json").write_text(json.dumps({}))
    for each, rows in tables.items():
        pq.write_table(rows, folder / f"{each}.parquet")


def measured(*rows):
    return table("indicator_measurements", *rows)


def test_the_same_release_twice_is_no_difference(tmp_path):
    for name in ("one", "two"):
        released(tmp_path, name, indicator_measurements=measured({}))

    assert difference(tmp_path, "one", "two") == []
    assert list(in_words("one", "two", [])) == ["one and two tell the same."]


def test_new_windows_are_data_a_new_method_a_definition_and_all_else_a_correction(tmp_path):
    old = measured({"window_end": ENDS[0]}, {"window_end": ENDS[1]}, {"part": "resolved", "window_end": ENDS[0]})
    new = measured(
        {"window_end": ENDS[0], "value": 0.7, "method_version": "2"},
        {"window_end": ENDS[1], "value": 0.71},
        {"window_end": ENDS[2]},
    )
    released(tmp_path, "one", indicator_measurements=old)
    released(tmp_path, "two", indicator_measurements=new)
    (told,) = difference(tmp_path, "one", "two")

    assert (told.new, told.gone, told.changed) == (1, 1, 2)
    assert told.why == {"correction": 1, "data": 1, "definition": 1}
    assert "value 0.72 → 0.71" in told.examples[1]


def test_a_table_only_one_of_them_has_is_told(tmp_path):
    released(tmp_path, "one")
    released(tmp_path, "two", freshness=table("freshness", {}))

    told = difference(tmp_path, "one", "two")

    assert [(each.table, each.new) for each in told] == [("freshness", 1)]
    assert list(in_words("one", "two", told)) == ["freshness: 1 new, 0 gone, 0 changed (1 by data)"]


def test_a_release_that_is_not_there_is_told_with_those_that_are(tmp_path):
    released(tmp_path, "one")

    with pytest.raises(SettingsError, match=r"three: there is no such release\. There are: one\."):
        difference(tmp_path, "one", "three")
