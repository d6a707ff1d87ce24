"""The paper of a mentoring programme: its days, its waves, and what was agreed about evaluating it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from cop_analytics.errors import Fault, InputFault
from cop_analytics.inputs import toml
from cop_analytics.inputs.toml import Block

FILE = "programme.toml"
FRAMEWORKS = {"DigComp 3.0": 4, "DigComp 2.2": 8}
"""Capability frameworks and their highest level; JRC, Vuorikari et al. (2022) for 2.2, and its successor."""
AREAS = {
    "1": "information and data",
    "2": "communication and collaboration",
    "3": "content creation",
    "4": "safety and wellbeing",
    "5": "problem solving",
}
"""What the first figure of a competence stands for, in both."""
DIRECTIONS = ("different", "same", "indifferent")
BANDS = ("tier",)
"""What the two sides of the network effect differ by. Age is not among them: it would need an assessment of its own."""
KEYS = (
    "name",
    "starts_on",
    "ends_on",
    "framework",
    "function",
    "seed",
    "space",
    "modules",
    "charter",
    "toolkit",
    "wave",
    "evaluation",
)


KEPT_AFTER_END = timedelta(days=183)
"""How long after its last day anything is kept of a programme's people."""


@dataclass(frozen=True)
class Wave:
    """Those who begin and end together; `ends_on` is the last day."""

    id: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Approval:
    """Who agreed, and when, that participants may be looked up in the network of the communities, as one cohort.

    `are_waves_drawn` says that chance decided who began when: only then is a later wave a fair comparison.
    """

    by: str
    on: date
    bands: str
    are_waves_drawn: bool


@dataclass(frozen=True)
class Programme:
    """One programme. `function` says whether pairs should be of the same function, of different ones, or either.

    `space` is the community in which its people meet about it; empty where there is none. A mentor takes every one of
    `modules`, everybody accepts the `charter` of that name, and sessions are about themes of the `toolkit`.
    """

    id: str
    name: str
    starts_on: date
    ends_on: date
    framework: str
    function: str
    seed: int
    space: str = ""
    waves: tuple[Wave, ...] = ()
    evaluation: Approval | None = None
    modules: tuple[str, ...] = ()
    charter: str = ""
    toolkit: tuple[str, ...] = ()

    @property
    def highest_level(self) -> int:
        return FRAMEWORKS[self.framework]

    def is_over(self, day: date) -> bool:
        """Whether it ended so long ago that nothing may be kept of its people."""
        return day > self.ends_on + KEPT_AFTER_END

    def wave(self, id: str) -> Wave:
        """When a wave begins and ends: with the programme, where nothing else is written."""
        own = [each for each in self.waves if each.id == id]
        return own[0] if own else Wave(id, self.starts_on, self.ends_on)


def read_programme(folder: Path) -> Programme:
    """`programme.toml` of `folder`. Raises InputFault with all its faults."""
    file = folder / FILE
    if not file.exists():
        raise InputFault(
            [Fault(str(file), None, None, "there is no such file", f"`cop mentoring init {folder.name}` writes one.")]
        )
    faults: list[Fault] = []
    block = toml.read(file, f"mentoring/{folder.name}/{FILE}", faults)
    found = _programme(folder.name, block) if block is not None else None
    if found is None or faults:
        raise InputFault(faults)
    return found


def _programme(id: str, block: Block) -> Programme:
    starts_on, ends_on = _days(block)
    seed = block.values.get("seed", 1)
    found = Programme(
        id,
        block.text("name"),
        starts_on,
        ends_on,
        block.one_of("framework", tuple(FRAMEWORKS)),
        block.one_of("function", DIRECTIONS, default="different"),
        seed if isinstance(seed, int) else 1,
        block.text("space", needed=False),
        tuple(_wave(each, starts_on, ends_on) for each in block.blocks("wave")),
        _approval(block.block("evaluation")),
        block.texts("modules"),
        block.text("charter", needed=False),
        block.texts("toolkit"),
    )
    block.refuse_unknown(KEYS)
    _refuse_doubles(block, found.waves)
    return found


def _wave(block: Block, earliest: date, latest: date) -> Wave:
    starts_on, ends_on = _days(block)
    if starts_on < earliest or ends_on > latest:
        block.fault("starts_on", "it is not within the days of the programme", "Change one or the other.")
    block.refuse_unknown(("id", "starts_on", "ends_on"))
    return Wave(block.text("id"), starts_on, ends_on)


def _days(block: Block) -> tuple[date, date]:
    starts_on, ends_on = block.day("starts_on"), block.day("ends_on")
    if starts_on is None or ends_on is None or ends_on <= starts_on:
        block.fault("ends_on", "it is not after starts_on", "Write both days, such as starts_on = 2026-03-02.")
    return starts_on or date.min, ends_on or date.max


def _approval(block: Block | None) -> Approval | None:
    if block is None:
        return None
    block.refuse_unknown(("approved_by", "on", "bands", "waves_drawn"))
    return Approval(
        block.text("approved_by"),
        block.needed_day("on"),
        block.one_of("bands", BANDS, default=BANDS[0]),
        block.flag("waves_drawn"),
    )


def _refuse_doubles(block: Block, waves: Sequence[Wave]) -> None:
    if len({each.id for each in waves}) < len(waves):
        block.fault("wave", "two waves have the same id", "Give each its own.")
