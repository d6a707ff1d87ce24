-- Everybody who contributed is a member with attributes.
-- level: fail
select
    contributions.community_id,
    count(distinct contributions.member_id) as author_count
from facts.contributions
anti join facts.members using (member_id)
where contributions.member_id is not null
group by all
