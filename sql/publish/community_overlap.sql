-- One row per two communities and 13 weeks to the end of an ISO quarter: who was active in both.
-- grain: community_id, other_community_id, window_kind, window_end
-- note: overlap is not collaboration; beyond chance is judged for all pairs together.
select
    pairs.community_id,
    pairs.other_community_id,
    'w13' as window_kind,
    pairs.window_start,
    pairs.window_end,
    pairs.shared_person_count,
    pairs.person_count,
    pairs.other_person_count,
    pairs.is_more_than_chance,
    'shown' as status,
    null::varchar as reason
from indicators._overlaps as pairs
inner join (select distinct quarter_end as window_end from facts._weeks) as quarters using (window_end)
where pairs.window_end <= $data_cut
