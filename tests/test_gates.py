"""A claim that does not hold stops the night, unless a person let it pass, once and on record."""

from datetime import datetime

import pytest

from cop_analytics import gates, ledger, runs, stations, stores
from cop_analytics.errors import CheckFailed, SettingsError
from cop_analytics.warehouse import CheckResult
from tests.torture import homes

NOW = datetime(2026, 1, 6, 2, 30)
HOLDS = CheckResult("ties__never_to_oneself", "fail", "Nobody is tied to themselves.", 0, ())
WARNS = CheckResult("places__can_be_seen", "warn", "Every declared place can be seen.", 1, (("harbour", "1100"),))
STOPS = CheckResult("contributions__never_from_the_future", "fail", "Nothing is from the future.", 2, (("content/1",),))


def stopped(home, *results):
    """A run that these results stopped."""
    run = runs.open_run(home, "nightly", NOW)
    with pytest.raises(CheckFailed) as raised:
        gates.judge(run, results)
    run.close("failed", 6, str(raised.value), cause=raised.value.cause)
    return run, raised.value


def test_what_holds_is_not_spoken_of(tmp_path):
    run = runs.open_run(tmp_path, "nightly", NOW)

    gates.judge(run, [HOLDS])

    assert (run.checks, run.warnings) == ([], [])


def test_every_broken_claim_is_on_record_and_the_first_that_stops_is_named(tmp_path):
    run, error = stopped(tmp_path, WARNS, STOPS, HOLDS)

    assert [(check["check_name"], check["is_accepted"]) for check in run.checks] == [
        ("places__can_be_seen", False),
        ("contributions__never_from_the_future", False),
    ]
    assert run.warnings == ["Every declared place can be seen. (1 row does not)"]
    assert str(error).splitlines() == [
        "The data break a claim: Nothing is from the future.",
        "  ('content/1',)",
        "The last release stands. Mend the data; or, if they are right as they are, let the claim pass once: "
        'cop accept contributions__never_from_the_future --because "…"',
    ]


def test_an_accepted_claim_passes_until_the_next_good_run(tmp_path):
    stopped(tmp_path, STOPS)
    gates.accept(tmp_path, STOPS.check_name, " eli moved the clock ", NOW)
    run = runs.open_run(tmp_path, "nightly", NOW)
    gates.judge(run, [STOPS])
    run.close("released", 0, None)

    assert run.warnings == ["Nothing is from the future. (2 rows do not; accepted once, because: eli moved the clock)"]
    assert runs.open_run(tmp_path, "nightly", NOW).accepted == {}


def test_a_run_that_fails_elsewhere_does_not_use_up_what_was_accepted(tmp_path):
    stopped(tmp_path, STOPS)
    gates.accept(tmp_path, STOPS.check_name, "eli moved the clock", NOW)
    runs.open_run(tmp_path, "nightly", NOW).close("failed", 3, "the platform is out")

    assert runs.open_run(tmp_path, "nightly", NOW).accepted == {STOPS.check_name: "eli moved the clock"}


def test_only_what_stopped_the_last_run_can_be_accepted(tmp_path):
    stopped(tmp_path, STOPS)

    with pytest.raises(
        SettingsError, match=r"did not stop the last run\. What did: contributions__never_from_the_future"
    ):
        gates.accept(tmp_path, "ties__never_to_oneself", "because", NOW)
    with pytest.raises(SettingsError, match="say why"):
        gates.accept(tmp_path, STOPS.check_name, " ", NOW)
    assert [event["event"] for event in ledger.events(tmp_path)] == ["run_opened", "run_closed"]


def test_what_a_gate_stopped_is_not_published_by_hand(tmp_path):
    chosen = homes.settings_of(tmp_path)
    chosen.home.mkdir()
    with stores.open_warehouse(chosen.home) as con:
        con.execute("create schema indicators; create table indicators.measurements (community_id varchar)")
    stopped(chosen.home, STOPS)

    with (
        pytest.raises(SettingsError, match=r"^contributions__never_from_the_future stopped the last refresh"),
        stations.night(chosen, "publish", NOW) as run,
    ):
        stations.publish(chosen, run, tell=homes.quiet)
