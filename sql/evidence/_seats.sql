-- One row per community and person who wrote in it or was turned to, both by number: from 0, in order of the alphabet.
-- grain: community_id, member_id
with

people as (

    select
        community_id,
        member_id
    from facts.contributions
    union
    select
        community_id,
        unnest([from_member_id, to_member_id]) as member_id
    from facts.replies
    union
    select
        community_id,
        unnest([from_member_id, to_member_id]) as member_id
    from facts.mentions

)

select
    community_id,
    member_id,
    (dense_rank() over (order by community_id) - 1)::integer as community,
    (row_number() over (partition by community_id order by member_id) - 1)::integer as seat
from people
where member_id is not null
