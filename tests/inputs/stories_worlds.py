"""A story of the harbour, whole; each test changes a line of it."""

from cop_analytics.inputs import stories

WHOLE = """\
community = "harbour"
period = "2026-Q1"
title = "A mooring in an hour"
kind = "ground"
valence = "positive"
teller = "T1"
told_by = "pilot"
collected_by = "social learning team"
collected_on = 2026-01-12
state = "published"
approved_on = 2026-01-20
corroborated_by = "harbour master"
corroborated_on = 2026-01-25
reviewed_by = "social learning team"
reviewed_on = 2026-02-01
counterfactual = "We would have waited for the tide."
self_coding = ["potential", "applied"]

[consent]
shown_as = "role only"
channels = ["tables", "newsletter", "figures"]
expires_on = 2027-01-31

[[step]]
cycle = "potential"
narrative = "A chart was shared."
evidence = ["content/1"]

[[step]]
cycle = "applied"
narrative = "We moored by it."
when = "in January"
where = "pier 4"

[[factor]]
what = "a new tug"
share = 0.2

[[flow]]
from = 2
to = 1
kind = "feedback loop"
artefact = "The chart, corrected"
on = 2026-02-02

[[effect]]
cycle = "realised"
metric = "hours_moored"
relation = "supports"

[[coding]]
coder = "A"
cycles = ["potential", "applied"]

[[coding]]
coder = "B"
cycles = ["applied"]

[claim]
type = "cost avoided"
in_words = "Forty hours of a crew."
cashable = "yes"
gross_low = 1500
gross_likely = 2000
gross_high = 2500
currency = "EUR"
price_year = 2025
starts_on = 2026-01-01
ends_on = 2026-03-31
attribution_low = 0.5
attribution_likely = 0.8
confidence = 0.8
method = "teller and beneficiary"
level = "E2"
double_count_group = "moorings"
"""


def changed(*changes: tuple[str, str]) -> str:
    """The whole story with each first text in the stead of the second."""
    text = WHOLE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def without_claim() -> str:
    return WHOLE.split("[claim]", maxsplit=1)[0]


def read(folder, **texts):
    """The stories of these texts, by name, and the faults of their files as people read them."""
    (folder / "stories").mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / "stories" / f"{name.replace('_', '-')}.toml").write_text(text, encoding="utf-8")
    found = stories.read(folder, {"harbour", "fog"}, {"hours_moored"})
    return {story.id: story for story in found.stories}, [str(fault) for fault in found.faults]
