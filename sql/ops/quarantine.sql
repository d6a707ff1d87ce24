-- One row per item that could not be read: a reason, a keyed hash of what it was, and where it stood.
-- grain: run_id, stream, key_hash, pointer
-- note: kept for 14 days.
select
    run_id,
    stream,
    key_hash,
    min(reason) as reason,
    pointer,
    min(landed_at) as first_seen_at
from raw.rejects
where landed_at >= $data_cut - interval 14 days
group by all
