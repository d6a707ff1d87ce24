-- One row per community that chose to look at its edges, 13 weeks to the end of an ISO quarter, and two units.
-- grain: community_id, window_kind, window_end, from_unit, to_unit
-- note: a unit may be both ends; units of fewer than ten active members are other. Expected is what dealing units at random makes.
select
    pairs.community_id,
    'w13' as window_kind,
    pairs.window_start,
    pairs.window_end,
    pairs.from_unit,
    pairs.to_unit,
    pairs.tie_count,
    pairs.expected_lower,
    pairs.expected_upper,
    pairs.person_count,
    'shown' as status,
    null::varchar as reason
from indicators._unit_pairs as pairs
inner join (select distinct quarter_end as window_end from facts._weeks) as quarters using (window_end)
inner join publish._chosen as choosers using (community_id)
where choosers.dimension_id = 'D9' and pairs.window_end <= $data_cut
