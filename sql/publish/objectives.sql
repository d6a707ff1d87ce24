-- One row per objective of a community, with the kinds of warrant nobody has given yet.
-- grain: objective_id
with

kinds as (

    select unnest(['imperative', 'member need', 'expectation', 'passion']) as kind

),

missing as (

    select
        objectives.objective_id,
        string_agg(kinds.kind, ', ' order by kinds.kind) as missing_warrants
    from inputs.objectives
    cross join kinds
    anti join inputs.warrants
        on warrants.objective_id = objectives.objective_id
        and warrants.kind = kinds.kind
    group by all

)

select
    objectives.objective_id,
    objectives.community_id,
    objectives.objective,
    objectives.horizon,
    objectives.origin,
    objectives.state,
    coalesce(missing.missing_warrants, '') as missing_warrants
from inputs.objectives
left join missing using (objective_id)
