-- Whoever is tied is a member with attributes.
-- level: fail
with

ends as (

    select
        community_id,
        window_end,
        unnest([from_member_id, to_member_id]) as member_id
    from networks.ties

)

select
    community_id,
    window_end,
    count(distinct member_id) as unknown_count
from ends
anti join facts.members using (member_id)
where member_id is not null
group by all
