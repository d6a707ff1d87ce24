"""How a programme ended: closing questions in closed lists of words, pairs that ended early, recognition wished for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cop_analytics.inputs.papers import Papers
from cop_analytics.inputs.participants import MENTEE, MENTOR, Participant, who_of
from cop_analytics.inputs.sheets import Cells, Sheet

YES_TO_NO = ("yes", "partly", "no")
LEFT: Mapping[str, slice] = {"": slice(0, 0), MENTOR: slice(0, 1), MENTEE: slice(1, 2), "both": slice(0, 2)}
REASONS = ("", "left the bank", "changed role", "no time", "other")
PORTFOLIO, AT_CLOSING = "portfolio", "named at the closing event"
FORMS = ("certificate", "manager told", AT_CLOSING, PORTFOLIO)


@dataclass(frozen=True)
class Question:
    words: str
    sides: tuple[str, ...]


QUESTIONS: Mapping[str, Question] = {
    "coached in return": Question("Did the mentee coach the mentor in return?", (MENTOR, MENTEE)),
    "learned in return": Question("Did you learn what you had wanted to learn in return?", (MENTOR,)),
    "hours counted": Question("Did your manager count the hours?", (MENTOR,)),
    "time kept": Question("Could you keep the time for the sessions?", (MENTOR, MENTEE)),
    "again": Question("Would you do it again?", (MENTOR, MENTEE)),
}
"""What both sides are asked at the end; each answer is yes, partly or no. It is for both: Murphy (2012), HRM 51:549."""


@dataclass(frozen=True)
class Closing:
    participant_id: str
    question: str
    answer: str


@dataclass(frozen=True)
class Exit:
    """A pair that ended early, through nobody's fault; a reason need not be given. `left` no longer take part at all."""

    pair: tuple[str, str]
    ended_on: date
    left: frozenset[str]
    reason: str


def read_closings(papers: Papers, known: dict[str, Participant]) -> Sheet[Closing]:
    def one(cells: Cells) -> Closing:
        who, question = who_of(cells, "participant_id", known), cells.one_of("question", tuple(QUESTIONS))
        sides = QUESTIONS[question].sides if question in QUESTIONS else (MENTOR, MENTEE)
        if who in known and known[who].role not in sides:
            cells.fault("question", f"only a {sides[0]} is asked this", "Remove the row.")
        return Closing(who, question, cells.one_of("answer", YES_TO_NO))

    columns = ("participant_id", "question", "answer")
    return papers.read("closing", columns, one, key=("participant_id", "question"))


def read_exits(papers: Papers, known: dict[str, Participant]) -> Sheet[Exit]:
    def one(cells: Cells) -> Exit:
        pair = (who_of(cells, "mentor_id", known, MENTOR), who_of(cells, "mentee_id", known, MENTEE))
        if not cells.values["ended_on"]:
            cells.fault("ended_on", "it is empty", "Write the day, such as 2026-01-31.")
        left = frozenset(pair[LEFT.get(cells.one_of("left", tuple(LEFT), needed=False), slice(0, 0))])
        return Exit(pair, cells.day("ended_on") or date.min, left, cells.one_of("reason", REASONS, needed=False))

    columns = ("mentor_id", "mentee_id", "ended_on", "left", "reason")
    return papers.read("exits", columns, one, key=("mentor_id", "mentee_id"))


def read_recognition(papers: Papers, known: dict[str, Participant]) -> Sheet[tuple[str, str]]:
    """Which mentor wished for which form of recognition; who stands nowhere wished for none."""

    def one(cells: Cells) -> tuple[str, str]:
        return who_of(cells, "participant_id", known, MENTOR), cells.one_of("form", FORMS)

    columns = ("participant_id", "form")
    return papers.read("recognition", columns, one, key=columns)
