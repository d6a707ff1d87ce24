-- One row per evaluated programme and thirteen weeks, counted from the first day of its first wave, back and on.
-- grain: programme_id, block
-- note: block 0 begins with the first wave. Only what is over, and what the communities' record reaches back to.
with

anchors as (

    select
        programme_id,
        min(starts_on)::timestamp as anchor
    from mentoring._evaluated
    group by all

),

blocks as (

    select
        programme_id,
        unnest(generate_series(-4, 8)) as block,
        anchor
    from anchors

)

select
    programme_id,
    block,
    anchor + to_days(91 * block::integer) as window_start,
    anchor + to_days(91 * (block::integer + 1)) as window_end
from blocks
where
    window_end <= $data_cut
    and window_start >= (select date_trunc('week', min(contributed_at)) from facts.contributions)
