-- Taking jobs and giving them back, at a cost that follows from how many are taken and not from how many wait.
--
-- The plans of these functions are made once, for a table that is mostly empty, and must be good for a long one: they know no way but indexes, and each order that they ask for is that of one index alone.

-- Jobs without a lane in the order in which they are due, the living before the dead.
CREATE INDEX jobs_free ON jobs (dead_at, run_at, id) WHERE lane IS NULL;

-- Takes jobs that are due, with a lease of 30 s: the first jobs of lanes, with those that follow them in a run, and jobs without a lane.
-- p_kinds: the kinds that the caller knows. p_most: how many lanes, and how many jobs without one. p_runs: the kinds that are taken in runs. p_behind: how many may follow the first job of a lane. p_after: where the walk
-- begins, behind this lane. walked_to, the same in each row: the last lane that the walk took from; null where it took from none.
--
-- A run ends before the first job that is of another kind or not due. Two takers never share a lane: the second does not get the row of its first job, or finds it no longer due when it does, because whoever takes a job or
-- gives it back moves its run_at. Lanes are those of the 128 jobs that are due for the longest time, in the order of the oldest of each. Only where there are so many is there perhaps another lane behind a long one: then
-- all lanes are walked through in a circle, with one entry of the index for each, until enough are found. Whoever begins each walk where the last one ended leaves no lane out, whatever comes anew in those before it.
CREATE FUNCTION take_jobs(p_kinds text[], p_most integer, p_runs text[], p_behind integer, p_after text)
RETURNS TABLE (id bigint, kind text, lane text, payload jsonb, attempts integer, walked_to text)
LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off SET enable_sort = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    c_looked_at CONSTANT integer := 128;
    v_now       CONSTANT timestamptz := clock_timestamp();
    v_due       text[];
BEGIN
    v_due := ARRAY(SELECT j.lane FROM jobs j WHERE j.dead_at IS NULL AND j.run_at <= v_now ORDER BY j.run_at, j.id LIMIT c_looked_at);
    IF cardinality(v_due) = 0 THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH RECURSIVE walk (lane, id, place, again) AS (
        SELECT p_after, NULL::bigint, 0, false WHERE cardinality(v_due) = c_looked_at
        UNION ALL
        SELECT next.lane, next.id, walk.place + 1, next.again
        FROM walk
        CROSS JOIN LATERAL (
            (SELECT j.lane, j.id, walk.again FROM jobs j
            WHERE j.dead_at IS NULL AND j.lane > walk.lane ORDER BY j.lane, j.id LIMIT 1)
            UNION ALL
            (SELECT j.lane, j.id, true FROM jobs j
            WHERE NOT walk.again AND j.dead_at IS NULL AND j.lane >= '' ORDER BY j.lane, j.id LIMIT 1)
            LIMIT 1) next (lane, id, again)
        WHERE NOT (next.again AND next.lane > p_after)
    ), heads AS MATERIALIZED (
        SELECT head.id, head.lane, head.kind, NULL::integer AS place
        FROM unnest(v_due) WITH ORDINALITY AS due (lane, place)
        CROSS JOIN LATERAL (
            SELECT j.id FROM jobs j
            WHERE j.dead_at IS NULL AND j.lane >= due.lane AND j.lane <= due.lane ORDER BY j.lane, j.id LIMIT 1) first
        CROSS JOIN LATERAL (
            SELECT j.id, j.lane, j.kind FROM jobs j
            WHERE j.id = first.id AND j.run_at <= v_now AND j.kind = ANY (p_kinds)
            FOR UPDATE SKIP LOCKED) head
        WHERE due.place = array_position(v_due, due.lane)
        UNION ALL
        SELECT head.id, head.lane, head.kind, walk.place
        FROM walk
        CROSS JOIN LATERAL (
            SELECT j.id, j.lane, j.kind FROM jobs j
            WHERE j.id = walk.id AND j.run_at <= v_now AND j.kind = ANY (p_kinds)
            FOR UPDATE SKIP LOCKED) head
        WHERE array_position(v_due, walk.lane) IS NULL
        LIMIT p_most
    ), free AS MATERIALIZED (
        SELECT j.id FROM jobs j
        WHERE j.lane IS NULL AND j.dead_at IS NULL AND j.run_at <= v_now AND j.kind = ANY (p_kinds)
        ORDER BY j.dead_at, j.run_at, j.id
        LIMIT p_most
        FOR UPDATE SKIP LOCKED
    ), run AS (
        SELECT heads.id FROM heads
        UNION ALL
        SELECT free.id FROM free
        UNION ALL
        SELECT behind.id
        FROM heads
        CROSS JOIN LATERAL (
            SELECT next.id, bool_and(next.kind = heads.kind AND next.run_at <= v_now)
                OVER (ORDER BY next.lane, next.id ROWS UNBOUNDED PRECEDING) AS unbroken
            FROM (
                SELECT j.id, j.lane, j.kind, j.run_at FROM jobs j
                WHERE j.dead_at IS NULL AND (j.lane, j.id) > (heads.lane, heads.id) AND j.lane <= heads.lane
                ORDER BY j.lane, j.id LIMIT p_behind) next) behind
        WHERE heads.kind = ANY (p_runs) AND behind.unbroken
    )
    UPDATE jobs j SET run_at = clock_timestamp() + interval '30 seconds', attempts = j.attempts + 1
    WHERE j.id = ANY (ARRAY(SELECT run.id FROM run)) AND j.run_at <= v_now
    RETURNING j.id, j.kind, j.lane, j.payload, j.attempts,
        (SELECT heads.lane FROM heads WHERE heads.place = (SELECT max(walked.place) FROM heads walked));
END
$$;

-- Forgets jobs that are done.
-- p_ids: which.
CREATE FUNCTION forget_jobs(p_ids bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    DELETE FROM jobs j WHERE j.id = ANY (p_ids);
END
$$;

-- Gives jobs back. The pause is 2 s where the attempt does not count, and otherwise doubles from 0.2 s to 5 minutes.
-- p_ids: the one that failed, and those behind it, which were not tried. p_failure: what went wrong. p_dead: whether to put it aside. p_unavailable: whether the attempt does not count.
CREATE FUNCTION postpone_jobs(p_ids bigint[], p_failure text, p_dead boolean, p_unavailable boolean) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    UPDATE jobs j SET
        last_error = CASE WHEN j.id = p_ids[1] THEN left(p_failure, 1000) ELSE j.last_error END,
        dead_at = CASE WHEN j.id = p_ids[1] AND p_dead THEN clock_timestamp() END,
        attempts = j.attempts - CASE WHEN j.id = p_ids[1] AND NOT p_unavailable THEN 0 ELSE 1 END,
        run_at = clock_timestamp() + CASE WHEN j.id <> p_ids[1] THEN interval '0' WHEN p_unavailable THEN interval '2 seconds'
            ELSE least(interval '0.1 second' * (2 ^ j.attempts), interval '5 minutes') END
    WHERE j.id = ANY (p_ids);
END
$$;
