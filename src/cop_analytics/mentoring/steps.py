"""A match on its way: drafted, approved by a person, published; what was published never changes silently.

What is kept of it in the home speaks of pseudonyms of a domain of their own; the coordinator's sheets, beside what the
coordinator wrote, of the ids written there.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cop_analytics import ledger
from cop_analytics.errors import Fault, InputFault, SettingsError
from cop_analytics.inputs import mentoring as inputs
from cop_analytics.inputs.matches import COLUMNS, FILE, PARTS, read_match
from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.inputs.rejected import write_rejected
from cop_analytics.mentoring.fit import Fit, fit
from cop_analytics.mentoring.pairing import Outcome, Paired, pair_up
from cop_analytics.mentoring.standing import broken, in_words

DRAFT, APPROVED, PUBLISHED = "draft", "approved", "published"
SHEET = "match.csv"
Pair = tuple[str, str]


@dataclass(frozen=True)
class Place:
    """Where a programme lies: what was written about it, what is kept of it; `pseudonym` names people there."""

    folder: Path
    home: Path
    pseudonym: Callable[[str], str | None]

    @property
    def state(self) -> Path:
        return self.home / "mentoring" / self.folder.name / "match.json"


def load(place: Place, today: date) -> Cohort:
    """What the coordinator wrote, as it stands today; rows that could not be taken lie beside their sheets."""
    cohort = inputs.read(place.folder)
    write_rejected(cohort.leftovers)
    return cohort.on(today)


def draft(place: Place, cohort: Cohort, *, lock: Collection[Pair] = (), unlock: Collection[Pair] = ()) -> Outcome:
    """Match anew and write the draft; a published match stands until another is published.

    Raises InputFault for a pair to lock that may not be, or a pair to unlock that was never published.
    """
    fits = fit(cohort)
    _refuse_impossible(place, fits, lock)
    announced = published(place, cohort)
    strangers = sorted(set(unlock) - set(announced))
    if strangers:
        words = "this pair was not published"
        raise InputFault(
            [Fault(SHEET, None, ":".join(pair), words, "Name a published pair as mentor:mentee.") for pair in strangers]
        )
    outcome = pair_up(cohort, fits, announced, lock, unlock)
    text = _sheet(outcome.pairs)
    ledger.write_whole(place.folder / SHEET, text.encode())
    pairs = [[place.pseudonym(each.mentor_id), place.pseudonym(each.mentee_id)] for each in outcome.pairs]
    _keep(place, _kept(place) | {"draft": {"status": DRAFT, "sha256": _sha256(text), "pairs": pairs}})
    return outcome


def approve(place: Place, cohort: Cohort, by: str, now: datetime) -> int:
    """A person answers for the draft as it lies there; the number of its pairs.

    Raises SettingsError where there is none or it is empty, InputFault where it was changed or a pair of it may not be any
    more.
    """
    kept = _kept(place)
    found = kept.get("draft")
    if not found:
        raise SettingsError(
            [f"{place.folder.name}: there is no draft. `cop mentoring match {place.folder.name}` makes one."]
        )
    if not found["pairs"]:
        cure = f"`cop mentoring feasibility {place.folder.name}` says what stands in the way."
        raise SettingsError([f"{place.folder.name}: the draft has no pair. {cure}"])
    _refuse_changed(place, found)
    _refuse_broken(place, cohort)
    _keep(place, kept | {"draft": found | {"status": APPROVED, "by": by, "at": now.isoformat()}})
    return len(found["pairs"])


def publish(place: Place, cohort: Cohort, now: datetime) -> int:
    """The approved draft becomes the match; the number of its pairs.

    Raises SettingsError where nobody approved it, InputFault where it was changed or a pair of it may not be any more.
    """
    kept = _kept(place)
    found = kept.get("draft")
    if not found or found["status"] != APPROVED:
        raise SettingsError(
            [f"{place.folder.name}: no draft is approved. `cop mentoring approve {place.folder.name} --by ROLE` does."]
        )
    _refuse_changed(place, found)
    _refuse_broken(place, cohort)
    earlier = [*kept.get("earlier", []), *([kept["published"]] if "published" in kept else [])]
    (place.folder / FILE).write_bytes((place.folder / SHEET).read_bytes())
    _keep(place, {"published": found | {"status": PUBLISHED, "published_at": now.isoformat()}, "earlier": earlier})
    line = {
        "event": "match",
        "run_id": "",
        "programme": place.folder.name,
        "pairs": len(found["pairs"]),
        "sha256": found["sha256"],
    }
    ledger.append(place.home, line)
    return len(found["pairs"])


def published(place: Place, cohort: Cohort) -> list[Pair]:
    """The published pairs, of those who still take part; a sheet carried over, where this home published none.

    Raises InputFault where the published sheet was changed, or what was carried over is faulty.
    """
    found = _kept(place).get("published")
    if not found:
        carried = read_match(place.folder, cohort.participants)
        if carried.faults:
            raise InputFault(carried.faults)
        return carried.rows
    file = place.folder / FILE
    if not file.exists() or _sha256(file.read_bytes().decode()) != found["sha256"]:
        cure = f"Put it back as it was; a new match is made by `cop mentoring match {place.folder.name}`."
        raise InputFault([Fault(str(file), None, None, "it is not the match that was published", cure)])
    ids = {place.pseudonym(each): each for each in cohort.participants}
    return [(ids[one], ids[other]) for one, other in found["pairs"] if one in ids and other in ids]


def first_days(place: Place, cohort: Cohort, pairs: Iterable[Pair]) -> dict[Pair, date]:
    """By pair the day from which it is followed: when it was first published, and not before its wave begins.

    A pair that met between its announcement and its publication began with that session. One that was carried over began
    with its wave.
    """
    kept = _kept(place)
    announced: dict[tuple[str | None, str | None], date] = {}
    for match in [*kept.get("earlier", []), *([kept["published"]] if "published" in kept else [])]:
        for one, other in match["pairs"]:
            announced.setdefault((one, other), datetime.fromisoformat(match["published_at"]).date())
    met: dict[Pair, date] = {}
    for each in cohort.meetings:
        if each.state == "held":
            pair = (each.mentor_id, each.mentee_id)
            met[pair] = min(each.planned_on, met.get(pair, each.planned_on))
    found = {}
    for pair in pairs:
        starts_on = cohort.wave_of(pair).starts_on
        named = (place.pseudonym(pair[0]), place.pseudonym(pair[1]))
        found[pair] = max(starts_on, min(announced.get(named, starts_on), met.get(pair, date.max)))
    return found


def matches_with(place: Place, name: str | None) -> Iterator[tuple[str, str | None]]:
    """Status and time of every match that is kept with a pseudonym in it, the newest first; a draft has no time."""
    kept = _kept(place)
    for match in [kept.get("draft"), kept.get("published"), *reversed(kept.get("earlier", []))]:
        if match and any(name in pair for pair in match["pairs"]):
            yield match["status"], match.get("published_at") or match.get("at")


def forget(home: Path, name: str) -> None:
    """The pairs of one pseudonym leave every match that is kept."""
    for state in sorted(home.glob("mentoring/*/match.json")):
        kept = json.loads(state.read_text(encoding="utf-8"))
        for match in [kept.get("draft"), kept.get("published"), *kept.get("earlier", [])]:
            if match:
                match["pairs"] = [pair for pair in match["pairs"] if name not in pair]
        ledger.write_whole(state, json.dumps(kept, indent=1).encode())


def _refuse_impossible(place: Place, fits: Fit, lock: Collection[Pair]) -> None:
    rows, columns = ({each.id: n for n, each in enumerate(side)} for side in (fits.mentors, fits.mentees))
    faults = []
    for one, other in lock:
        if one not in rows or other not in columns:
            faults.append(
                Fault("--lock", None, f"{one}:{other}", "no such mentor and mentee", "Name mentor:mentee by their ids.")
            )
        elif broken := [rule for rule, kept in fits.keeps.items() if not kept[rows[one], columns[other]]]:
            words = f"the pair breaks a rule: {', '.join(broken)}"
            faults.append(
                Fault("--lock", None, f"{one}:{other}", words, "Mend what is written of them, or lock another.")
            )
    if faults:
        raise InputFault(faults)


def _refuse_changed(place: Place, found: dict[str, Any]) -> None:
    file = place.folder / SHEET
    if not file.exists() or _sha256(file.read_bytes().decode()) != found["sha256"]:
        cure = f"Make it anew: cop mentoring match {place.folder.name}"
        raise InputFault([Fault(str(file), None, None, "it is not the draft as it was made", cure)])


def _refuse_broken(place: Place, cohort: Cohort) -> None:
    """The rules are asked again, of what is written today: all of them of a new pair, barriers of a published one too."""
    file = place.folder / SHEET
    with file.open(encoding="utf-8", newline="") as sheet:
        drafted = [(row["mentor_id"], row["mentee_id"]) for row in csv.DictReader(sheet)]
    announced = set(published(place, cohort))
    cure = f"Mend what is written of them, or make the draft anew: cop mentoring match {place.folder.name}"
    faults = [
        Fault(str(file), 2 + drafted.index(each.pair), None, f"{':'.join(each.pair)}: {in_words(cohort, each)}", cure)
        for each in broken(fit(cohort), drafted)
        if each.parts or each.pair not in announced
    ]
    if faults:
        raise InputFault(faults)


def _sheet(pairs: Sequence[Paired]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in pairs:
        reasons = [*each.reasons, "", "", ""][:3]
        new = "yes" if each.is_new else "no"
        parts = [f"{each.parts[name]:.3f}" for name in PARTS]
        told = (f"{each.fit:.2f}", new, *reasons, each.next_best or "", each.cost, *parts, "; ".join(each.keeps))
        writer.writerow([each.mentor_id, each.mentee_id, *told])
    return text.getvalue()


def _kept(place: Place) -> dict[str, Any]:
    if not place.state.exists():
        return {}
    kept: dict[str, Any] = json.loads(place.state.read_text(encoding="utf-8"))
    return kept


def _keep(place: Place, kept: dict[str, Any]) -> None:
    place.state.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    ledger.write_whole(place.state, json.dumps(kept, indent=1).encode())


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
