"""A mentoring programme as its page shows it: words, counts and pictures of groups; nothing of any one person or pair."""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from cop_analytics.inputs.closings import QUESTIONS
from cop_analytics.inputs.programmes import AREAS
from cop_analytics.pages import charts
from cop_analytics.pages.rows import Row, Tables, rows_of
from cop_analytics.pages.words import WORDS, between, in_words

SIGN, COMPLETION = "share", "completion"
CHANGES = ("down", "same", "up")
SIDES = ("mentor_count", "trained_mentor_count", "mentee_count", "pair_count", "unmatched_count")
MEETINGS = ("planned_count", "held_count", "moved_count", "cancelled_count")
PAIRS = ("met_pair_count", "going_pair_count", "full_pair_count")
KEYS = {
    "pre to post": "mentoring_pre_post",
    "then to post": "mentoring_then_post",
    "pre to post, tasks": "mentoring_pre_post_tasks",
}
ASKED_OF = ("mentors", "mentees", "pairs")
DOSE = "sessions, pre to post"
PARTS = ("minimum_detectable", "pre_trend", "effect", "ei_before", "ei_after")
SINCE = ("partners_before", "partners_1_13", "partners_14_26", "partners_27_39")
OF_MENTEES, OF_MENTORS = ("regular", "beyond_unit", "mentioned"), ("seen_by_one", "seen_by_three")
SIGNS = tuple(f"{sign}_{when}" for sign in (*OF_MENTEES, *OF_MENTORS) for when in ("before", "lately"))
MIXING = ("ei_before", "ei_after")


def named(frames: Tables) -> list[Row]:
    """The programmes, by name."""
    told = rows_of(frames["mentoring_programmes"]) if "mentoring_programmes" in frames else []
    return sorted(told, key=lambda row: str(row["name"]).casefold())


def of_mentoring(programme: Row, frames: Tables) -> Row:
    """What the page of one programme shows."""
    told = {name: _of(programme, frames, f"mentoring_{name}") for name in ("cadence", "capability", "network")}
    return {
        "programme": programme,
        "sides": [(WORDS[f"mentoring_{name}"], _count(programme[name])) for name in SIDES],
        "quarters": [
            _quarter(row) for row in sorted(told["cadence"], key=lambda row: (row["wave"], row["window_start"]))
        ],
        "capability": _capability([row for row in told["capability"] if row["comparison"] in KEYS]),
        "silent": _silent([row for row in told["capability"] if row["comparison"] in KEYS]),
        "dose": _dose([row for row in told["capability"] if row["comparison"] == DOSE]),
        "closing": _closing([row for row in told["capability"] if row["comparison"] in ASKED_OF]),
        "meetings": (*MEETINGS, *PAIRS),
        "partners": _parts(told["network"], SINCE),
        "signs": _parts(told["network"], SIGNS),
        "effects": _parts(told["network"], PARTS),
    }


def _quarter(row: Row) -> Row:
    is_shown = row["status"] == "shown"
    counts = [_count(row[name]) if is_shown else WORDS["too_few"] for name in (*MEETINGS, *PAIRS)]
    return {"wave": row["wave"], "until": row["window_end"] - pd.Timedelta(days=1), "counts": counts}


def _capability(rows: list[Row]) -> list[Row]:
    """By wave and competence the two comparisons side by side: as a bar where three directions are told, and in counts."""
    found = []
    ordered = sorted(rows, key=lambda row: (row["wave"], row["competence"], row["comparison"]))
    for (wave, competence), each_way in groupby(ordered, key=lambda row: (row["wave"], row["competence"])):
        own = list(each_way)
        if not any(row["status"] == "shown" for row in own):
            continue
        pairs = [(name, list(each)) for name, each in groupby(own, key=lambda row: row["comparison"])]
        found.append(
            {
                "wave": wave,
                "competence": competence,
                "area": AREAS[competence[0]],
                "both": [_compared(*each) for each in pairs],
            }
        )
    return found


def _silent(rows: list[Row]) -> list[str]:
    """By wave, in one sentence, the competences of which nothing is told."""
    told: dict[str, dict[str, bool]] = {}
    for row in rows:
        of_wave = told.setdefault(row["wave"], {})
        of_wave[row["competence"]] = of_wave.get(row["competence"], False) or row["status"] == "shown"
    few = {wave: sorted(name for name, is_told in names.items() if not is_told) for wave, names in sorted(told.items())}
    words = WORDS["mentoring_silent_wave"]
    return [words.format(wave=wave, competences=", ".join(names)) for wave, names in few.items() if names]


def _dose(rows: list[Row]) -> Row:
    """Bands of sessions by competence, each as a picture; in one sentence, of which too few are to tell, or not yet."""
    figures, few = [], []
    for competence, own in groupby(sorted(rows, key=lambda row: row["competence"]), key=lambda row: row["competence"]):
        bands = sorted((row for row in own if _is_split(row)), key=lambda row: row["change"])
        if not bands:
            few.append(competence)
            continue
        words = "; ".join(map(_band, bands))
        bars = [(row["change"], row["person_count"], row["answered_count"] - row["person_count"]) for row in bands]
        name = WORDS["mentoring_dose_figure"].format(competence=competence, area=AREAS[competence[0]])
        parts = (WORDS["mentoring_dose_up"], WORDS["mentoring_dose_not_up"])
        figures.append({"name": name, "told": words, "picture": charts.split_bars(bars, parts, f"{name}: {words}")})
    silence = "" if rows else WORDS["mentoring_dose_later"]
    if few:
        silence = WORDS["mentoring_dose_few"].format(competences=", ".join(few))
    return {"figures": figures, "silence": silence}


def _is_split(row: Row) -> bool:
    """Whether a band is told in round figures that leave some on either side."""
    return row["status"] == "shown" and bool(row["person_count"]) and row["answered_count"] > row["person_count"]


def _band(row: Row) -> str:
    told = between(SIGN, row["lower"], row["upper"])
    count = row["answered_count"]
    return WORDS["mentoring_dose_band"].format(sessions=row["change"], up=row["person_count"], count=count, share=told)


def _closing(rows: list[Row]) -> list[Row]:
    """By wave how many pairs completed it, then each closing question with the answers of each side."""
    order = (COMPLETION, *QUESTIONS)
    ordered = sorted(rows, key=lambda row: (row["wave"], order.index(row["competence"]), row["comparison"]))
    found = []
    for (wave, asked, side), own in groupby(
        ordered, key=lambda row: (row["wave"], row["competence"], row["comparison"])
    ):
        shown = [row for row in own if row["status"] == "shown" and row["person_count"]]
        said = "; ".join(map(_way, shown))
        words = WORDS["mentoring_of"].format(told=said, count=shown[0]["answered_count"]) if shown else WORDS["too_few"]
        if shown and asked in QUESTIONS:
            words += "; " + WORDS["mentoring_silent"].format(count=_count(shown[0]["missing_count"]))
        question = QUESTIONS[asked].words if asked in QUESTIONS else WORDS["mentoring_completion"]
        found.append({"wave": wave, "question": question, "side": side, "words": words})
    return found


def _compared(comparison: str, rows: list[Row]) -> Row:
    told = sorted(
        (row for row in rows if row["status"] == "shown" and row["person_count"]), key=lambda row: str(row["change"])
    )
    shown = {row["change"]: row["person_count"] for row in told}
    said = "; ".join(map(_way, told))
    if told:
        said += "; " + WORDS["mentoring_one_level"].format(count=_count(told[0]["missing_count"]))
    picture = None
    if shown.keys() == set(CHANGES):
        counts = [(change, shown[change]) for change in CHANGES]
        words = f"{WORDS[KEYS[comparison]]}: {said}"
        picture = charts.diverging_bar(counts, charts.reach_of(counts), words)
    sign = _sign(told[0]["sign_test"]) if told and told[0]["sign_test"] is not None else ""
    return {"key": KEYS[comparison], "told": said or WORDS["too_few"], "sign": sign, "picture": picture}


def _way(row: Row) -> str:
    """A direction or an answer with its count, and the Wilson interval of its share where that may be told."""
    ends = f" ({between(SIGN, row['lower'], row['upper'])})" if None not in (row["lower"], row["upper"]) else ""
    return f"{row['change']}: {row['person_count']}{ends}"


def _sign(chance: float) -> str:
    times = round(100 * chance)
    return WORDS["mentoring_sign"].format(count=times) if times else WORDS["mentoring_sign_less"]


def _parts(rows: list[Row], parts: tuple[str, ...]) -> list[Row]:
    """What could be found stands before what was; waves one after the other."""
    own = sorted((row for row in rows if row["part"] in parts), key=lambda row: (row["wave"], parts.index(row["part"])))
    return [_told(row) for row in own]


def _told(row: Row) -> Row:
    """One quantity of the network in words: its value, the interval, and how likely chance alone makes as much."""
    part = row["part"]
    name = f"sign_{part}" if part in SIGNS else f"network_{part}"
    if row["status"] != "shown" or row["value"] is None:
        silence = WORDS["not_drawn"] if row["status"] == "not_applicable" else WORDS["too_few"]
        return row | {"name": WORDS[name], "words": silence}
    ends = row["lower"] is not None and row["upper"] is not None
    key = "chance_between" if part in MIXING else "between"
    if part in SIGNS:
        told = f"{in_words(SIGN, row['value'])}; {between(SIGN, row['lower'], row['upper'])}"
        return row | {"name": WORDS[name], "words": told}
    words = [_number(row["value"])]
    words += [WORDS[f"network_{key}"].format(lower=_number(row["lower"]), upper=_number(row["upper"]))] if ends else []
    words += [_chance(row["chance"])] if row["chance"] is not None else []
    return row | {"name": WORDS[name], "words": "; ".join(words)}


def _chance(value: float) -> str:
    times = round(100 * value)
    return WORDS["network_chance"].format(count=times) if times else WORDS["network_chance_less"]


def _number(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _count(value: int | None) -> str:
    return WORDS["fewer_than_ten"] if value is None else str(value)


def _of(programme: Row, frames: Tables, name: str) -> list[Row]:
    told = rows_of(frames[name]) if name in frames else []
    return [row for row in told if row["programme_id"] == programme["programme_id"]]
