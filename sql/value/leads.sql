-- One row per thread that may hold the beginning of a story, with the reason to look; people accept, reject or ignore it.
-- grain: thread_id
-- note: threads are proposed, never persons; those that moved in the last two quarters.
with

marked as (

    select
        thread_id,
        'an answer is marked' as reason
    from facts.contributions
    where is_marked_answer

),

thanked as (

    select
        contributions.thread_id,
        'it was found helpful or a success' as reason
    from facts.outcomes
    inner join facts.contributions using (contribution_id)
    where
        outcomes.kind in ('helpful', 'success')
        and outcomes.from_member_id <> contributions.member_id

),

used_again as (

    select
        target.thread_id,
        'another thread builds on it' as reason
    from facts.links
    inner join facts.contributions as linking on linking.contribution_id = links.contribution_id
    inner join facts.contributions as target on target.contribution_id = links.target_contribution_id
    where
        linking.thread_id <> target.thread_id
        and linking.member_id <> target.member_id

),

joined_in as (

    select
        contributions.thread_id,
        'many from several units joined within three days' as reason
    from facts.contributions
    inner join facts.threads using (thread_id)
    inner join facts.members on members.member_id = contributions.member_id
    where contributions.contributed_at < threads.started_at + interval 3 days
    group by contributions.thread_id
    having count(distinct contributions.member_id) >= 6 and count(distinct members.unit) >= 3

),

lively as (

    select
        thread_id,
        max(contributed_at) as last_at
    from facts.contributions
    group by all
    having max(contributed_at) >= $data_cut - interval 182 days

),

reasons as (

    from marked
    union
    from thanked
    union
    from used_again
    union
    from joined_in

)

select
    reasons.thread_id,
    threads.community_id,
    threads.started_at,
    string_agg(reasons.reason, '; ' order by reasons.reason) as reasons,
    decisions.decision,
    decisions.decided_on,
    decisions.because
from reasons
inner join lively using (thread_id)
inner join facts.threads using (thread_id)
left join inputs.lead_decisions as decisions using (thread_id)
group by all
