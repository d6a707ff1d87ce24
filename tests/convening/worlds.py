"""A harbour that holds a health check: its inputs, its forms filled in, and a home where a night has run."""

import csv
import re
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook

from cop_analytics import measure, ops, raw, runs, warehouse
from cop_analytics.convening.packs import Ground
from cop_analytics.convening.steps import Place
from cop_analytics.inputs import load
from cop_analytics.mentoring import network, tables
from cop_analytics.mentoring.steps import Place as Programmes
from tests.inputs.worlds import harbour
from tests.tables import PARAMETERS

NIGHT = datetime(2026, 9, 1, 2, 30)
OPENED = date(2026, 9, 7)
ASKED = ("D2", "D6")
SAID = {"D2": ("largely",) * 8 + ("partly",) * 4, "D6": ("a little",) * 9 + ("fully",) * 3}


def quiet_harbour(folder: Path) -> Place:
    """The harbour without any check yet, about to hold one."""
    inputs = harbour(folder)
    for file in sorted((inputs / "health").rglob("*"), reverse=True):
        file.unlink() if file.is_file() else file.rmdir()
    return Place(inputs, "harbour", "2026-H2")


def tokens(place: Place) -> list[str]:
    return (place.folder / "forms" / "tokens.csv").read_text(encoding="utf-8-sig").split()[1:]


def members(place: Place, file: Path, *, choice: str = "now", spoil: str = "", into: str = "") -> Path:
    """One sheet with what twelve members say under their tokens, one row each."""
    rows = [
        f"{token},,{dimension},,{choice if number < 9 else 'later'},{SAID[dimension][number]}"
        for number, token in enumerate(tokens(place)[:12])
        for dimension in ASKED
    ]
    text = "\n".join(["token,participation_level,dimension,asked,choice,answer", *rows]) + "\n"
    assert spoil in text
    file.write_text(text.replace(spoil, into, 1) if spoil else text, encoding="utf-8")
    return file


def signed(place: Place, file: Path, perspective: str, role: str, answers: dict[str, str]) -> Path:
    """A perspective's own workbook, filled in."""
    stem = {"sponsor": "sponsor", "social learning team": "social-learning-team"}[perspective]
    book = load_workbook(place.folder / "forms" / f"{stem}.xlsx")
    form = book["Form"]
    columns = {cell.value: cell.column for cell in form[1]}
    form.cell(2, columns["role"]).value = role
    for row in range(2, form.max_row + 1):
        dimension = form.cell(row, columns["dimension"]).value
        if dimension in answers:
            form.cell(row, columns["choice"]).value = "now"
            form.cell(row, columns["answer"]).value = answers[dimension]
            form.cell(row, columns["statement"]).value = f"What {role} sees in {dimension}."
            form.cell(row, columns["released_to"]).value = "community; sponsor" if dimension == "D2" else "community"
    book.save(file)
    return file


def returned(place: Place, folder: Path) -> list[Path]:
    """Everything that came back: one sheet of members, two workbooks."""
    folder.mkdir(exist_ok=True)
    return [
        members(place, folder / "members.csv"),
        signed(place, folder / "sponsor.xlsx", "sponsor", "Sponsor, Harbour", {"D2": "largely", "D6": "fully"}),
        signed(place, folder / "team.xlsx", "social learning team", "Social learning team", {"D6": "a little"}),
    ]


def record(folder: Path, *, held_on: str = "2026-10-05") -> Path:
    file = folder / "record.toml"
    file.write_text(
        f'held_on = {held_on}\npresent_roles = ["leader", "sponsor"]\n\n'
        '[[sense]]\ndimension = "D6"\nsee = "Three carry it."\ndiffer = "The sponsor sees no risk."\n\n'
        '[[decision]]\ntext = "Two of us take turns."\n',
        encoding="utf-8",
    )
    return file


def ground(place: Place, home: Path) -> Ground:
    """A home in which a night has run over nobody's posts: every table stands."""
    run = runs.open_run(home, "nightly", NIGHT)
    with warehouse.connect(home / "warehouse.duckdb") as con:
        raw.prepare(con)
        load.load(con, load.read_all(place.inputs), str)
        ops.load(con, [run.report("running", 0, None) | {"quarantine": []}], NIGHT)
        warehouse.build(con, folders=("stage", "facts", "networks", "evidence"), parameters=PARAMETERS)
        measure.measure(con, data_cut=NIGHT, tell=lambda done, total: None)
        warehouse.build(con, folders=("indicators", "value"), parameters=PARAMETERS)
        tables.lay(con, [], Programmes(place.inputs / "mentoring", home, str), str, NIGHT.date(), 10)
        warehouse.build(con, folders=("mentoring",), parameters=PARAMETERS)
        network.measure(con)
    run.close("released", 0, None)
    return Ground(home, {name: PARAMETERS[name] for name in ("min_group", "min_subgroup", "starter")}, 5, 10)


def words(file: Path) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<style.*?</style>|<[^>]+>", " ", file.read_text(encoding="utf-8")).split())


def cells(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))
