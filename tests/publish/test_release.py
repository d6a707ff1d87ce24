"""A release is there as a whole or not at all, and whoever reads while it changes sees one or the other."""

import csv
import threading
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from cop_analytics.errors import StorageFailed
from cop_analytics.publish import files
from cop_analytics.publish.carried import carried_over
from cop_analytics.publish.release import release
from tests.privacy.test_disclosure import measurement
from tests.tables import given

CUT = datetime(2026, 1, 6, 2, 30)


def no_pages(tables, data_cut, folder):
    folder.mkdir()
    (folder / "index.html").write_text("<p>a page</p>")
    return 1


def publish(con, home, *, draw=no_pages, cut=CUT):
    options = {"data_cut": cut, "min_group": 5, "min_subgroup": 10}
    return release(con, home, **options, draw=draw, tell=lambda what, done, total: None)


@pytest.fixture
def harbour(con):
    con.execute("drop schema if exists publish cascade")
    communities(con, "Ships and what they carry")
    return con


def communities(con, domain, members=23):
    given(
        con,
        "publish.communities",
        f"""
        community_id | name    | kind      | domain   | launched_on | member_count | not_visible_place_count | status
        harbour      | Harbour | community | {domain} | 2025-01-15  | {members}    | 0                       | shown
        """,
    )


def domain_of(home):
    return pq.read_table(home / "published/current/tables/communities.parquet").to_pylist()[0]["domain"]


def test_tables_open_in_three_tools_with_their_types(harbour, tmp_path):
    publish(harbour, tmp_path)
    file = tmp_path / "published/current/tables/communities.parquet"

    assert pq.read_schema(file).field("launched_on").type == "date32[day]"
    assert pd.read_parquet(file)["member_count"].tolist() == [25]
    asked = "select typeof(launched_on), typeof(member_count), name from read_parquet($file)"
    assert duckdb.execute(asked, {"file": str(file)}).fetchall() == [("DATE", "BIGINT", "Harbour")]


def test_a_csv_is_utf_8_with_dates_as_dates_and_no_formula(harbour, tmp_path):
    communities(harbour, "=cmd – Häfen")
    publish(harbour, tmp_path)

    with (tmp_path / "published/current/tables/communities.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["domain"], row["launched_on"]) == ("'=cmd – Häfen", "2025-01-15")


def test_the_same_content_is_no_new_release(harbour, tmp_path):
    first = publish(harbour, tmp_path)
    again = publish(harbour, tmp_path, cut=datetime(2026, 1, 7, 2, 30))

    assert (first.is_new, again.is_new, again.release_id) == (True, False, first.release_id)


def test_the_same_content_gives_the_same_bytes(harbour, tmp_path):
    written = []
    for home in (tmp_path / "a", tmp_path / "b"):
        publish(harbour, home)
        folder = home / "published/current"
        written.append({str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()})

    assert written[0] == written[1]


def test_a_failure_leaves_the_release_that_stands(harbour, tmp_path):
    def torn(tables, data_cut, folder):
        raise OSError(28, "No space left on device")

    publish(harbour, tmp_path)
    communities(harbour, "Fog")
    with pytest.raises(StorageFailed, match="The release that stands is untouched"):
        publish(harbour, tmp_path, draw=torn)

    assert domain_of(tmp_path) == "Ships and what they carry"
    communities(harbour, "Fog")
    publish(harbour, tmp_path)
    assert domain_of(tmp_path) == "Fog"
    assert not (tmp_path / "published/.stage").exists()


def test_readers_never_see_half_a_release(harbour, tmp_path):
    """Each reader opens a file once, as tools do; given a path, pyarrow opens it twice and may meet two releases."""
    publish(harbour, tmp_path)
    file = str(tmp_path / "published/current/tables/communities.parquet")
    errors, reads, stop = [], [], threading.Event()

    def hammer(read):
        while not stop.is_set():
            try:
                reads.append(read())
            except Exception as error:
                errors.append(repr(error))

    def by_duckdb():
        with duckdb.connect() as own:
            return own.execute("select count(*) from read_parquet($file)", {"file": file}).fetchall()[0][0]

    def by_pandas():
        with Path(file).open("rb") as once:
            return len(pd.read_parquet(once))

    def by_pyarrow():
        with Path(file).open("rb") as once:
            return pq.read_table(once).num_rows

    readers = [by_duckdb, by_pandas, by_pyarrow]
    threads = [threading.Thread(target=hammer, args=(read,)) for read in readers]
    for thread in threads:
        thread.start()
    for number in range(30):
        communities(harbour, f"Ships, edition {number}")
        publish(harbour, tmp_path)
    stop.set()
    for thread in threads:
        thread.join()

    assert errors == []
    assert set(reads) == {1}
    assert len(reads) > 30


def test_files_can_be_read_by_others_whatever_the_umask(harbour, tmp_path):
    publish(harbour, tmp_path)

    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "published/current/").rglob("*") if path.is_file()}
    assert modes == {0o644}


def test_columns_stand_in_the_contracts_order(harbour):
    assert files.read(harbour, "communities").column_names[:3] == ["community_id", "name", "kind"]


def test_a_closed_window_stays_as_it_was_first_published():
    earlier, fresh = measurement(value=0.7), measurement(value=0.9)

    assert carried_over(fresh, earlier).to_pylist()[0]["value"] == 0.7


def test_a_new_definition_is_a_new_value():
    earlier, fresh = measurement(value=0.7), measurement(value=0.9, method_version="2")

    assert carried_over(fresh, earlier).to_pylist()[0]["value"] == 0.9


def test_what_was_not_chosen_then_is_shown_when_chosen_now():
    earlier, fresh = measurement(value=None, status="not_chosen"), measurement(value=0.9)

    assert carried_over(fresh, earlier).to_pylist()[0]["value"] == 0.9
    assert carried_over(earlier, fresh).to_pylist()[0]["status"] == "not_chosen"
