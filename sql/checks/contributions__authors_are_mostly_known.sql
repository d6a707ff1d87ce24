-- Of a community's contributions, at most a fifth have no known author.
-- level: warn
select
    community_id,
    count(*) as contribution_count,
    count(*) filter (member_id is null) as unknown_count
from facts.contributions
where contributed_at >= $kept_from
group by all
having unknown_count > 0.2 * contribution_count
