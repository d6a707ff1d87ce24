-- One row per stream of the platform, with how far it is known.
-- grain: stream
with

last_reading as (

    select
        streams.stream,
        max(streams.watermark) as known_until_at,
        max(runs.logical_at) as last_read_at
    from ops.streams
    inner join ops.runs using (run_id)
    group by all

),

rejected as (

    select
        quarantine.stream,
        quarantine.first_seen_at as last_read_at,
        count(distinct (quarantine.key_hash, quarantine.pointer)) as quarantined_count
    from ops.quarantine
    group by all

)

select
    last_reading.stream,
    last_reading.known_until_at,
    last_reading.last_read_at,
    coalesce(rejected.quarantined_count, 0) as quarantined_count
from last_reading
left join rejected using (stream, last_read_at)
