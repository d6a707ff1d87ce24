"""What `cop init` writes: settings, a key, and inputs that explain themselves."""

from __future__ import annotations

import secrets
from pathlib import Path

from cop_analytics.errors import Fault, InputFault

COP_TOML = """\
# Settings of cop-analytics. Each key can also come as COP_<SECTION>__<KEY>.
# Secrets never stand here: COP_PLATFORM__PASSWORD (or _FILE) and COP_PRIVACY__KEY_FILE=cop.key come by environment.

[platform]
kind = "jive"
url = "https://jive.bank.example"     # the address people see in the browser
aliases = []                          # other origins the platform may name in its own links
username = "svc-analytics"
requests_per_second = 5
threads = 4

[platform.profile]                    # which profile labels of your platform mean what here
unit = ["Department"]
region = ["Location"]
tier = ["Title"]

[privacy]
min_group = 5                         # may only rise
min_subgroup = 10

[indicators]
starter = ["V-1", "V-2", "V-7"]       # shown for a community that has not chosen yet
"""

COMMUNITIES_TOML = """\
# Which places are which community. Only what is declared here is ever read, and never a private group.

[[community]]
id = "credit-risk"                    # small letters, digits, hyphens; it names files
name = "Credit Risk Modelling"
places = ["1100"]                     # placeIDs; a place's blog comes along by itself
kind = "community"                    # or "leaders", "mentoring"
domain = "How we build, challenge and live with credit models"
launched_on = 2025-01-15
stage = { declared = "coalescing", by = "social learning team", on = 2025-06-01, because = "a core of seven" }
leaders = ["2001"]                    # platform person ids; they become pseudonyms before anything is written
chosen = ["D2", "D5"]                 # dimensions it wants to look at, until a health check says otherwise
"""

HEALTH_README = """\
One folder a community and period: health/<community>/<period>/ with

check.toml       opened_on, frozen_on, closed_on, state, invited_count, next_look_on, and [[decision]] text = "..."
relevance.csv    perspective,dimension,choice,count      choice: now, later or not for us
answers.csv      token,dimension,answer,participation_level      token: random, never a name; no times
statements.toml  [[statement]] perspective, role, dimension, answer, text, released_to = ["community", "published"]

answer: not at all, a little, partly, largely, fully, can't see, not relevant
"""

SHEETS = {
    "attributes.csv": "field,platform_value,coarse_value,country\nregion,Frankfurt,Germany,DE\nunit,Market Risk,Risk,\n",
    "roles.csv": "community_id,person_id,role,valid_from,valid_to\n,1999,social learning team,2025-01-01,\n",
    "events.csv": "event_id,community_id,starts_at,ends_at\n",
}


def write_starter(folder: Path) -> list[Path]:
    """Write the files into `folder`; what was written. Raises InputFault, writing nothing, where one is there already."""
    texts = {
        "cop.toml": COP_TOML,
        "inputs/communities.toml": COMMUNITIES_TOML,
        "inputs/health/README.txt": HEALTH_README,
        **{f"inputs/{name}": text for name, text in SHEETS.items()},
    }
    files = {folder / name: text for name, text in texts.items()}
    key = folder / "cop.key"
    there = [file for file in (*files, key) if file.exists()]
    if there:
        cure = "Nothing was written. Choose another folder, or move it away."
        raise InputFault([Fault(str(file), None, None, "it is there already", cure) for file in there])
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    key.touch(mode=0o600)
    key.write_text(secrets.token_urlsafe(48) + "\n", encoding="ascii")
    return [*files, key]
