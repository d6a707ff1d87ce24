-- One row per outcome a known person marked on a contribution.
-- grain: contribution_id, from_member_id, kind, marked_at
select distinct
    contributions.contribution_id,
    outcomes.person as from_member_id,
    outcomes.name as kind,
    outcomes.marked_at
from stage.outcomes
inner join facts.contributions on contributions.contribution_id = outcomes.target
anti join facts._nobodies as nobodies on nobodies.member_id = outcomes.person
where
    outcomes.person is not null
    and outcomes.name is not null
    and outcomes.marked_at is not null
