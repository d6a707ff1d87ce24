-- One row per reaction that stands.
-- grain: contribution_id, from_member_id, kind
-- note: the platform dates no likes; first_seen_on is the day we first saw it, not the day it was given.
select
    contributions.contribution_id,
    contributions.community_id,
    likes.person as from_member_id,
    contributions.member_id as to_member_id,
    'like' as kind,
    likes.first_landed_at::date as first_seen_on
from stage.likes
inner join facts.contributions on contributions.contribution_id = likes.target
anti join facts._nobodies as nobodies on nobodies.member_id = likes.person
where likes.person is not null
