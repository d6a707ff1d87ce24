"""The plan of the house, held by reading imports and headers: what may know what."""

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "cop_analytics"
PYTHON = sorted(SOURCE.rglob("*.py")) + sorted((ROOT / "flows").glob("*.py"))
MODELS = sorted(file for file in (ROOT / "sql").rglob("*.sql") if file.parent.name not in ("examples", "macros"))

NEVER = {
    "prefect": lambda place: place.startswith("flows/"),
    "requests": lambda place: place.startswith("platforms/"),
    "duckdb": lambda place: not place.startswith(("platforms/", "indicators/", "networks.py", "estimators.py")),
    "flows": lambda place: place == "cli.py" or place.startswith("flows/"),
    "networkx": lambda place: place == "networks.py" or place.startswith("indicators/"),
}

FLOORS = {
    0: ("errors", "kernels"),
    1: (
        "counting",
        "windows",
        "privacy",
        "networks",
        "estimators",
        "diversity",
        "nulls",
        "series",
        "business_time",
        "shipped",
        "bank",
        "health",
        "settings",
        "ledger",
        "value",
        "absences",
        "signals",
    ),
    2: ("platforms", "runs", "warehouse", "inputs", "indicators", "activity"),
    3: (
        "raw",
        "analysts",
        "questions",
        "fields",
        "gates",
        "ops",
        "gathering",
        "mentoring",
        "publish",
        "pages",
        "measurements",
    ),
    4: ("landing", "history", "recall", "standing", "convening", "newsletters", "storytelling", "agreement"),
    5: ("integrity", "terminal", "measure", "stores"),
    6: ("expiry", "portions"),
    7: ("stations", "doctor"),
    8: ("rebuild", "rekey", "rights", "cli_check", "cli_mentoring", "cli_story"),
    9: ("cli_rights",),
    10: ("flows", "cli"),
}
FLOOR_OF = {room: floor for floor, rooms in FLOORS.items() for room in rooms}


def place_of(file: Path) -> str:
    return str(file.relative_to(SOURCE) if file.is_relative_to(SOURCE) else file.relative_to(ROOT))


def imports_of(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(file: Path) -> str:
    return place_of(file).split("/")[0].removesuffix(".py")


@pytest.mark.parametrize("package", NEVER)
def test_each_package_stays_in_its_rooms(package):
    strangers = [
        place_of(file)
        for file in PYTHON
        for name in imports_of(file)
        if name.split(".")[0] == package and not NEVER[package](place_of(file))
    ]

    assert strangers == []


def test_imports_point_down():
    upward = []
    for file in PYTHON:
        room = room_of(file)
        for name in imports_of(file):
            words = name.split(".")
            if words[0] != "cop_analytics" or len(words) < 2 or words[1] in (room, "__version__"):
                continue
            if FLOOR_OF[words[1]] > FLOOR_OF[room] or (FLOOR_OF[words[1]] == FLOOR_OF[room] and room != "flows"):
                upward.append(f"{place_of(file)} imports {name}")

    assert [arrow for arrow in upward if arrow not in SIDEWAYS] == []


SIDEWAYS: set[str] = set()


def test_every_room_has_a_floor():
    rooms = {room_of(file) for file in PYTHON} - {"__init__"}

    assert sorted(rooms - FLOOR_OF.keys()) == []


def test_the_clock_and_the_environment_are_read_at_the_edge():
    edge = ("flows/", "cli.py", "settings.py")
    readers = [
        place_of(file)
        for file in PYTHON
        if not place_of(file).startswith(edge)
        and re.search(r"\b(datetime\.(now|utcnow|today)|date\.today|os\.environ|os\.getenv)\b", file.read_text())
    ]

    assert readers == []


def test_publishing_reads_nothing_before_the_facts():
    readers = [
        str(file.relative_to(ROOT))
        for folder in (SOURCE / "publish", SOURCE / "pages", ROOT / "sql" / "publish")
        for file in sorted([*folder.rglob("*.py"), *folder.rglob("*.sql")])
        if re.search(r"\b(raw|stage)\.[a-z_]+", file.read_text())
    ]

    assert readers == []


def test_nothing_unpickles_or_evaluates():
    pattern = re.compile(
        r"\b(pickle|marshal|shelve|dill|cloudpickle|joblib|read_pickle|to_pickle)\b|\b(eval|exec)\(|yaml\.load\("
    )

    assert [place_of(file) for file in PYTHON if pattern.search(file.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("file", MODELS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_model_says_what_a_row_is(file):
    lines = file.read_text(encoding="utf-8").splitlines()

    if file.parent.name == "checks":
        assert lines[0].startswith("-- ")
        assert any(re.fullmatch(r"-- level: (fail|warn)", line) for line in lines)
    else:
        assert lines[0].startswith("-- One row per ")
        assert any(re.fullmatch(r"-- grain: [a-z_]+(, [a-z_]+)*", line) for line in lines)


@pytest.mark.parametrize("file", PYTHON, ids=place_of)
def test_functions_fit_on_a_page(file):
    long = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body and (node.end_lineno or 0) - body[0].lineno + 1 > 50:
                long.append(node.name)

    assert long == []


@pytest.mark.parametrize("file", PYTHON, ids=place_of)
def test_every_room_says_what_it_is_for(file):
    text = file.read_text(encoding="utf-8")

    assert not text or ast.get_docstring(ast.parse(text))


def test_every_package_we_depend_on_has_its_reason():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = lines.index("dependencies = [")
    dependencies = lines[start + 1 : lines.index("]", start)]

    assert [line for line in dependencies if "#" not in line] == []


def test_the_contract_names_each_column_once():
    with (ROOT / "fixtures/expected/contract.csv").open(encoding="utf-8", newline="") as file:
        columns = [(row["table"], row["column"]) for row in csv.DictReader(file)]

    assert len(columns) == len(set(columns))


def test_no_file_names_a_package_registry():
    words = ("pypi" + ".org", "pythonhosted" + ".org", "index" + "-url", "npmjs" + ".org")
    texts = [ROOT / "requirements.lock", ROOT / "Makefile", ROOT / "README.md", ROOT / "pyproject.toml"]
    named = [file.name for file in texts for word in words if word in file.read_text(encoding="utf-8")]

    assert [name for name in named if name != "Makefile"] == []


def test_the_version_is_told_once():
    assert "version" in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dynamic"]
