-- Between which units did people of a community converse in the newest window, where enough of them did?
select
    ties.community_id,
    least(sources.unit, targets.unit) as one_unit,
    greatest(sources.unit, targets.unit) as other_unit,
    suppress(count(distinct [ties.from_member_id, ties.to_member_id]), 10) as pair_count
from networks.ties
inner join facts.members as sources on sources.member_id = ties.from_member_id
inner join facts.members as targets on targets.member_id = ties.to_member_id
where ties.window_end = (select max(window_end) from networks.ties)
group by all
order by all
