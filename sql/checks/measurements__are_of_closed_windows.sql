-- No measurement reaches beyond what is known.
-- level: fail
select
    community_id,
    indicator_id,
    part,
    window_kind,
    window_end
from indicators.measurements
where window_end > $data_cut or window_start >= window_end
