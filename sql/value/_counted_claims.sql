-- One row per counted claim and place it is summed in: its community, and `*` for all of them.
-- grain: scope_id, story_id
with

counted as (

    select
        claims.*,
        stories.teller_number,
        stories.teller_count,
        list_contains(stories.channels, 'figures') as is_agreed
    from value.claims
    inner join inputs.stories using (story_id)
    where claims.is_counted

)

select
    community_id as scope_id,
    *
from counted
union all
select
    '*' as scope_id,
    *
from counted
