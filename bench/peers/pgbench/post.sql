-- Parley's own statement that stores a batch. Each client has rooms of its own, as each instance of the service that sends these batches has.
SELECT stored.* FROM (
    SELECT array_agg(gen_random_uuid()) AS ids,
        array_agg(md5('room' || :client_id || '.' || place % :rooms)::uuid) AS rooms,
        array_agg(md5('person' || :client_id || '.' || place)::uuid) AS senders,
        array_agg(0::smallint) AS kinds,
        array_agg(gen_random_uuid()::text) AS keys,
        array_agg((random() * 1e18)::bigint) AS digests,
        array_agg(repeat('x', 100)) AS contents,
        array_agg(NULL::bigint) AS replies,
        array_agg(NULL::text) AS mentions,
        array_agg(NULL::text) AS events,
        array_agg(NULL::uuid) AS newcomers
    FROM generate_series(1, :batch) AS place) made
CROSS JOIN LATERAL messages.store_batch(
    ids, rooms, senders, kinds, keys, digests, contents, replies, mentions, events, newcomers, NULL) AS stored;
