-- Teaches the planner what a log looks like before there is one: few rooms, many messages in each.
--
-- Plans are kept for as long as a connection lives. Those that are made while the table is empty would take any index that begins with the room for as good as the right one, and walk
-- through whole rooms with it until the table is analysed. What is learned here holds until then.
INSERT INTO messages.messages (room_id, seq, rev, ordinal, id, sender_id, kind, key, digest, content, created_at, deleted_at)
    SELECT lpad((n / 1000)::text, 32, '0')::uuid, n, n, n, gen_random_uuid(), lpad((n % 50)::text, 32, '0')::uuid, n % 2, 'key ' || n, n,
        repeat('text ', 10), now(), CASE WHEN n % 20 = 0 THEN now() END
    FROM generate_series(0, 4999) AS n;
ANALYZE messages.messages;
TRUNCATE messages.messages;
