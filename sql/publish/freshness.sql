-- One row per stream of the platform, with how far it is known.
-- grain: stream
select
    streams.stream,
    max(streams.watermark) as known_until_at,
    max(runs.logical_at) as last_read_at,
    coalesce(arg_max(streams.quarantined_count, runs.logical_at), 0) as quarantined_count
from ops.streams
inner join ops.runs using (run_id)
group by all
