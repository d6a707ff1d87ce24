"""What people and platforms write never runs: not in a spreadsheet, a database, a shell, a file system or a browser.

Forty texts for each go the whole way: a platform's departments and people's registry and statements, over a socket into
landing and warehouse, through disclosure control into Parquet, CSV and pages.
"""

import csv
import json
import random
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from cop_analytics import bank, settings, stations, warehouse
from cop_analytics.errors import InputFault
from cop_analytics.inputs import health_checks, registry
from cop_analytics.inputs.texts import alike, tidy
from cop_analytics.publish import files
from tests.flows.worlds import small_bank_environment
from tests.platform.server import JiveServer
from tests.torture.canaries import QUIETEST, declare_the_quietest
from tests.torture.figures import Figure
from tests.torture.homes import quiet
from tests.torture.hostile_texts import BEFORE, FORMULAS, MARKUP, NAMES, PATHS, SIGNS

EACH = 40
PERIOD = "2025-H2"
CHECK = """\
opened_on = 2025-09-01
frozen_on = 2025-09-15
closed_on = 2025-10-01
state = "closed"
invited_count = 25
next_look_on = 2026-09-01
[[decision]]
text = "As before."
"""
ELEMENTS = re.compile(
    "a|article|aside|blockquote|body|caption|circle|code|dd|details|div|dl|dt|figcaption|figure|footer|g|h[1-5]|head|header|html|li|line|"
    "link|main|meta|nav|p|path|rect|section|span|strong|summary|svg|table|tbody|td|text|th|thead|title|tr|tspan|ul"
)
ATTRIBUTES = re.compile(
    "class|id|lang|scope|tabindex|cx|cy|r|style|rel|href|name|content|charset|role|rowspan|aria-[a-z]+|d|dy|fill|font-[a-z]+|height|width|"
    "stroke|stroke-[a-z]+|text-anchor|transform|version|viewBox|x|x1|x2|y|y1|y2"
)
OURS = re.compile(r"#[\w-]+|(\.\./)*[\w-]+(/[\w-]+)*\.(html|css)")


def formulas() -> list[str]:
    return [f"{before}{sign}{rest}" for sign in SIGNS for before in BEFORE for rest in FORMULAS]


@dataclass(frozen=True)
class Chosen:
    """Forty of each kind, drawn by a seed; texts are what a kind of reader might run, by its name."""

    formulas: tuple[str, ...]
    names: tuple[str, ...]
    paths: tuple[str, ...]
    markup: tuple[str, ...]

    @classmethod
    def of(cls, seed: int) -> "Chosen":
        chance = random.Random(f"injections {seed}")
        return cls(*(tuple(chance.sample(texts, EACH)) for texts in (formulas(), NAMES, PATHS, MARKUP)))

    @property
    def written(self) -> dict[str, str]:
        """A community for each text that people may write, by its id."""
        kinds = {"formula": self.formulas, "name": self.names, "markup": self.markup}
        return {f"{kind}-{number}": text for kind, texts in kinds.items() for number, text in enumerate(texts)}


@dataclass(frozen=True)
class Night:
    """One night of a world full of injections: its folder, what its stations told the scheduler."""

    folder: Path
    told: str
    scratch: tempfile.TemporaryDirectory | None = None

    @property
    def current(self) -> Path:
        return self.folder / "var/published/current"


def toml(text: str) -> str:
    """Any text as TOML may write it."""
    return '"' + "".join(f"\\U{ord(letter):08X}" for letter in text) + '"'


def community(identity: str, text: str, place: int) -> str:
    return f'[[community]]\nid = {toml(identity)}\nname = {toml(text)}\ndomain = {toml(text)}\nplaces = ["{place}"]\n'


def statement(text: str) -> str:
    """One that is released; a role speaks once, so each text is a role as well."""
    return (
        f'[[statement]]\nperspective = "sponsor"\nrole = {toml(text)}\ndimension = "D2"\nanswer = "partly"\n'
        f'text = {toml(text)}\nreleased_to = ["published"]\n'
    )


def is_declared(folder: Path, identity: str, text: str, place: str = "1100") -> bool:
    """Whether the registry takes a community of this id, name and place."""
    file = folder / "one.toml"
    words = community(identity, text, 0).replace('["0"]', f"[{toml(place)}]")
    file.write_text(words, encoding="utf-8")
    try:
        (declared,) = registry.read(file)
    except InputFault:
        return False
    return (declared.id, declared.name, declared.places) == (identity, tidy(text), (place,))


def night(folder: Path, chosen: Chosen) -> Night:
    """Pull, refresh and publish over a socket, departments and communities and statements named after what was chosen."""
    world = bank.Bank()
    for number, person in enumerate(world.people):
        person.department = chosen.names[number % EACH]
    with JiveServer.of_the_bank(world) as platform:
        env = small_bank_environment(folder, platform.url)
        write_inputs(folder / "inputs", chosen)
        using = settings.load(folder / "cop.toml", {name: env[name] for name in env if name.startswith("COP_")})
        with stations.night(using, "nightly", bank.FIRST_NIGHT) as run:
            rows = [stations.pull(using, run, full=False, tell=quiet)]
            rows += [stations.refresh(using, run, tell=quiet), stations.publish(using, run, tell=quiet)]
    return Night(folder, json.dumps(rows))


def write_inputs(inputs: Path, chosen: Chosen) -> None:
    (inputs / "attributes.csv").unlink()
    declare_the_quietest(inputs)
    written = {key: text for key, text in chosen.written.items() if is_declared(inputs, key, text)}
    blocks = [community(key, text, 9_000 + number) for number, (key, text) in enumerate(written.items())]
    with (inputs / "communities.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + "\n".join(blocks))
    check = inputs / f"health/{QUIETEST}/{PERIOD}"
    check.mkdir(parents=True)
    (check / "check.toml").write_text(CHECK, encoding="utf-8")
    (check / "statements.toml").write_text("\n".join(map(statement, chosen.written.values())), encoding="utf-8")


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def fused(cell: str) -> str:
    """A cell of a CSV as it was before it was defused: without the apostrophe, where there is something risky."""
    return cell[1:] if pc.match_substring_regex(pa.scalar(cell), files.RISKY).as_py() else cell


def changed_or_run(night: Night, chosen: Chosen, kind: str) -> list[str]:
    """The texts of a kind that a CSV would run, or that do not come back from CSV and Parquet as they were written."""
    tables = night.current / "tables"
    parquet = {row["community_id"]: row for row in pq.read_table(tables / "communities.parquet").to_pylist()}
    cells = {row["community_id"]: row for row in rows_of(tables / "communities.csv")}
    through = [text for text in statements_of(tables) if not is_harmless(text)]
    for key, text in chosen.written.items():
        if key.startswith(kind) and (key in parquet or is_declared(night.folder, key, text)):
            stored, told = ([row.get(key, {}).get(column) for column in ("name", "domain")] for row in (parquet, cells))
            if stored != [tidy(text)] * 2 or [*map(fused, told)] != stored or not all(map(is_harmless, told)):
                through.append(text)
    return through


def statements_of(tables: Path) -> list[str]:
    return [row[column] for row in rows_of(tables / "health_statements.csv") for column in ("role_name", "statement")]


def is_harmless(cell: str) -> bool:
    """Whether no spreadsheet takes a cell for a formula: after spaces and what nobody sees it begins with no sign."""
    return not cell.lstrip(' \u00a0\u3000\u200b\ufeff"“').startswith(SIGNS)


def departments_lost(night: Night, chosen: Chosen) -> list[str]:
    """Departments of the platform that are not in the warehouse as they were written."""
    with duckdb.connect(str(night.folder / "var/warehouse.duckdb"), read_only=True) as con:
        kept = {unit for (unit,) in con.execute("select distinct unit from stage.people").fetchall()}
    return [text for text in chosen.names if alike(text) and alike(text) not in kept]


def tables_missing(night: Night) -> list[str]:
    """Tables that a night makes and that are not there: dropped by something that was written."""
    with duckdb.connect(str(night.folder / "var/warehouse.duckdb"), read_only=True) as con:
        asked = "select schema_name || '.' || table_name from duckdb_tables()"
        asked += " union all select schema_name || '.' || view_name from duckdb_views()"
        standing = {name for (name,) in con.execute(asked).fetchall()}
        models = [
            model.table
            for folder in ("stage", "facts", "networks", "publish")
            for model in warehouse.models(con, folder)
        ]
    return sorted(set(models) - standing)


def paths_let_through(folder: Path, chosen: Chosen) -> list[str]:
    """Path tricks that may be an id of a community or of a place although they cannot name a file everywhere."""
    harmless = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9][a-z0-9-]{0,62}")
    taken = [text for text in chosen.paths if is_declared(folder, text, "Harbour") and not harmless.fullmatch(text)]
    places = [text for text in chosen.paths if is_declared(folder, "harbour", "Harbour", text) and not text.isdigit()]
    safe = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")
    periods = [text for text in chosen.paths if health_checks.PERIOD.fullmatch(text) and not safe.fullmatch(text)]
    return taken + places + periods


def strangely_named(night: Night) -> list[str]:
    """Files of a release whose names are not safe everywhere, or that lie outside it."""
    safe = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
    release = night.current.resolve()
    files = [file for file in night.current.rglob("*") if not release.joinpath(file).resolve().is_relative_to(release)]
    parts = [part for file in release.rglob("*") for part in file.relative_to(release).parts]
    return [str(file) for file in files] + [part for part in parts if not safe.fullmatch(part)]


def markup_let_through(night: Night, chosen: Chosen) -> list[str]:
    """Pages on which a text is more than text, and texts that are not on theirs as they were written."""
    pages = {file: HTMLParser(file.read_bytes()) for file in sorted(night.current.glob("site/**/*.html"))}
    broken = [f"{odd} on {file.name}" for file, page in pages.items() for odd in sorted(strange_in(page))]
    for key, text in chosen.written.items():
        page = pages.get(night.current / f"site/communities/{key}.html")
        if page is not None and [node.text() for node in page.css("h1, .lead")] != [tidy(text), tidy(text)]:
            broken.append(f"{text!r} on the page of {key}")
    return broken


def strange_in(page: HTMLParser) -> set[str]:
    """Elements, attributes and links that no template writes."""
    strange = set()
    for node in page.root.traverse():
        strange |= set() if ELEMENTS.fullmatch(node.tag) or node.tag.startswith("-") else {f"<{node.tag}>"}
        strange |= {f"{node.tag}[{name}]" for name in node.attributes if not ATTRIBUTES.fullmatch(name)}
        strange |= {
            f"a link to {to}" for name, to in node.attributes.items() if name == "href" and not OURS.fullmatch(to or "")
        }
    return strange


@lru_cache(maxsize=1)
def through(seed: int) -> tuple[Night, Chosen]:
    """What was chosen, and the night it went through; its folder goes when nobody asks for it any more."""
    scratch = tempfile.TemporaryDirectory()
    chosen = Chosen.of(seed)
    return replace(night(Path(scratch.name), chosen), scratch=scratch), chosen


def told_to_the_scheduler(night: Night, chosen: Chosen) -> list[str]:
    """Texts among the rows that become artifacts."""
    values = [
        value for rows in json.loads(night.told) for row in rows for value in row.values() if isinstance(value, str)
    ]
    return [text for text in map(tidy, chosen.written.values()) if text and any(text in value for value in values)]


def g22(seeds: Sequence[int], quick: bool) -> Figure:
    """Formulas, names, paths and markup: each of a hundred and sixty texts a seed stays a text."""
    failed: list[str] = []
    for seed in seeds:
        one, chosen = through(seed)
        failed += [f"formula {text!r}" for text in changed_or_run(one, chosen, "formula")]
        failed += [f"name {text!r}" for text in changed_or_run(one, chosen, "name") + departments_lost(one, chosen)]
        failed += [f"table {name} is gone" for name in tables_missing(one)]
        failed += [f"path {text!r}" for text in paths_let_through(one.folder, chosen) + strangely_named(one)]
        failed += [f"markup {text!r}" for text in markup_let_through(one, chosen)]
    count = 4 * EACH * len(seeds)
    told = f"{max(0, count - len(failed))}/{count} stayed texts, seeds {list(seeds)}"
    return Figure(
        "G22",
        "formulas, SQL, paths and HTML, 40 each, stay what they are: texts",
        "; ".join([told, *failed]),
        not failed,
    )
