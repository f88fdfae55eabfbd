-- Keeps the plan of post_batch. Left to itself PostgreSQL takes a batch of one for cheaper than the plan that it could keep, and plans the statement, which is a long one, anew for every message: that takes longer than
-- to store it. The plan that is kept goes through keys whatever the batch. It must not join places with places in nested loops, which it would for the few places that the planner expects: that is the square of the batch.
ALTER FUNCTION messages.post_batch(uuid[], uuid[], uuid[], smallint[], text[], bigint[], text[], bigint[], text[], text[], uuid[])
    SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION messages.post_batch(uuid[], uuid[], uuid[], smallint[], text[], bigint[], text[], bigint[], text[], text[], uuid[])
    SET enable_nestloop = off;
ALTER FUNCTION messages.post_batch(uuid[], uuid[], uuid[], smallint[], text[], bigint[], text[], bigint[], text[], text[], uuid[])
    SET jit = off;
