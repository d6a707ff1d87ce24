"""Who speaks in a health check, in the words the social learning team uses."""

from __future__ import annotations

MEMBERS = "members"
SPONSOR = "sponsor"
TEAM = "social learning team"
PERSPECTIVES = (MEMBERS, SPONSOR, TEAM)
SIGNING = (SPONSOR, TEAM)

ANSWERS = ("not at all", "a little", "partly", "largely", "fully")
CANNOT_SEE = "can't see"
NOT_RELEVANT = "not relevant"
ALL_ANSWERS = (*ANSWERS, CANNOT_SEE, NOT_RELEVANT)
LEVELS = ("core or active", "occasional or peripheral")
CHOICES = ("now", "later", "not for us")
