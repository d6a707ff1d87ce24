-- One row per community, block of 13 weeks, level in the block before and level in it.
-- grain: community_id, window_end, from_level, to_level
-- note: moves of fewer than five people are told together as fewer_than_five; a row of nobody has a share of 0.
with

moves as (

    select
        measurements.*,
        string_split(measurements.part, '_to_') as ends
    from indicators._told as measurements
    inner join (select distinct quarter_end as window_end from facts._weeks) as quarters using (window_end)
    where
        measurements.indicator_id = 'V-9'
        and measurements.view = 'all'
        and measurements.window_kind = 'w13'
        and measurements.window_end <= $data_cut

)

select
    community_id,
    'block13' as window_kind,
    window_start,
    window_end,
    ends[1] as from_level,
    ends[2] as to_level,
    case when status = 'shown' then round(value * unit_count)::bigint end as person_count,
    case when status = 'shown' then unit_count end as from_person_count,
    value as share,
    lower,
    upper,
    status,
    null::varchar as reason,
    person_count as _person_count
from moves
where status <> 'not_applicable' or ends[2] <> 'fewer_than_five'
