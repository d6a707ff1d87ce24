"""V-20: what practice leaves behind."""

from datetime import datetime

import pytest

from cop_analytics.indicators.artefacts import artefacts, counted, editors_of
from cop_analytics.indicators.evidence import Attributes, Edit
from tests.indicators.worlds import World, crowd, parts

UNITS = {"ada": "risk", "ben": "risk", "cyd": "markets"}
AT = datetime(2025, 11, 1)


def library(shared, alike, alone):
    """Documents by ada: the first few also edited by cyd of another unit, then some by ben of hers, then by nobody."""
    world, edits = World(), []
    for number in range(shared + alike + alone):
        world.ask(f"d{number}", "ada", kind="document")
        if number < shared + alike:
            edits.append(Edit(f"d{number}", "cyd" if number < shared else "ben", AT))
    world.contributions = [
        type(each)(each.contribution_id, each.thread_id, each.member_id, each.contributed_at, True, None, "document")
        for each in world.contributions
    ]
    return world, {
        "edits": edits,
        "attributes": {name: Attributes(unit, "Europe", "staff", "UTC") for name, unit in UNITS.items()},
    }


def test_two_editors_of_one_unit_are_not_two_units():
    world, more = library(4, 3, 3)

    part = parts(artefacts(world.evidence(**more)))["edited_across_units"]
    assert (part.estimate.value, part.unit_count, part.person_count) == (0.4, 10, 2)


def test_nine_documents_are_too_few():
    world, more = library(4, 3, 2)

    assert parts(artefacts(world.evidence(**more)))["edited_across_units"].status == "too_few"


def test_an_old_document_counts_where_it_was_revised_in_the_window_and_its_old_editors_with_it():
    world, _ = library(1, 0, 0)
    old = type(world.contributions[0])("old", "old", "ben", datetime(2025, 2, 1), True, None, "document")
    world.contributions.append(old)
    edits = [Edit("old", "cyd", datetime(2025, 3, 1)), Edit("old", None, AT)]

    assert editors_of(world.evidence(edits=edits)) == {"d0": {"ada"}, "old": {"ben", "cyd"}}
    assert editors_of(world.evidence(edits=edits[:1])) == {"d0": {"ada"}}


def test_threads_link_to_documents_by_any_of_their_contributions():
    world, more = library(0, 0, 1)
    for number in range(19):
        world.ask(f"t{number}", crowd(19)[number]).reply(f"t{number}", "ben", "ada", 1)
    links = [("t0", "d0"), ("t1/3", "d0"), ("t1/4", "d0"), ("t2", "t3")]
    world.contributions.sort(key=lambda each: each.contribution_id)
    found = parts(artefacts(world.evidence(links=[*links, ("t5/12", "d0")], **more)))["linking_threads"]

    names = {each.contribution_id for each in world.contributions}
    expected = {"t0"} | {name.split("/")[0] for name in ("t1/3", "t1/4", "t5/12") if name in names}
    assert found.estimate.value == pytest.approx(len(expected) / 20)


def test_re_use_is_what_somebody_tagged_so():
    world = World()
    for number in range(20):
        world.ask(f"t{number}", crowd(20)[number])
    tags = {"t1": frozenset({"used this"}), "t2": frozenset({"used_this", "models"}), "t3": frozenset({"useful"})}
    part = parts(artefacts(world.evidence(tags=tags)))["reuse"]

    assert (part.estimate.value, part.person_count) == (2.0, 2)


@pytest.mark.parametrize(("events", "limits"), [(0, (0, 3.689)), (1, (0.025, 5.572)), (10, (4.795, 18.390))])
def test_the_interval_of_a_count_is_garwoods(events, limits):
    """Garwood (1936), Biometrika 28:437, as tabled in Ulm (1990), American Journal of Epidemiology 131:373."""
    found = counted(events)

    assert (found.lower, found.upper) == pytest.approx(limits, abs=1e-3)
