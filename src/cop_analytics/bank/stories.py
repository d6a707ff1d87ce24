"""The stories of the bank's people, as they wrote them, and what they mean to put into the newsletter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

QUARTER = "2025-Q4"
ALL = '"tables", "newsletter", "sheet", "figures"'

METRICS = """\
metric_id,community_id,period,cycle,value,unit,source,owner_role
findings_in_validation,credit-risk,2025-Q3,realised,31,findings a quarter,Register of model validation,Head of validation
findings_in_validation,credit-risk,2025-Q4,realised,22,findings a quarter,Register of model validation,Head of validation
hours_to_release_payment,payments,2025-Q3,realised,6.5,hours,Payment hub,Head of payment operations
hours_to_release_payment,payments,2025-Q4,realised,4.0,hours,Payment hub,Head of payment operations
rejected_documents,trade-finance,2025-Q3,realised,118,documents a quarter,Documents desk,Head of documents desk
rejected_documents,trade-finance,2025-Q4,realised,97,documents a quarter,Documents desk,Head of documents desk
"""

EDITION = """\
# The newsletter of a quarter: what people chose to tell. `cop newsletter 2025-Q4 --draft` marks what is missing.
contact = "the social learning team, in its space on the platform"

[edition]
lead = "findings-before-validation"
seeds = ["green-bond-checklist", "phishing-drill-shared"]
did_not_work = "Two communities planned a common session and found no date in the whole quarter."

[[page]]
community = "credit-risk"
lead = "findings-before-validation"
seeds = ["challenger-notebook"]
did_not_work = "The glossary: three people began it, nobody used it."

[[page]]
community = "payments"
lead = "cut-off-table"
seeds = []
did_not_work = "We asked for examples of failed instant payments and got none."

[[page]]
community = "branch-innovation"
lead = "queue-tickets"

[[noticed]]
community = "credit-risk"
indicator = "V-2"
reading = "Questions from outside our desks wait longer; we want to greet them."

[[noticed]]
community = "payments"
indicator = "V-1"
reading = "The week of the release was quiet, and we know why: all hands were on the release."

[[request]]
id = "readers"
community = "credit-risk"
to = "sponsors"
text = "Two readers for an hour a week, to read another desk's model before it is validated."

[[request]]
id = "examples"
community = "payments"
to = "members"
text = "Bring one failed payment each month, without names."

[[note]]
community = "credit-risk"
role = "Sponsor, Credit Risk Modelling"
text = "I heard that findings come up among colleagues first. I want to hear in June what was found."
released = true
"""


@dataclass(frozen=True)
class Told:
    """One story: its steps as (cycle, narrative, certainty), its claim as (level, amounts, attribution, confidence)."""

    id: str
    community_id: str
    title: str
    told_by: str
    steps: Sequence[tuple[str, str, str]]
    kind: str = "ground"
    valence: str = "positive"
    state: str = "published"
    channels: str = ALL
    back: str = ""
    metric: str = ""
    claim: tuple[str, int, int, int, float, float] | None = None
    claim_type: str = "cost saved"
    in_words: str = ""
    other: Mapping[str, float] | None = None


HAPPENED, EXPECTED = "happened", "expected"

STORIES = (
    Told(
        "findings-before-validation",
        "credit-risk",
        "Found by a colleague, not by validation",
        "modeller, retail desk",
        (
            ("immediate", "I put a half-finished model into the case clinic and was asked hard questions.", HAPPENED),
            ("potential", "Somebody of the mortgage desk sent a test for drift that I had not known.", HAPPENED),
            ("applied", "I ran it on my model before validation and changed two variables.", HAPPENED),
            ("realised", "Validation found nothing there; the year before it had taken us three weeks.", HAPPENED),
        ),
        back="The test as a notebook, with how to read it",
        metric="findings_in_validation",
        claim=("E3", 30_000, 42_000, 60_000, 0.6, 0.8),
        in_words="Three weeks of two modellers and a validator, at internal rates.",
        other={"a new template of validation": 0.3},
    ),
    Told(
        "challenger-notebook",
        "credit-risk",
        "A challenger model in an afternoon",
        "analyst, corporate desk",
        (
            ("potential", "A notebook that builds a challenger model was shared in a thread.", HAPPENED),
            ("applied", "I built mine in an afternoon; the last one took a fortnight.", HAPPENED),
        ),
        claim=("E1", 4_000, 6_000, 9_000, 0.7, 0.7),
        claim_type="time released",
        in_words="Nine days of one analyst.",
    ),
    Told(
        "limits-nobody-uses",
        "credit-risk",
        "The limit sheet nobody opened",
        "risk manager",
        (
            ("immediate", "Six of us worked on a sheet of limits for a quarter.", HAPPENED),
            ("applied", "Nobody opened it twice; the desks have their own.", HAPPENED),
        ),
        valence="negative",
    ),
    Told(
        "cut-off-table",
        "payments",
        "One table of cut-off times",
        "payment operations, Frankfurt",
        (
            (
                "immediate",
                "I asked which cut-off holds for Prague, and four people answered within the hour.",
                HAPPENED,
            ),
            ("potential", "We made one table of all cut-off times of it.", HAPPENED),
            ("applied", "Three hubs release by that table now.", HAPPENED),
            ("realised", "A payment waits four hours for its release, and had waited more than six.", HAPPENED),
            ("transformative", "Hubs ask each other before they write a rule of their own.", HAPPENED),
        ),
        back="The table, kept in the community's space",
        metric="hours_to_release_payment",
        claim=("E3", 24_000, 30_000, 36_000, 0.5, 0.9),
        claim_type="cost avoided",
        in_words="Interest on late payments, as the controller reckons it.",
        other={"the new payment hub": 0.4},
    ),
    Told(
        "iban-check",
        "payments",
        "Forty hours not spent",
        "back office, Warsaw",
        (
            ("potential", "A macro that checks account numbers was posted.", HAPPENED),
            ("applied", "I use it every Friday; it was forty hours in the quarter.", HAPPENED),
        ),
        claim=("E2", 2_000, 2_000, 2_000, 1.0, 0.8),
        claim_type="time released",
        in_words="Forty hours at 50 EUR.",
        metric="hours_to_release_payment",
    ),
    Told(
        "discrepancy-list",
        "trade-finance",
        "The list of usual discrepancies",
        "documents desk, Milan",
        (
            ("immediate", "We compared which documents come back, and why.", HAPPENED),
            ("potential", "A list of the twenty usual reasons came of it.", HAPPENED),
            ("applied", "Relationship managers send it to clients before the first draft.", HAPPENED),
            ("realised", "Fewer documents are rejected at first sight.", HAPPENED),
        ),
        back="The list, and what clients said of it",
        metric="rejected_documents",
        claim=("E2", 9_000, 12_000, 20_000, 0.5, 0.7),
        in_words="Handling of twenty-one rejected sets of documents.",
        other={"a course for new clients": 0.25},
    ),
    Told(
        "phishing-drill-shared",
        "cyber-awareness",
        "A drill that travelled",
        "branch manager",
        (
            ("immediate", "We told each other how the drill went in our branches.", HAPPENED),
            ("potential", "I took the plan of another branch home.", HAPPENED),
        ),
        channels='"tables", "newsletter", "sheet"',
    ),
    Told(
        "green-bond-checklist",
        "green-lending",
        "A checklist that should save a round of questions",
        "credit officer, Vienna",
        (
            ("potential", "Four of us wrote down what we ask of every green bond.", HAPPENED),
            ("applied", "From spring on we will send it with the first letter.", EXPECTED),
            ("realised", "One round of questions less for each client.", EXPECTED),
        ),
        kind="aspirational",
    ),
    Told(
        "queue-tickets",
        "branch-innovation",
        "Queue tickets, and why we stopped",
        "branch staff",
        (
            ("orienting", "We learned that five branches had tried the same thing.", HAPPENED),
            ("applied", "We stopped our pilot, for theirs had not worked either.", HAPPENED),
        ),
        valence="mixed",
        claim=("E0", 8_000, 10_000, 15_000, 0.5, 0.5),
        claim_type="cost avoided",
        in_words="Machines for three branches that were not bought.",
    ),
    Told(
        "data-owner-map",
        "data-quality",
        "Who owns which field",
        "data steward",
        (
            ("potential", "We drew who owns which field.", HAPPENED),
            ("applied", "I ask the owner now, and not the help desk.", HAPPENED),
        ),
        state="teller approved",
    ),
    Told(
        "collateral-calls",
        "collateral",
        "Calls before the deadline",
        "collateral manager",
        (
            ("immediate", "We talked about calls that come late.", HAPPENED),
            ("potential", "An order of calls came of it.", HAPPENED),
        ),
        state="draft",
    ),
    Told(
        "board-dashboard",
        "treasury-analytics",
        "A dashboard for the board",
        "treasury analyst",
        (
            ("potential", "A colleague shared a dashboard.", HAPPENED),
            ("applied", "I showed it upstairs.", HAPPENED),
        ),
        state="withdrawn",
    ),
)


def write_stories(inputs: Path) -> None:
    """Write stories, metrics and the plan of the newsletter below `inputs`."""
    texts = {f"stories/{told.id}.toml": _story(number, told) for number, told in enumerate(STORIES, start=1)}
    texts |= {"metrics.csv": METRICS, f"newsletters/{QUARTER}.toml": EDITION}
    for name, text in texts.items():
        (inputs / name).parent.mkdir(parents=True, exist_ok=True)
        (inputs / name).write_text(text, encoding="utf-8")


def _story(number: int, told: Told) -> str:
    cycles = ", ".join(f'"{cycle}"' for cycle in dict.fromkeys(cycle for cycle, _, _ in told.steps))
    parts = [
        f'community = "{told.community_id}"\nperiod = "{QUARTER}"\ntitle = "{told.title}"\nkind = "{told.kind}"\n'
        f'valence = "{told.valence}"\nteller = "T{number}"\ntold_by = "{told.told_by}"\n'
        f'collected_by = "social learning team"\ncollected_on = 2025-11-{number + 2:02}\nstate = "{told.state}"\n'
        'counterfactual = "Each of us would have gone on alone, as before."\n' + _way(told, cycles),
        f'[consent]\nshown_as = "role only"\nchannels = [{told.channels}]\nexpires_on = 2026-12-31\n',
        *(
            f'[[step]]\ncycle = "{cycle}"\nnarrative = "{narrative}"\ncertainty = "{certainty}"\n'
            for cycle, narrative, certainty in told.steps
        ),
        *(f'[[factor]]\nwhat = "{what}"\nshare = {share}\n' for what, share in (told.other or {}).items()),
        *(
            f'[[coding]]\ncoder = "{coder}"\ncycles = [{_as_coded(number, coder, cycles)}]\n'
            for coder in ("A", "B")
            if told.state == "published"
        ),
    ]
    if told.back:
        steps = len(told.steps)
        parts.append(
            f'[[flow]]\nfrom = {steps}\nto = 1\nkind = "feedback loop"\nartefact = "{told.back}"\non = 2025-12-05\n'
        )
    if told.metric:
        parts.append(f'[[effect]]\ncycle = "realised"\nmetric = "{told.metric}"\nrelation = "supports"\n')
    return "\n".join([*parts, *_claim(told)])


def _way(told: Told, cycles: str) -> str:
    """How far the story has come, and who took it there."""
    if told.state == "draft":
        return ""
    way = f"approved_on = 2025-11-28\nself_coding = [{cycles}]\n"
    if told.state == "withdrawn":
        return way + "withdrawn_on = 2025-12-12\n"
    if told.state == "published":
        way += 'corroborated_by = "a colleague of the same desk"\ncorroborated_on = 2025-12-02\n'
        way += 'reviewed_by = "social learning team"\nreviewed_on = 2025-12-09\n'
    return way


def _as_coded(number: int, coder: str, cycles: str) -> str:
    """Coders agree but for one: B finds nothing immediate in every fourth story."""
    return cycles.replace('"immediate", ', "") if coder == "B" and number % 4 == 1 else cycles


def _claim(told: Told) -> list[str]:
    if told.claim is None:
        return []
    level, low, likely, high, attribution, confidence = told.claim
    released = told.claim_type == "time released"
    signed = 'reviewer = "controller, risk"\nreviewed_on = 2025-12-15\n' if level == "E3" else ""
    return [
        f'[claim]\ntype = "{told.claim_type}"\nin_words = "{told.in_words}"\ncashable = "{"no" if released else "yes"}"\n'
        f"gross_low = {low}\ngross_likely = {likely}\ngross_high = {high}\n"
        'currency = "EUR"\nprice_year = 2025\nstarts_on = 2025-01-01\nends_on = 2025-12-31\n'
        f"attribution_low = {attribution}\nattribution_likely = {attribution}\nconfidence = {confidence}\n"
        f'method = "{"finance" if level == "E3" else "teller"}"\nlevel = "{level}"\n{signed}'
    ]
