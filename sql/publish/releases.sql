-- One row per release made before this one.
-- grain: release_id
select
    release_id,
    min(logical_at) as data_cut
from ops.runs
where release_id is not null
group by all
