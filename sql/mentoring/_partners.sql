-- One row per mentee of an evaluated programme and block of thirteen weeks: with how many of another tier they spoke.
-- grain: programme_id, block, member_id
-- note: first_block is that in which the wave began, also of a mentee whose pair was formed later.
select
    evaluated.programme_id,
    blocks.block,
    evaluated.member_id,
    evaluated.wave,
    floor(date_diff('day', blocks.window_start, evaluated.starts_on::timestamp) / 91)::bigint + blocks.block as first_block,
    count(mutual.partner_id) filter (where mutual.tier <> mutual.partner_tier) as cross_count,
    count(mutual.partner_id) filter (where mutual.tier = mutual.partner_tier) as within_count
from mentoring._evaluated as evaluated
inner join facts.members using (member_id)
inner join mentoring._blocks as blocks using (programme_id)
left join mentoring._mutual as mutual
    on mutual.programme_id = evaluated.programme_id
    and mutual.block = blocks.block
    and mutual.member_id = evaluated.member_id
where not evaluated.is_former
group by all
