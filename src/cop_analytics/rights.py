"""What a person may ask for: not to be counted, to be forgotten, to see what is kept of them.

Nobody but the person's own number is asked for, and nobody can list who asked.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import orjson

from cop_analytics import integrity, landing, ledger, runs, stations, stores, warehouse
from cop_analytics.errors import SettingsError
from cop_analytics.inputs import load as people_write
from cop_analytics.inputs import workbooks
from cop_analytics.inputs.sheets import Sheet
from cop_analytics.landing import GZIP_LEVEL, as_kept
from cop_analytics.mentoring import self_view as mentoring
from cop_analytics.mentoring import steps as matches
from cop_analytics.privacy.pseudonyms import Pseudonyms
from cop_analytics.privacy.vault import Vault
from cop_analytics.runs import Run
from cop_analytics.settings import Settings
from cop_analytics.stations import Tell

Json = dict[str, Any]

KEPT: Mapping[str, str] = {
    "facts.members": "member_id = $member",
    "facts.member_attributes": "member_id = $member",
    "facts.memberships": "member_id = $member",
    "facts.roles": "member_id = $member",
    "facts.contributions": "member_id = $member",
    "facts.threads": "member_id = $member or first_reply_by = $member",
    "facts.replies": "from_member_id = $member or to_member_id = $member",
    "facts.mentions": "from_member_id = $member or to_member_id = $member",
    "facts.reactions": "from_member_id = $member or to_member_id = $member",
    "facts.outcomes": "from_member_id = $member",
    "facts.revisions": "member_id = $member",
    "networks.ties": "from_member_id = $member or to_member_id = $member",
}
"""Where a person stands in the analysts' file."""

OWN_PART = """
    select
        community_id,
        count(*) filter (member_id = $member) as contributions,
        count(*) filter (member_id = $member and is_root) as threads_started,
        count(*) filter (is_root) as threads,
        count(*) filter (member_id = $member and not is_root) as replies_written,
        count(*) filter (not is_root) as replies,
        count(distinct member_id) as people
    from facts.contributions
    where contributed_at >= $until::timestamp - interval 91 days and contributed_at < $until
    group by all having contributions > 0 order by community_id
"""
PARTNERS = """
    select community_id, count(distinct if(from_member_id = $member, to_member_id, from_member_id))
    from facts.replies
    where $member in (from_member_id, to_member_id) and not is_self
        and replied_at >= $until::timestamp - interval 91 days and replied_at < $until
    group by all
"""
UNTIL = "select max(window_end) from indicators.measurements where window_kind = 'w13'"
LEADING = (
    "select distinct community_id from facts.roles where member_id = $member and role = 'leader' and valid_to is null"
)
FEWEST_BESIDE = 5


def object_to(settings: Settings, person: str, *, withdraw: bool = False) -> None:
    """From the next run on nothing this person does is counted, nor any tie to them; or, again, it is."""
    with runs.lock(settings.home), stores.open_vault(settings.home) as vault:
        names = _names(settings, vault)
        member = names.kept(person)
        if member is None:
            raise SettingsError(["This person was forgotten: nothing is kept of them, and nothing will be."])
        vault.withdraw(member) if withdraw else vault.object(names.person_key(person), member)
        ledger.append(
            settings.home,
            {
                "event": "rights",
                "run_id": "",
                "right": "withdrawal" if withdraw else "objection",
                "salts": vault.flush(),
            },
        )


def forget(settings: Settings, run: Run, person: str, *, tell: Tell) -> None:
    """Everything kept of one person goes, from every file; what was published of groups stays as it was.

    A kill in between loses nothing: started again, it goes on. The salt goes last, because with it goes the only way from
    the person to what is theirs.
    """
    home = settings.home
    run.warnings += _naming(settings.inputs, person)
    with stores.open_vault(home) as vault:
        names = _names(settings, vault)
        member, key = names.known(person), names.person_key(person)
        if member is None:
            run.note("forgotten", salts=vault.flush() - (key in vault.salts))
            vault.forget(key, "")
            run.sentences.append("Nothing was kept of this person; nothing will be.")
            return
        count = _clean_landing(home, run, member, names.record_key, tell)
        matches.forget(home, str(names.participant(person)))
        _clean_reports(home, run, member)
        run.note("forgotten", salts=vault.flush() - 1)
        vault.forget(key, member)
    stations.laid_anew(settings, run, tell=tell)
    run.sentences += [
        f"Forgotten: {count:,} landed pages were written anew, and with them the warehouse and the analysts' file.",
        "What was published of groups stays as it was; windows that are open are counted without this person.",
    ]


def mydata(settings: Settings, person: str) -> Json:
    """What is kept of one person, and what of it goes into numbers about groups. Raises SettingsError for no data yet."""
    home, file = settings.home, settings.home / "analysts" / "cop.duckdb"
    with runs.lock(home), stores.open_vault(home) as vault:
        names = _names(settings, vault)
        member = names.known(person)
        is_objecting = member in vault.objections()
        mentored = _mentored(settings, names, person, is_counted=not is_objecting)
    ledger.append(home, {"event": "rights", "run_id": "", "right": "access"})
    if member is None:
        return {
            "is_known": bool(mentored),
            "has_objected": False,
            "kept": mentored,
            "communities": [],
            "counted_in": [],
            "own_part": [],
        }
    if not file.exists():
        raise SettingsError([f"{file}: there is no analysts' file yet. `cop nightly` makes one."])
    with warehouse.connect(file, read_only=True) as con:
        kept = {table: found for table, condition in KEPT.items() if (found := _rows(con, table, condition, member))}
        communities = sorted({row["community_id"] for rows in kept.values() for row in rows if row.get("community_id")})
        asked = "select indicator_id, name from indicators.catalogue where valid_to is null order by indicator_id"
        counted = [f"{indicator} {name}" for indicator, name in con.execute(asked).fetchall()]
        own_part = list(_own_part(con, member))
    in_numbers = counted if communities and not is_objecting else []
    return {
        "is_known": True,
        "has_objected": is_objecting,
        "kept": kept | mentored,
        "communities": communities,
        "counted_in": in_numbers,
        "own_part": own_part,
    }


def _mentored(settings: Settings, names: Pseudonyms, person: str, *, is_counted: bool) -> dict[str, list[Json]]:
    """What mentoring programmes keep of a person; empty for who is in none, or was forgotten."""
    programmes, _ = people_write.read_programmes(settings.inputs / "mentoring")
    found: dict[str, list[Json]] = {}
    for each in programmes:
        if person in each.participants and names.participant(person):
            place = matches.Place(settings.inputs / "mentoring" / each.programme.id, settings.home, names.participant)
            for table, row in mentoring.own(each, place, person, is_counted=is_counted):
                found.setdefault(table, []).append(row)
    return found


def _own_part(con: duckdb.DuckDBPyConnection, member: str) -> Iterator[Json]:
    """Per community, what this person did in the newest thirteen weeks; beside all, where five or more contributed."""
    until = con.execute(UNTIL).fetchall()[0][0]
    if until is None:
        return
    asked = {"member": member, "until": until}
    led = {community for (community,) in con.execute(LEADING, {"member": member}).fetchall()}
    partners = dict(con.execute(PARTNERS, asked).fetchall())
    for community, contributions, started, threads, written, replies, people in con.execute(OWN_PART, asked).fetchall():
        is_told = people >= FEWEST_BESIDE
        yield {
            "community_id": community,
            "until": str(until.date()),
            "leads": community in led,
            "contributions": contributions,
            "threads_started": started,
            "threads_of_all": threads if is_told else None,
            "replies_written": written,
            "replies_of_all": replies if is_told else None,
            "people_talked_with": partners.get(community, 0),
        }


def _names(settings: Settings, vault: Vault) -> Pseudonyms:
    return Pseudonyms(settings.privacy.key.get_secret_value(), vault)


def _rows(con: duckdb.DuckDBPyConnection, table: str, condition: str, member: str) -> list[Json]:
    """The rows of one person; other people in them are only somebody else."""
    asked = con.execute(f"select * from {table} where {condition} order by all", {"member": member})
    names = [column[0] for column in asked.description or ()]
    return [{name: _told(cell, member) for name, cell in zip(names, row, strict=True)} for row in asked.fetchall()]


def _told(cell: object, member: str) -> object:
    if isinstance(cell, str) and cell.startswith("m_"):
        return "you" if cell == member else "somebody else"
    return cell if cell is None or isinstance(cell, bool | int | float) else str(cell)


def _clean_landing(home: Path, run: Run, member: str, record_key: bytes, tell: Tell) -> int:
    """Every page that speaks of the person, written anew without; how many."""
    pages = landing.pages(ledger.events(home))
    changed = 0
    for number, event in enumerate(pages, start=1):
        file = landing.page_file(home, event["stream"], event["run_id"], event["page"])
        content = gzip.decompress(file.read_bytes())
        if member.encode() in content:
            page = without(orjson.loads(content), member, record_key)
            integrity.rewrite(home, run, file, gzip.compress(orjson.dumps(page), GZIP_LEVEL, mtime=0))
            changed += 1
        tell("landed pages", number, len(pages))
    return changed


def without(page: Json, member: str, record_key: bytes) -> Json:
    """A page without a person: what is about them is gone, and where they are named, nobody is."""
    for batch in page["batches"]:
        batch["records"] = list(_cleaned(batch["records"], member, record_key))
    for name in ("gone", "doubted"):
        if name in page:
            page[name] = [entry for entry in page[name] if member not in orjson.dumps(entry).decode()]
    return page


def _cleaned(records: list[list[Any]], member: str, record_key: bytes) -> Iterator[list[Any]]:
    for item_id, updated, text, digest in records:
        if member in item_id:
            continue
        if member in text:
            payload = orjson.loads(text)
            if payload.get("person") == member or payload.get("object") == member:
                continue
            told = {name: _nobody(value, member) for name, value in payload.items()}
            yield as_kept(item_id, updated, told, record_key)
        else:
            yield [item_id, updated, text, digest]


def _nobody(value: object, member: str) -> object:
    if isinstance(value, list):
        return [each for each in value if each != member]
    return None if value == member else value


def _clean_reports(home: Path, run: Run, member: str) -> None:
    """Run reports tell counts; a claim that failed may have told rows."""
    for file in sorted((home / "runs").glob("**/*.json")):
        content = file.read_bytes()
        if member.encode() in content:
            integrity.rewrite(home, run, file, content.replace(member.encode(), b"somebody forgotten"))


def _naming(inputs: Path, person: str) -> Iterator[str]:
    """What is to be told of sheets and papers people wrote in which a person stands by number, or may stand."""
    cell = re.compile(rf"""(?:^|[,;\t"'])[ ]*{re.escape(person)}[ ]*(?:$|[,;\t"'])""", re.M)
    files = (each for each in inputs.rglob("*") if each.is_file() and not each.name.startswith(workbooks.OPEN))
    for file in sorted(files):
        place, suffix = f"inputs/{file.relative_to(inputs)}", file.suffix.lower()
        texts: list[str] = []
        if suffix in workbooks.SUFFIXES:
            book: Sheet[object] = Sheet(file, place)
            found = workbooks.bound(book).values()
            texts = [text for each in found for line in each.lines for text in line]
            if book.faults or any(each.sheet.faults for each in found):
                yield f"{place} could not be looked through to its end: whoever keeps it should look for this person"
        elif suffix in (".csv", ".toml"):
            texts = [file.read_text(encoding="utf-8", errors="replace")]
        if any(map(cell.search, texts)):
            cure = "nothing of them is read there any more, and whoever keeps it should take them out"
            yield f"{place} still names this person: {cure}"
