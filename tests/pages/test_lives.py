"""What is declared of a community stands on its page in words; the programme counts communities and compares none."""

import re
from datetime import date, datetime

from cop_analytics.pages import site
from tests.pages.reading import pages
from tests.publish.worlds import CUT, released, table

DECLARED = {
    "stages": table(
        "stages",
        {
            **{"community_id": "harbour", "stage": "coalescing", "declared_by": "social learning team"},
            **{"declared_on": date(2025, 6, 2), "because": "a core of seven"},
        },
    ),
    "launch_steps": table(
        "launch_steps",
        {"community_id": "harbour", "step": "first stories", "done_on": date(2025, 5, 30), "evidence": "Two told"},
        {"community_id": "harbour", "step": "find a leader and a core", "started_on": date(2024, 8, 15)},
    ),
    "sponsorships": table(
        "sponsorships",
        {"community_id": "harbour", "sponsor_role": "Head of Ports", "form": "resource", "started_on": date(2025, 1, 15),
         "commitment": "two hours a week", "state": "active"},
        {"community_id": "fog", "sponsor_role": "Head of Weather", "form": "strategic", "state": "vacant",
         "started_on": date(2025, 1, 15)},
    ),
    "objectives": table(
        "objectives",
        {"objective_id": "library", "community_id": "harbour", "objective": "A shared library", "origin": "emergent",
         "state": "negotiating"},
    ),
    "objective_questions": table(
        "objective_questions",
        {"objective_id": "library", "community_id": "harbour", "question": "Nobody has said they want to lead this."},
    ),
    "peer_consultations": table(
        "peer_consultations",
        {"dimension_id": "D6", "asking_community_id": "harbour", "offering_community_id": "fog"},
    ),
    "leaders_network": table(
        "leaders_network",
        {"community_id": "harbour", "window_start": datetime(2025, 6, 30), "window_end": datetime(2025, 9, 29),
         "community_count": 22, "status": "suppressed", "reason": "small_group"},
        {"community_id": "harbour", "window_start": datetime(2025, 9, 29), "window_end": datetime(2025, 12, 29),
         "connected_community_count": 9, "pair_count": 12, "community_count": 22, "status": "shown"},
    ),
}  # fmt: skip


def drawn(folder, **changed):
    site.draw(released() | DECLARED | changed, CUT, [], folder)
    return pages(folder)


def test_a_community_s_page_tells_what_was_declared(tmp_path):
    text = drawn(tmp_path)["communities/harbour.html"].text

    for words in (
        "Coalescing , declared by social learning team, 2 June 2025: a core of seven.",
        "Between: incubate or deliver at once. Signs that would go with it, to look for together;",
        "Find a leader and a core 15 August 2024 – – First stories – 30 May 2025 Two told",
        "Head of Ports, resource: two hours a week. Since 15 January 2025.",
        "A shared library Emergent, negotiating. Open questions: Nobody has said they want to lead this.",
        "Leadership shared and sustained: Fog lets itself be asked.",
    ):
        assert words in text


def test_the_one_that_may_be_asked_sees_who_asks(tmp_path):
    assert "Leadership shared and sustained: Harbour would like to ask." in drawn(tmp_path)["communities/fog.html"].text


def test_the_leaders_community_shows_how_far_leaders_turn_to_each_other_in_counts(tmp_path):
    leaders = table("communities", {"kind": "leaders"}, {"community_id": "fog", "name": "Fog"})
    read = drawn(tmp_path, communities=leaders)

    assert "How far leaders turn to each other" not in read["communities/fog.html"].text
    assert (
        "29 December 2025 9 of 22 12 29 September 2025 held back, too few people stand behind it –"
        in read["communities/harbour.html"].text
    )


def test_the_programme_is_told_in_counts_of_communities(tmp_path):
    text = drawn(tmp_path)["programme.html"].text

    for words in (
        "Communities launched 2 of 2",
        "Health checks held 1, in 1 of the communities",
        "Communities without one yet 1",
        "Stage Communities Coalescing 1",
        "For 1 nobody has declared a stage.",
        "Vacant sponsorships Fog",
    ):
        assert words in text
    assert re.findall(r"in 10|people", text) == []


def test_of_nothing_declared_nothing_is_told(tmp_path):
    site.draw(released(), CUT, [], tmp_path)
    read = pages(tmp_path)

    assert "Where it stands, as declared" not in read["communities/harbour.html"].text
    assert "None is vacant." in read["programme.html"].text
