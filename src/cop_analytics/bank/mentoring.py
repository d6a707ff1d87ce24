"""The bank's reverse-mentoring programme: a hundred senior managers, a hundred mentors, two waves drawn by lot."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from cop_analytics.bank.cohort import SEED, WAVES, drawn
from cop_analytics.bank.life import Bank
from cop_analytics.bank.matches import PAIRS
from cop_analytics.bank.people import END
from cop_analytics.bank.words import LOCATIONS, UNITS
from cop_analytics.bank.world import Person

PROGRAMME = "digital-2025"
ABOUT = """\
name = "Digital reverse mentoring 2025"
starts_on = 2025-03-31
ends_on = 2025-12-28
framework = "DigComp 3.0"
function = "different"
seed = 7
modules = ["Leading a session", "Listening to seniors"]
charter = "2025-1"
toolkit = ["phishing", "prompts", "shared documents", "data at a glance"]

[[wave]]
id = "1"
starts_on = 2025-03-31
ends_on = 2025-09-28

[[wave]]
id = "2"
starts_on = 2025-06-30
ends_on = 2025-12-28

[evaluation]
approved_by = "works council and data protection officer"
on = 2025-02-10
waves_drawn = true
"""
ASKED = ("1.1", "2.1", "2.4", "3.1", "4.2", "5.2")
THEMES = (
    "budgeting",
    "how a committee decides",
    "speaking to a board",
    "a career abroad",
    "negotiation",
    "risk appetite",
)
TONGUES = {"DE": "de", "FR": "fr", "IT": "it", "GB": "en", "PL": "pl"}
HOURS = ("8-10", "9-11", "11-13", "13-15", "14-16")
DAYS = ("mon", "tue", "wed", "thu", "fri")
MODULES, CHARTER = ("Leading a session", "Listening to seniors"), "2025-1"
TOOLKIT = ("phishing", "prompts", "shared documents", "data at a glance")
CLOSING = {
    "mentor": ("coached in return", "learned in return", "hours counted", "time kept", "again"),
    "mentee": ("coached in return", "time kept", "again"),
}
RECOGNITION = ("certificate", "manager told", "named at the closing event", "portfolio")
TRAINING = date(2025, 3, 10)
EVENTS = (
    (date(2025, 3, 10), "training", "mentors"),
    (date(2025, 3, 31), "kick-off", "everybody"),
    (date(2025, 6, 16), "mentors' meeting", "mentors"),
    (date(2025, 12, 18), "closing event", "everybody"),
    (date(2026, 1, 29), "return of experience", "everybody"),
)
Rows = Iterable[Sequence[object]]


def write_programme(folder: Path, bank: Bank, seed: int = SEED) -> None:
    """Its sheets in `folder`, as they were left on the last day of the year; another seed, another programme."""
    random = Random(seed)
    cohort = drawn(random, bank.people, bank.communities)
    mentors, mentees, waves = cohort.mentors, cohort.mentees, cohort.waves
    ids = {person.id for person in (*mentors, *mentees)}
    pairs = [pair for pair in PAIRS if ids.issuperset(pair)] if seed == SEED else []
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "programme.toml").write_text(ABOUT, encoding="utf-8")
    people = [*_people(random, "mentor", mentors, waves), *_people(random, "mentee", mentees, waves)]
    sheets: dict[str, tuple[str, Rows]] = {
        "participants.csv": (
            "participant_id,role,wave,languages,unit,function,site,utc_offset,slots,is_trained,capacity,motivation",
            people,
        ),
        "levels.csv": ("participant_id,competence,level,wave", _levels(random, mentors, mentees, waves)),
        "goals.csv": ("participant_id,competence,weight", _goals(random, mentees)),
        "themes.csv": ("participant_id,kind,theme", _themes(random, mentors, mentees)),
        "barriers.csv": ("participant_id,other_id,kind", _barriers(random, mentors, mentees)),
        "wishes.csv": ("participant_id,other_id,rank", _wishes(random, mentors, mentees)),
        "sessions.csv": (
            "mentor_id,mentee_id,planned_on,state,cancelled_by,minutes,theme",
            _themed(_sessions(random, pairs, waves)),
        ),
        "training.csv": ("participant_id,module,completed_on", _training(people)),
        "charter.csv": ("participant_id,charter,accepted_on", [(row[0], CHARTER, TRAINING) for row in people]),
        "events.csv": ("held_on,kind,audience", EVENTS),
        "closing.csv": ("participant_id,question,answer", _closings(Random(seed + 1), pairs, waves)),
        "recognition.csv": ("participant_id,form", _recognition(Random(seed + 2), mentors)),
        "published.csv": ("mentor_id,mentee_id", pairs),
    }
    for name, (header, rows) in sheets.items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header.split(","), *rows])
        (folder / name).write_text(text.getvalue(), encoding="utf-8")


def _people(random: Random, role: str, people: Sequence[Person], waves: dict[int, str]) -> Rows:
    countries = {city: country for city, _, country, _ in LOCATIONS}
    for person in people:
        own = TONGUES[countries[person.location]]
        others = [f"en:{random.choice(('B1', 'B2', 'C1', 'C1', 'C2'))}"] if own != "en" else []
        slots = [f"{day} {random.choice(HOURS)}" for day in sorted(random.sample(DAYS, 3), key=DAYS.index)]
        wave = waves.get(person.id) or random.choice(("1", "2"))
        trained = "yes" if role == "mentor" and random.random() < 0.97 else "no"
        place = (UNITS[person.department], person.department, person.location, 0 if own == "en" else 1)
        wants = "yes" if role == "mentor" else ""
        yield person.id, role, wave, " ".join([f"{own}:C2", *others]), *place, "; ".join(slots), trained, "", wants


def _levels(random: Random, mentors: Sequence[Person], mentees: Sequence[Person], waves: dict[int, str]) -> Rows:
    """What was told before, and of those whose wave is over, after and in hindsight: some overrated themselves before."""
    for person in mentors:
        yield from ((person.id, name, random.choice((2, 3, 3, 4, 4)), "pre") for name in ASKED)
    for person in mentees:
        answers = random.random() < (0.92 if waves[person.id] == "1" else 0.4)
        for name in ASKED:
            before = random.choice((1, 1, 2, 2, 3))
            yield person.id, name, before, "pre"
            if answers:
                moved = random.choices((1, 0, -1), (52, 38, 10))[0]
                yield person.id, name, min(max(before + moved, 1), 4), "post"
                yield person.id, name, max(before - (random.random() < 0.35), 1), "then"


def _goals(random: Random, mentees: Sequence[Person]) -> Rows:
    for person in mentees:
        yield from zip([person.id] * 3, random.sample(ASKED, 3), (0.5, 0.3, 0.2), strict=True)


def _themes(random: Random, mentors: Sequence[Person], mentees: Sequence[Person]) -> Rows:
    for people, kind in ((mentors, "return goal"), (mentees, "offer")):
        for person in people:
            yield from ((person.id, kind, theme) for theme in random.sample(THEMES, 2))


def _barriers(random: Random, mentors: Sequence[Person], mentees: Sequence[Person]) -> Rows:
    for mentor, mentee in zip(random.sample(mentors, 30), random.sample(mentees, 30), strict=True):
        kind = random.choice(("reporting line", "reporting line", "information barrier", "conflict", "prior pair"))
        yield mentor.id, mentee.id, kind


def _wishes(random: Random, mentors: Sequence[Person], mentees: Sequence[Person]) -> Rows:
    for asking, asked in ((mentors, mentees), (mentees, mentors)):
        for person in random.sample(asking, 40):
            wished = random.sample(asked, 3)
            yield from ((person.id, other.id, place) for place, other in enumerate(wished, start=1))


def _sessions(random: Random, pairs: Sequence[tuple[int, int]], waves: dict[int, str]) -> Rows:
    """Every two or three weeks; one pair in twelve stops on the way."""
    for mentor, mentee in pairs:
        starts_on, ends_on = WAVES[waves[mentee]]
        stops_on = starts_on + timedelta(days=random.randint(40, 120)) if random.random() < 1 / 12 else ends_on
        day = starts_on + timedelta(days=random.randint(3, 14))
        while day <= min(stops_on, END.date()):
            state = random.choices(("held", "moved", "cancelled"), (84, 8, 8))[0]
            by = random.choice(("mentor", "mentee", "mentee")) if state == "cancelled" else ""
            yield mentor, mentee, day, state, by, random.choice((45, 60, 60)) if state == "held" else ""
            day += timedelta(days=random.choice((14, 14, 21)))


def _themed(sessions: Rows) -> Rows:
    """The toolkit one theme after the other; a session that was not held is about none, and every fifth of the others."""
    for number, row in enumerate(sessions):
        yield *row, TOOLKIT[number % 5] if row[3] == "held" and number % 5 < len(TOOLKIT) else ""


def _training(people: Sequence[Sequence[object]]) -> Rows:
    """Both modules of whoever is trained; the first alone of another mentor."""
    for row in people:
        if row[1] == "mentor":
            modules = MODULES if row[9] == "yes" else MODULES[:1]
            yield from ((row[0], module, TRAINING + timedelta(weeks=week)) for week, module in enumerate(modules))


def _closings(random: Random, pairs: Sequence[tuple[int, int]], waves: dict[int, str]) -> Rows:
    """Six in seven of the first wave closed, and two in five of the second; most mentees coached in return."""
    for pair in pairs:
        for person, side in zip(pair, CLOSING, strict=True):
            if random.random() < (0.85 if waves[pair[1]] == "1" else 0.4):
                said = random.choices(("yes", "partly", "no"), (55, 25, 20), k=len(CLOSING[side]))
                yield from ((person, name, word) for name, word in zip(CLOSING[side], said, strict=True))


def _recognition(random: Random, mentors: Sequence[Person]) -> Rows:
    for person in mentors:
        yield from ((person.id, form) for form in RECOGNITION if random.random() < 0.3)
