-- A count of persons n, or null where there are fewer than k of them: use it in everything that leaves your desk.
-- takes: n, k
case when n >= k then n end
