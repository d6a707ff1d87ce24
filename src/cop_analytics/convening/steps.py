"""The steps of a health check from opening to close: each looks whether it may be taken, takes it, and says what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cop_analytics.errors import Fault, InputFault
from cop_analytics.health import life
from cop_analytics.health.perspectives import MEMBERS
from cop_analytics.health.voices import CLOSED, INVITED, Check
from cop_analytics.inputs import check_files, conversation_records, forms, health_checks, registry, returns
from cop_analytics.inputs.forms import Occasion
from cop_analytics.inputs.health_checks import FORMS, PERIOD
from cop_analytics.inputs.registry import Community
from cop_analytics.inputs.rejected import unwritable, write_rejected
from cop_analytics.inputs.returns import Returned
from cop_analytics.inputs.texts import choice_of


@dataclass(frozen=True)
class Taken:
    """What a step did, in sentences, and the faults of rows that were not taken."""

    sentences: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where one check lies."""

    inputs: Path
    community_id: str
    period: str

    @property
    def name(self) -> str:
        return f"{health_checks.FOLDER}/{self.community_id}/{self.period}"

    @property
    def folder(self) -> Path:
        return self.inputs / self.name

    def next_after(self, state: str) -> str:
        """What comes next, its command written out."""
        return life.what_comes_next(state, self.community_id, self.period)

    def refuse(self, refused: life.Refused | None) -> None:
        """Raise InputFault where a step may not be taken."""
        if refused is not None:
            raise InputFault([Fault(self.name, None, None, refused.problem, refused.cure)])


def open_check(place: Place, invited_count: int, today: date) -> Taken:
    """Open a check and write its forms. Raises InputFault where it is too early, or another one is open."""
    community = _community(place)
    earlier = [check for check in checks(place.inputs) if check.community_id == place.community_id]
    if not PERIOD.fullmatch(place.period):
        place.refuse(life.Refused("the period cannot name files", "Use letters, digits and hyphens: 2026-H1."))
    if place.folder.exists():
        place.refuse(life.Refused("it is there already", "See `cop check status`, or choose another period."))
    place.refuse(life.refuse_opening(community.launched_on, earlier, today))
    about: check_files.Changes = {"opened_on": today, "state": INVITED, "invited_count": invited_count}
    check_files.write_check(place.folder, about)
    occasion = Occasion(place.community_id, place.period, invited_count, today)
    written = forms.write_forms(place.folder / FORMS, occasion)
    return Taken((*(f"wrote {file}" for file in written), f"{place.name} is open. {place.next_after(INVITED)}"))


def take_relevance(place: Place, files: Sequence[Path], columns: Path | None, *, anonymise: bool) -> Taken:
    """Read what matters to whom; what a perspective said before is replaced."""
    check = one(place)
    place.refuse(life.refuse_relevance(check))
    found = _returned(place, files, columns, anonymise=anonymise)
    said = found.relevance
    if not said:
        return _nothing(place, found, "choice")
    heard = {each.perspective for each in said}
    kept = [each for each in check.relevance if each.perspective not in heard]
    check_files.write_relevance(place.folder, [*kept, *said])
    waiting = life.perspectives_without_choice(one(place))
    if waiting:
        told = f"Taken: what matters to {', '.join(sorted(heard))}. Still to be heard: {', '.join(waiting)}."
        return Taken((told,), _told(found))
    check_files.write_check(place.folder, {"state": "relevance"})
    return Taken((f"All three perspectives have said what matters. {place.next_after('relevance')}",), _told(found))


def take_answers(place: Place, files: Sequence[Path], columns: Path | None, *, anonymise: bool) -> Taken:
    """Read answers and statements; members' answers read before are replaced, and what a role signed before."""
    check = one(place)
    place.refuse(life.refuse_answers(check))
    found = _returned(place, files, columns, anonymise=anonymise)
    if not found.answers and not found.statements:
        return _nothing(place, found, "answer")
    sentences = []
    if found.answers:
        check_files.write_answers(place.folder, found.answers)
        check_files.write_check(place.folder, {"state": "answers"})
        count = len({given.token for given in found.answers})
        sentences.append(f"Taken: answers of {count} of {check.invited_count} members invited.")
    if found.statements:
        heard = {(each.perspective, each.role_name) for each in found.statements}
        kept = [each for each in check.statements if (each.perspective, each.role_name) not in heard]
        check_files.write_statements(place.folder, [*kept, *found.statements])
        sentences.append(f"Taken: {len(found.statements)} statements signed by {len(heard)} roles.")
    return Taken((*sentences, place.next_after(one(place).state)), _told(found))


def take_record(place: Place, file: Path) -> Taken:
    """Keep the record of the conversation. Raises InputFault with all its faults: a record is taken whole."""
    check = one(place)
    place.refuse(life.refuse_recording(check))
    faults: list[Fault] = []
    record = conversation_records.read(file, file.name, faults)
    if record is None:
        raise InputFault(faults)
    if check.frozen_on is not None and record.held_on < check.frozen_on:
        told = f"the conversation is dated before its pack, {check.frozen_on}"
        raise InputFault([Fault(file.name, None, "held_on", told, "Write the day it was held.")])
    check_files.write_record(place.folder, file)
    check_files.write_check(place.folder, {"state": "recorded"})
    counts = f"dimensions talked about: {len(record.senses)}, decisions: {len(record.decisions)}"
    return Taken((f"Recorded; {counts}. {place.next_after('recorded')}",))


def close_check(place: Place, next_look_on: date | None, today: date) -> Taken:
    """Close a check: of the members' answers only counts are left, of their tokens nothing."""
    check = one(place)
    look = next_look_on or check.next_look_on
    place.refuse(life.refuse_closing(check, look))
    assert look is not None
    if look <= today:
        place.refuse(life.Refused(f"the next look, {look}, is not ahead", "Choose a later day."))
    check_files.write_counts(place.folder, check.answers)
    check_files.write_level_counts(place.folder, check.answers_by_level)
    about: check_files.Changes = {
        "closed_on": today,
        "next_look_on": look,
        "answered_count": check.answered_count or 0,
        "state": CLOSED,
    }
    check_files.write_check(place.folder, about)
    for left in ("answers.csv", "answers.rejected.csv", f"{FORMS}/tokens.csv"):
        (place.folder / left).unlink(missing_ok=True)
    return Taken((f"{place.name} is closed; of the answers only counts are kept. {place.next_after(CLOSED)}",))


def checks(inputs: Path) -> list[Check]:
    """Every check that can be read."""
    return health_checks.read(inputs, {community.id for community in _communities(inputs)}).checks


def one(place: Place) -> Check:
    """The check at `place`. Raises InputFault where there is none, or it cannot be read."""
    _community(place)
    found = health_checks.read(place.inputs, {community.id for community in _communities(place.inputs)})
    for check in found.checks:
        if (check.community_id, check.period) == (place.community_id, place.period):
            return check
    own = [fault for fault in found.faults if fault.file.startswith(place.name)]
    cure = f"Open it: cop check open {place.community_id} {place.period} --invited 40"
    raise InputFault(own or [Fault(place.name, None, None, "there is no such check", cure)])


def _communities(inputs: Path) -> list[Community]:
    return registry.read(inputs / registry.FILE)


def _community(place: Place) -> Community:
    known = {community.id: community for community in _communities(place.inputs)}
    if place.community_id not in known:
        cure = choice_of(tuple(sorted(known)))
        raise InputFault([Fault(registry.FILE, None, "id", "the community is not declared", cure)])
    return known[place.community_id]


def _returned(place: Place, files: Sequence[Path], columns: Path | None, *, anonymise: bool) -> Returned:
    tokens = returns.given_out(place.folder / FORMS / "tokens.csv")
    found = returns.read(files, tokens=set(tokens), columns=columns, anonymise=anonymise)
    found.faults += unwritable(found.leftovers)
    write_rejected(found.leftovers)
    return found


def _told(found: Returned) -> tuple[Fault, ...]:
    return tuple(found.faults)


def _nothing(place: Place, found: Returned, what: str) -> Taken:
    """Nothing could be taken, and nothing was changed."""
    cure = f"Fill in the column {what} of the forms in {place.name}/{FORMS}."
    return Taken((), _told(found) or (Fault(place.name, None, None, f"the files hold no {what}", cure),))


def answered_of(check: Check) -> int:
    """How many members answered, as far as is known: where tokens are gone, the most answers to any dimension."""
    if check.answered_count is not None:
        return check.answered_count
    by_dimension: dict[str, int] = {}
    for (dimension, _), count in check.answers.items():
        by_dimension[dimension] = by_dimension.get(dimension, 0) + count
    return max(by_dimension.values(), default=0)


def is_waiting_for(check: Check) -> str:
    """What has to happen next, with the day from which a sponsor may look."""
    if check.state == "frozen" and check.shown_to_core_on is not None:
        first = life.sponsor_may_look_on(check.shown_to_core_on)
        named = f"{check.community_id} {check.period}"
        return f"The sponsor may see the pack from {first} on: cop check show {named} --to sponsor"
    if check.state == INVITED and (waiting := life.perspectives_without_choice(check)) and check.relevance:
        return f"Still to say what matters: {', '.join(waiting)}"
    if check.state == "relevance" and check.statements:
        return f"{MEMBERS.capitalize()} have not answered yet: cop check answers"
    return life.what_comes_next(check.state, check.community_id, check.period)
