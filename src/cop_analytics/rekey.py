"""Another key: everybody gets another pseudonym in every file, without asking the platform.

The pseudonym of before is the message under the new key, so that nothing but the new key joins what was copied before to
what is kept now. A change that was cut short is taken up again: a file is written anew once.
"""

from __future__ import annotations

import gzip
import hmac
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from cop_analytics import integrity, landing, ledger, stations, stores
from cop_analytics.errors import SettingsError
from cop_analytics.landing import GZIP_LEVEL, as_kept
from cop_analytics.privacy.pseudonyms import DOMAIN, MENTORING, OTHER_KEY, PATTERN, VAULT, key_of, named, proof
from cop_analytics.privacy.vault import Vault
from cop_analytics.runs import Run
from cop_analytics.settings import Settings
from cop_analytics.stations import Tell

Rename = Callable[[str], str]


def rekey(settings: Settings, run: Run, *, tell: Tell) -> None:
    """From `privacy.key` to `privacy.next_key`; landing, vault, warehouse and analysts' file then know the next alone.

    Raises SettingsError where there is no next key, or no other one, or the home was begun with neither.
    """
    home, following = settings.home, settings.privacy.next_key
    if following is None:
        raise SettingsError(["privacy.next_key: is missing. Give COP_PRIVACY__NEXT_KEY or COP_PRIVACY__NEXT_KEY_FILE."])
    before, after = settings.privacy.key.get_secret_value().encode(), following.get_secret_value().encode()
    if before == after:
        raise SettingsError(["privacy.next_key: is the key already. Give another one, such as `cop init` writes."])
    with stores.open_vault(home) as vault:
        if vault.proof() is None:
            raise SettingsError([f"{home}: nothing was read under privacy.key yet. `cop nightly` comes first."])
        if vault.proof() not in (proof(before), proof(before, after), proof(after)):
            raise SettingsError([OTHER_KEY])
        if vault.proof() != proof(after):
            _renamed_everywhere(run, vault, before, after, tell)
    under_next = settings.model_copy(update={"privacy": settings.privacy.model_copy(update={"key": following})})
    stations.laid_anew(under_next, run, tell=tell)
    run.sentences.append(
        "Everybody has another pseudonym. Put the next key in place of privacy.key now, and destroy the one before."
    )


def _renamed_everywhere(run: Run, vault: Vault, before: bytes, after: bytes, tell: Tell) -> None:
    """Every file with pseudonyms, then the vault, whose proof then says that the change is done."""
    home = run.home
    if vault.proof() != proof(before, after):
        run.note("rekey_begun")
        vault.prove(proof(before, after))
    done = _written_since_begun(home)
    renamed, participant = (partial(_renamed, key_of(after, domain)) for domain in (DOMAIN, MENTORING))
    works = list(_works(home, renamed, participant, key_of(after, "record")))
    for number, (file, work) in enumerate(works, start=1):
        content = file.read_bytes()
        place = file.relative_to(home).as_posix()
        if done.get(place) != ledger.sha256_of(file) and (fresh := work(content)) != content:
            integrity.rewrite(home, run, file, fresh)
        tell("files", number, len(works))
    keyed = partial(_keyed, key_of(after, VAULT))
    replaced = {domain: key_of(before, domain) for domain in (VAULT, DOMAIN, MENTORING)}
    vault.rekey(keyed, renamed, replaced, proof(after))
    run.note("rekeyed", salts=len(vault.salts))


def _works(
    home: Path, renamed: Rename, participant: Rename, record_key: bytes
) -> Iterator[tuple[Path, Callable[[bytes], bytes]]]:
    """Every file in which pseudonyms may stand, with what makes it anew."""
    for event in landing.pages(ledger.events(home)):
        file = landing.page_file(home, event["stream"], event["run_id"], event["page"])
        yield file, partial(_page, renamed=renamed, record_key=record_key)
    for file in sorted((home / "runs").glob("**/*.json")):
        yield file, partial(_text, renamed=renamed)
    for file in sorted(home.glob("mentoring/*/match.json")):
        yield file, partial(_text, renamed=participant)


def _written_since_begun(home: Path) -> dict[str, str]:
    """By file, the checksum it was given since the change began."""
    done: dict[str, str] = {}
    for event in ledger.events(home):
        if event["event"] == "rekey_begun":
            done.clear()
        if event["event"] == "rewritten":
            done[event["file"]] = event["sha256"]
    return done


def _page(content: bytes, *, renamed: Rename, record_key: bytes) -> bytes:
    """A landed page: names in everything, and the keyed hashes of its records."""
    page: dict[str, Any] = orjson.loads(_text(gzip.decompress(content), renamed=renamed))
    for batch in page["batches"]:
        for record in batch["records"]:
            payload = orjson.loads(record[2])
            if "mentions" in payload:
                payload["mentions"].sort()
            record[:] = as_kept(record[0], record[1], payload, record_key)
    return gzip.compress(orjson.dumps(page), GZIP_LEVEL, mtime=0)


def _text(content: bytes, *, renamed: Rename) -> bytes:
    return PATTERN.sub(lambda found: renamed(found[0]), content.decode()).encode()


def _renamed(key: bytes, name: str) -> str:
    return named(key, name.encode())


def _keyed(key: bytes, person_key: bytes) -> bytes:
    return hmac.digest(key, person_key, "sha256")
