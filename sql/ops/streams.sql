-- One row per run and stream it read: what became of the items, by the pages it landed.
-- grain: run_id, stream
select
    run_id,
    stream,
    sum(received_count)::bigint as received_count,
    sum(inserted_count)::bigint as inserted_count,
    sum(updated_count)::bigint as updated_count,
    sum(unchanged_count)::bigint as unchanged_count,
    sum(duplicate_count)::bigint as duplicate_count,
    sum(quarantined_count)::bigint as quarantined_count,
    coalesce(sum(suppressed_count), 0)::bigint as suppressed_count,
    sum(tombstoned_count)::bigint as tombstoned_count,
    max(watermark) as watermark
from raw.pages
group by all
