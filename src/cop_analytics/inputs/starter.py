"""What `cop init` writes: settings, a key, and inputs that explain themselves."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from cop_analytics.errors import Fault, InputFault, SettingsError
from cop_analytics.health.dimensions import DIMENSIONS
from cop_analytics.health.lifecycle import (
    CYCLES,
    LAUNCH_STEPS,
    OBJECTIVE_STATES,
    ORIGINS,
    SPONSORSHIP_FORMS,
    SPONSORSHIP_STATES,
    WARRANTS,
)
from cop_analytics.health.perspectives import ALL_ANSWERS, CHOICES, LEVELS, PERSPECTIVES, SIGNING
from cop_analytics.health.voices import AUDIENCES, STATES
from cop_analytics.inputs.lifecycles import CONSULTATION_COLUMNS, SPONSORSHIP_COLUMNS, STEP_COLUMNS
from cop_analytics.inputs.metrics import COLUMNS as METRIC_COLUMNS
from cop_analytics.inputs.people import ROLES
from cop_analytics.value import claims, cycles, stories

DEMO_KEY = "demo.key"
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
# ca_file = "/etc/ssl/certs/bank.pem" # if its certificate is from a private authority

[platform.profile]                    # which profile labels of your platform mean what here
unit = ["Department"]
region = ["Location"]
tier = ["Title"]

[privacy]
stop = ""                             # write why, and nothing is released until it is empty again
min_group = 5                         # may only rise
min_subgroup = 10

[indicators]
starter = ["V-1", "V-2", "V-7"]       # shown for a community that has not chosen yet
exploratory = []                      # V-19, V-24: in the analysts' file alone

[run]
dask = ""                             # extra [dask]: local, or a scheduler's address, whose workers measure communities
"""

COMMUNITIES_TOML = """\
# Which places are which community. Only what is declared here is ever read, and never a private group.
# The block below is an example: put your own communities in its stead, each beginning with [[community]].

[[community]]
id = "credit-risk"                    # small letters, digits, hyphens; it names files
name = "Credit Risk Modelling"
places = ["1100"]                     # placeIDs; a place's blog comes along by itself
kind = "community"                    # or "leaders", "mentoring"
domain = "How we build, challenge and live with credit models"
launched_on = 2025-01-15
stage = { declared = "coalescing", by = "social learning team", on = 2025-06-01, because = "a core of seven" }
leaders = ["2001"]                    # platform person ids; they become pseudonyms before anything is written
chosen = ["D2", "D5"]                 # at most six dimensions it wants to look at, until a health check says otherwise

# stage:  potential, coalescing, maturing, stewardship or transformation; declared in conversation, never computed
# chosen:
"""

README = """\
What people write. Every file but communities.toml may stay as it is. CSV files are UTF-8, separated by commas, with
exactly the first line they have now; Excel writes them as "CSV UTF-8 (comma delimited)". A row that cannot be taken is
told with file, row, column and cure, and laid into <file>.rejected.csv; the other rows are taken.

communities.toml   which places are which community

attributes.csv     which words of the platform's profiles stand for which unit, region or tier; a field with rows here shows
                   every word without a row as "other"; a field without rows is taken as it comes
  field            unit, region or tier
  platform_value   the word as it stands in the profile                     Frankfurt am Main
  coarse_value     the word to show in its stead                            Germany
  country          for regions, two letters, for public holidays            DE

roles.csv          who holds a role, since when; the social learning team belongs here
  community_id     empty: in every community
  person_id        the number at the end of the person's address; it becomes a pseudonym before anything is written
  role             {roles}
  valid_from       2026-01-31; empty: since ever
  valid_to         empty: still

events.csv         meetings and other dates of the communities
  event_id         any text that stands once
  community_id     as in communities.toml
  starts_at        2026-01-31T09:00 in UTC, or with an offset: 2026-01-31T10:00+01:00
  ends_at          the same

objectives.toml    what a community means to reach, with who warrants it; it explains itself

sponsorships.csv   who stands behind a community, and how
  sponsor_role     a role, never a name: Head of Payments
  form             {forms}
  commitment       what was promised
  started_on       2026-01-31
  review_on        when it is looked at again; or empty
  state            {states}

launch_steps.csv   how a community was launched
  step             {steps}
  started_on       or empty
  done_on          or empty; a step that is done has evidence
  evidence         what shows it

consultations.csv  on which dimension a community wants to ask others, or lets itself be asked; both sides consent first
  side             asks or offers
  consented_by     the role that agreed for the community
  consented_on     the day; without it nothing is suggested
  until            or empty

health/            health checks; see health/README.txt
"""

OBJECTIVES_TOML = """\
# What communities mean to reach. An objective stands on four kinds of warrant: an imperative of the bank, a need of
# members, what a community can be expected to deliver, and the passion of those ready to lead it. What is missing becomes a
# question, never a grade. A number of posts, replies or members is no objective: what is counted gets made for the count.

# [[objective]]
# id = "shared-validation"
# community = "credit-risk"
# text = "A model of one desk is read by another before it is validated."
# horizon = 2026-12-31
# origin = "emergent"                 # {origins}
# state = "negotiating"               # {states}
# decided_without = "..."             # only if it is adopted though a kind of warrant is missing

# [[warrant]]
# objective = "shared-validation"
# kind = "passion"                    # {kinds}
# text = "Two hours a week."
# voiced_by = "leader"                # a role, never a name
# on = 2026-01-10
# until = 2026-06-30                  # for a passion: how long it is promised

# [[expectation]]
# objective = "shared-validation"
# cycle = "applied"                   # {cycles}
# effect = "Findings come up before validation."
# story = "Who found what in whose model."
# by_when = 2026-09-30

# [[negotiation]]
# objective = "shared-validation"
# on = 2026-02-01
# parties = ["leader", "sponsor"]
# offers = "..."
# asks = "..."
# outcome = "..."
"""

HEALTH_README = """\
One folder for each check: health/<community>/<period>/, such as health/credit-risk/2026-H1/. `cop check open` makes it,
with forms to fill in; the other steps of `cop check` keep its files. Words are taken as they stand here; none of them is
ever turned into a number.

check.toml         opened_on = 2026-01-12           days are written without quotes
                   frozen_on, closed_on             once it is; closing needs a decision and a next look
                   next_look_on
                   state = "answers"                {states}
                   invited_count = 60               members asked
                   [[decision]]                     as many as were made
                   text = "..."

relevance.csv      perspective,dimension,choice,count
                   perspective: {perspectives}
                   choice: {choices}

answers.csv        token,dimension,answer,participation_level
                   token: random letters and digits, one for each member, never a name or number of a person
                   participation_level: {levels}; or empty
                   a file that says who answered or when (name, e-mail, start time) is refused as a whole

counts.csv         dimension,answer,count           what is left of the answers when a check is closed

record.toml        held_on, present_roles, next_look_on, [[sense]], [[decision]]: what the conversation made of it

statements.toml    [[statement]]                    one for each role and dimension
                   perspective                      {signing}
                   role = "Sponsor, Credit Risk"    never a person's name
                   dimension, answer, text
                   released_to = ["community", "published"]     some of: {audiences}; or none

answer             {answers}

dimension          what members, sponsors and the social learning team are asked:

"""

STORIES_README = """\
One story a file, <story>.toml. `cop story form story.xlsx` writes the form to give to somebody;
`cop story take` makes a draft of what came back. `cop story list` shows how far each has come.

   community = "credit-risk"          period = "2026-Q1"      title = "…"
   kind = "ground"                    valence = "positive"    state = "draft"
   teller = "T7"                      # a mark that says nothing, the same for the same person
   told_by = "modeller, retail desk"  # the role, never the name
   collected_by = "social learning team"   collected_on = 2026-01-12
   counterfactual = "What would have happened without the community."
   self_coding = ["potential", "applied"]      # the teller's own
   approved_on, corroborated_by and _on, reviewed_by and _on: as the story goes on

   [consent]   shown_as = "role only"   channels = ["newsletter"]   expires_on = 2027-01-31
   [[step]]    cycle = "potential"   narrative = "…"   certainty = "happened"   evidence = ["content/1234"]
   [[factor]]  what = "a new template"   share = 0.3
   [[flow]]    from = 2   to = 1   kind = "feedback loop"   artefact = "The notebook"   on = 2026-02-02
   [[effect]]  cycle = "realised"   metric = "findings_in_validation"   relation = "supports"
   [[coding]]  coder = "A"   cycles = ["potential"]            # two of them, each alone
   [claim]     type, in_words, cashable, gross_low, gross_likely, gross_high, currency, price_year, starts_on, ends_on,
               attribution_low, attribution_likely, confidence, method, level, double_count_group, reviewer, reviewed_on

States: {states}.
Channels: {channels}; figures: the amount claimed may be told by itself.
Levels of evidence: {levels}: the teller alone, a second person, a document or metric, the controller.
Cycles:
{cycles}"""

NEWSLETTERS_README = """\
The plan of a quarter's newsletter, <period>.toml, such as 2026-Q1.toml; then: cop newsletter 2026-Q1 --draft

   contact = "the social learning team"
   [edition]    lead = "<story>"   seeds = ["<story>"]   did_not_work = "…"
   [[page]]     community = "credit-risk"   lead = "<story>"   seeds = []   did_not_work = "…"
   [[noticed]]  community = "credit-risk"   indicator = "V-2"   reading = "What we make of it."    # three at most
   [[request]]  id = "readers"   community = "credit-risk"   to = "sponsors"   text = "…"
   [[answer]]   request = "readers"   community = "credit-risk"   text = "…"     # to what the newsletter before asked
   [[note]]     community = "credit-risk"   role = "Sponsor, Credit Risk"   text = "…"   released = true
"""

SHEETS = {
    "attributes.csv": "field,platform_value,coarse_value,country\n",
    "roles.csv": "community_id,person_id,role,valid_from,valid_to\n",
    "events.csv": "event_id,community_id,starts_at,ends_at\n",
    "sponsorships.csv": ",".join(SPONSORSHIP_COLUMNS) + "\n",
    "launch_steps.csv": ",".join(STEP_COLUMNS) + "\n",
    "consultations.csv": ",".join(CONSULTATION_COLUMNS) + "\n",
    "metrics.csv": ",".join(METRIC_COLUMNS) + "\n",
}


def write_starter(folder: Path) -> list[Path]:
    """Write the files into `folder`; what was written. Raises InputFault, writing nothing, where one is there already."""
    files = {folder / name: text for name, text in _texts().items()}
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


def _texts() -> dict[str, str]:
    chosen = "".join(f"#   {each.id:<4} {each.name}\n" for each in DIMENSIONS)
    asked = "".join(
        f"{each.id:<4} {each.name}\n     {each.members}\n     {each.sponsor}\n     {each.team}\n" for each in DIMENSIONS
    )
    health = HEALTH_README.format(
        states=", ".join(STATES),
        perspectives=", ".join(PERSPECTIVES),
        choices=", ".join(CHOICES),
        levels=", ".join(LEVELS),
        signing=", ".join(SIGNING),
        audiences=", ".join(AUDIENCES),
        answers=", ".join(ALL_ANSWERS),
    )
    return {
        "cop.toml": COP_TOML,
        "inputs/communities.toml": COMMUNITIES_TOML + chosen,
        "inputs/README.txt": README.format(
            roles=", ".join(ROLES),
            forms=", ".join(SPONSORSHIP_FORMS),
            states=", ".join(SPONSORSHIP_STATES),
            steps="\n                   ".join(LAUNCH_STEPS),
        ),
        "inputs/objectives.toml": OBJECTIVES_TOML.format(
            origins=", ".join(ORIGINS),
            states=", ".join(OBJECTIVE_STATES),
            kinds=", ".join(WARRANTS),
            cycles=", ".join(CYCLES),
        ),
        "inputs/health/README.txt": health + asked,
        "inputs/stories/README.txt": STORIES_README.format(
            states=", ".join(stories.STATES),
            channels=", ".join(stories.CHANNELS),
            cycles="".join(f"   {cycle.name:<15} {cycle.question}\n" for cycle in cycles.CYCLES),
            levels=", ".join(claims.LEVELS),
        ),
        "inputs/newsletters/README.txt": NEWSLETTERS_README,
        **{f"inputs/{name}": text for name, text in SHEETS.items()},
    }


def make_room_for_demo(home: Path) -> None:
    """A demo begins anew where a demo was, and nowhere else. Raises SettingsError where something else is."""
    if home.exists() and any(home.iterdir()) and not (home / DEMO_KEY).exists():
        raise SettingsError([f"{home} holds something that is no demo. Set COP_HOME to another folder."])
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / DEMO_KEY).touch(mode=0o600)
    (home / DEMO_KEY).write_text(secrets.token_urlsafe(48))
