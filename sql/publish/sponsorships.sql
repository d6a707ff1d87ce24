-- One row per community, role of a sponsor, form of sponsorship and beginning.
-- grain: community_id, sponsor_role, form, started_on
select
    community_id,
    sponsor_role,
    form,
    commitment,
    started_on,
    review_on,
    state
from inputs.sponsorships
