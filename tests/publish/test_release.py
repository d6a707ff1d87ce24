"""A release is there as a whole or not at all, and whoever reads while it changes sees one or the other."""

import json
import os
import threading
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package, system

from cop_analytics.errors import DisclosureFailed, StorageFailed
from cop_analytics.pages import site
from cop_analytics.publish.release import release
from tests.publish.worlds import BEHIND, CUT, lay, months, released, table

NEXT_NIGHT = datetime(2026, 1, 7, 2, 30)


def no_pages(tables, data_cut, folder):
    folder.mkdir()
    (folder / "index.html").write_text("<p>a page</p>")
    return 1


def publish(con, home, *, draw=no_pages, cut=CUT, min_group=5):
    floors = {"min_group": min_group, "min_subgroup": 10}
    return release(con, home, data_cut=cut, **floors, draw=draw, tell=lambda *words: None, note=lambda *words: None)


def about(con, domain):
    """Harbour is about `domain`."""
    lay(con, {"communities": table("communities", {"domain": domain})})


@pytest.fixture
def harbour(con):
    about(con, "Ships")
    return con


def domain_of(home):
    return pq.read_table(home / "published/current/tables/communities.parquet").column("domain").to_pylist()


def files_of(home):
    folder = home / "published/current"
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def left_over(home):
    return sorted(path.name for path in (home / "published").iterdir() if path.name.startswith("."))


def test_a_release_holds_tables_pages_and_a_descriptor(harbour, tmp_path):
    done = publish(harbour, tmp_path)

    assert sorted(files_of(tmp_path)) == [
        *("datapackage.json", "site/index.html", "tables/communities.csv", "tables/communities.parquet")
    ]
    assert (done.is_new, done.pages, done.suppressed) == (True, 1, 0)
    assert done.tables == ({"table": "communities", "rows": 1, "suppressed": 0},)
    assert (tmp_path / "published/current").readlink() == Path(done.release_id)
    assert done.release_id.startswith("2026-01-06-")


def test_the_same_content_is_no_new_release(harbour, tmp_path):
    first = publish(harbour, tmp_path)
    again = publish(harbour, tmp_path, cut=NEXT_NIGHT)

    assert (again.is_new, again.release_id, again.pages) == (False, first.release_id, 1)


def test_when_the_streams_were_read_is_no_new_content(harbour, tmp_path):
    first = publish(harbour, tmp_path)
    lay(harbour, {"freshness": table("freshness", {"stream": "people", "last_read_at": NEXT_NIGHT})})

    assert publish(harbour, tmp_path, cut=NEXT_NIGHT).release_id == first.release_id


def test_a_higher_floor_is_a_new_release(harbour, tmp_path):
    publish(harbour, tmp_path)
    raised = publish(harbour, tmp_path, min_group=30)

    assert (raised.is_new, raised.suppressed) == (True, 1)


def test_the_same_content_gives_the_same_bytes(con, tmp_path):
    lay(con, released())
    for home in (tmp_path / "a", tmp_path / "b"):
        publish(con, home, draw=lambda tables, cut, folder: site.draw(tables, cut, [], folder))

    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    assert "site/communities/harbour.html" in files_of(tmp_path / "a")


def test_the_order_of_rows_decides_nothing(con, tmp_path):
    """Of three months that are alike, one is of few askers: which of the others is held back for it is always the same."""
    days = [datetime(2025, *day) for day in ((9, 29), (10, 27), (11, 24), (12, 29))]
    asked = [
        BEHIND | {"window_start": start, "window_end": end, "_question_person_count": people}
        for start, end, people in zip(days, days[1:], (3, 6, 6), strict=False)
    ]
    for home, rows in ((tmp_path / "a", asked), (tmp_path / "b", asked[::-1])):
        lay(con, {"activity_months": table("activity_months", *rows)})
        publish(con, home)

    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    months_told = pq.read_table(tmp_path / "a/published/current/tables/activity_months.parquet").to_pylist()
    assert [row["question_count"] for row in months_told] == [None, None, 6]


def test_a_closed_window_is_not_published_a_second_time(con, tmp_path):
    lay(con, {"activity_months": months(contribution_count=60)})
    publish(con, tmp_path)
    lay(con, {"activity_months": months(contribution_count=61)})

    assert publish(con, tmp_path, cut=NEXT_NIGHT).is_new is False


def full(tables, data_cut, folder):
    raise OSError(28, "No space left on device")


def damaged(tables, data_cut, folder):
    raise DisclosureFailed("a page would show a person")


@pytest.mark.parametrize(("draw", "raised"), [(full, StorageFailed), (damaged, DisclosureFailed)])
def test_a_failure_leaves_the_release_that_stands_and_the_next_run_clears_up(harbour, tmp_path, draw, raised):
    publish(harbour, tmp_path)
    about(harbour, "Fog")
    with pytest.raises(raised):
        publish(harbour, tmp_path, draw=draw)

    assert domain_of(tmp_path) == ["Ships"]
    publish(harbour, tmp_path)
    assert (domain_of(tmp_path), left_over(tmp_path)) == (["Fog"], [])


def test_a_number_that_would_show_a_person_leaves_the_release_that_stands(harbour, tmp_path):
    publish(harbour, tmp_path)
    about(harbour, "said m_abcdefghijklmnopqrstuvwxyz")
    with pytest.raises(DisclosureFailed, match=r"communities\.domain holds a pseudonym"):
        publish(harbour, tmp_path)

    assert domain_of(tmp_path) == ["Ships"]


def test_a_run_killed_between_naming_and_pointing_is_completed_by_the_next(harbour, tmp_path):
    publish(harbour, tmp_path)
    about(harbour, "Fog")
    whole = publish(harbour, tmp_path / "elsewhere").release_id
    (tmp_path / "elsewhere/published" / whole).rename(tmp_path / "published" / whole)

    done = publish(harbour, tmp_path)
    assert (done.release_id, domain_of(tmp_path), left_over(tmp_path)) == (whole, ["Fog"], [])


def test_what_was_released_before_is_still_there_and_unchanged(harbour, tmp_path):
    first = publish(harbour, tmp_path).release_id
    before = (tmp_path / "published" / first / "tables/communities.csv").read_bytes()
    about(harbour, "Fog")
    publish(harbour, tmp_path, cut=NEXT_NIGHT)

    assert (tmp_path / "published" / first / "tables/communities.csv").read_bytes() == before


def test_a_damaged_release_is_said_and_not_carried_over(con, tmp_path):
    lay(con, {"activity_months": months()})
    publish(con, tmp_path)
    (tmp_path / "published/current/tables/activity_months.parquet").write_bytes(b"PAR1")

    with pytest.raises(StorageFailed, match=r"activity_months\.parquet is damaged"):
        publish(con, tmp_path)


def test_files_can_be_read_by_others_whatever_the_umask(harbour, tmp_path):
    before = os.umask(0o077)
    try:
        publish(harbour, tmp_path)
    finally:
        os.umask(before)

    paths = [path for path in (tmp_path / "published").rglob("*") if not path.is_symlink()]
    assert {path.stat().st_mode & 0o777 for path in paths if path.is_file()} == {0o644}
    assert {path.stat().st_mode & 0o777 for path in paths if path.is_dir()} == {0o755}
    assert (tmp_path / "published").stat().st_mode & 0o777 == 0o755


def test_the_descriptor_is_a_valid_data_package(con, tmp_path):
    lay(con, released() | {"activity_months": months(), "releases": table("releases")})
    publish(con, tmp_path)

    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "published/current/datapackage.json")).validate()
    assert report.flatten(["name", "title", "message"]) == []


def test_the_descriptor_tells_each_file_with_its_rows_checksum_and_columns(harbour, tmp_path):
    publish(harbour, tmp_path)
    folder = tmp_path / "published/current"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))

    assert [(each["name"], each["format"], each["rows"]) for each in package["resources"]] == [
        ("communities", "csv", 1),
        ("communities-parquet", "parquet", 1),
    ]
    for each in package["resources"]:
        assert each["hash"] == f"sha256:{sha256((folder / each['path']).read_bytes()).hexdigest()}"
        assert each["schema"]["primaryKey"] == ["community_id"]
        assert each["schema"]["fields"][8]["name"] == "member_count"
        assert each["schema"]["fields"][8]["unit"] == "persons, rounded"


def test_nothing_of_the_machine_or_the_hour_is_published(harbour, tmp_path):
    publish(harbour, tmp_path)

    for content in files_of(tmp_path).values():
        assert str(tmp_path).encode() not in content
    package = json.loads(files_of(tmp_path)["datapackage.json"])
    assert package["created"] == "2026-01-06T02:30:00Z"


def test_readers_never_see_half_a_release(harbour, tmp_path):
    """Each reader opens a file once, as tools do; given a path, pyarrow opens it twice and may meet two releases."""
    publish(harbour, tmp_path)
    file = str(tmp_path / "published/current/tables/communities.parquet")
    reads, errors, stop = [], [], threading.Event()

    def by_duckdb():
        with duckdb.connect() as own:
            return own.execute("select count(*) from read_parquet($file)", {"file": file}).fetchall()[0][0]

    def by_pandas():
        with Path(file).open("rb") as once:
            return len(pd.read_parquet(once))

    def by_pyarrow():
        with Path(file).open("rb") as once:
            return pq.read_table(once).num_rows

    def hammer(read):
        while not stop.is_set():
            try:
                reads.append(read())
            except (OSError, duckdb.Error, pa.ArrowException) as error:
                errors.append(repr(error))

    threads = [threading.Thread(target=hammer, args=(read,)) for read in (by_duckdb, by_pandas, by_pyarrow)]
    for thread in threads:
        thread.start()
    for number in range(30):
        about(harbour, f"Ships, edition {number}")
        publish(harbour, tmp_path)
    stop.set()
    for thread in threads:
        thread.join()

    assert (errors, set(reads), len(reads) > 30) == ([], {1}, True)
