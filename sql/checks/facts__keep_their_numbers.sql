-- Since the last good run no table of a community grew or shrank by more than three tenths and a hundred rows.
-- level: fail
-- note: below a hundred rows a busy week is a third of a young community. What people declared anew or no longer, and a
-- note: place that is read for the first time, are no drift; of the whole bank, community_id is empty.
with

last_good as (

    select max(logical_at) as moment
    from ops.runs
    where status in ('released', 'no_change')

),

widened as (

    select distinct community_id
    from facts._places as places
    inner join last_good on places.first_seen_at > last_good.moment

),

narrowed as (

    select distinct community_id
    from ops._row_counts
    anti join facts.communities using (community_id)
    where community_id <> '' and earlier_row_count is not null

)

select
    table_name,
    community_id,
    earlier_row_count,
    row_count
from ops._row_counts
where
    starts_with(table_name, 'facts.')
    and abs(row_count - earlier_row_count) > greatest(100, 0.3 * earlier_row_count)
    and case
        when community_id = '' and row_count > earlier_row_count then not exists (from widened)
        when community_id = '' then not exists (from narrowed)
        when row_count > earlier_row_count then community_id not in (from widened)
        else community_id not in (from narrowed)
    end
