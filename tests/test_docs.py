"""The README is held to what it describes."""

import re
from pathlib import Path

from pydantic import BaseModel

from cop_analytics import warehouse
from cop_analytics.cli import app
from cop_analytics.settings import SECRETS, Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECRET_KEYS = {f"{section}.{key}" for section, key in SECRETS}


def keys_of(model, prefix=""):
    for name, field in model.model_fields.items():
        kind = field.annotation
        is_section = isinstance(kind, type) and issubclass(kind, BaseModel) and name != "profile"
        yield from keys_of(kind, f"{prefix}{name}.") if is_section else [f"{prefix}{name}"]


def test_every_setting_stands_in_the_readme_and_every_setting_there_exists():
    table = README[README.index("| key | default") : README.index("Exit status:")]
    told = {name for row in re.findall(r"^\| (.*?) \|", table, re.M) for name in re.findall(r"`([a-z_.]+)`", row)}

    assert told == set(keys_of(Settings)) - SECRET_KEYS | {"privacy.key"}


def test_the_stations_of_the_readme_are_the_folders_of_sql():
    told = {name for name in re.findall(r"`sql/([a-z]+)/`", README)}

    assert told == {folder.name for folder in (ROOT / "sql").iterdir()}


def test_every_command_is_in_the_changelog():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    commands = {command.name or command.callback.__name__ for command in app.registered_commands}

    assert [
        name for name in sorted(commands) if f"`{name}`" not in changelog and f"`cop {name}`" not in changelog
    ] == []


def test_the_readme_fits_a_sitting():
    assert len(README.splitlines()) <= 150


def test_every_column_has_its_meaning_and_unit():
    silent = [
        f"{table}.{column.name}"
        for table, about in warehouse.contract().items()
        for column in about.columns
        if not (column.meaning and column.unit and column.type)
    ]

    assert silent == []


def test_nothing_speaks_of_who_made_it():
    words = re.compile(r"\b(issue \d|session|agent|helper-\d|domain\.md|product\.md|house\.md|jive-api\.md)\b", re.I)
    files = [ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("fixtures/*.md"), *ROOT.glob("src/**/*.py")]

    found = {file.name: words.findall(file.read_text(encoding="utf-8")) for file in files}
    assert {name: said for name, said in found.items() if set(said) - {"session", "Session"}} == {}
