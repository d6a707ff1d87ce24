-- What became of every item the last run received?
select
    streams.stream,
    streams.received_count,
    streams.inserted_count + streams.updated_count as new_count,
    streams.unchanged_count + streams.duplicate_count as known_count,
    streams.quarantined_count
from ops.streams
inner join ops.runs using (run_id)
qualify runs.logical_at = max(runs.logical_at) over ()
order by all
