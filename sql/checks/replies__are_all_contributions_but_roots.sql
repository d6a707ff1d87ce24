-- There is one reply for each contribution that is not a root, and none without one.
-- level: fail
with

written as (

    select
        contribution_id,
        true as is_written
    from facts.contributions
    where not is_root

),

replied as (

    select
        contribution_id,
        true as is_replied
    from facts.replies

)

select
    contribution_id,
    is_written,
    is_replied
from written
full join replied using (contribution_id)
where is_written is null or is_replied is null
