-- Read markers get a version, so that of two moves everybody knows which is the newer, and are found by the time they moved.

ALTER TABLE messages.read_state ADD COLUMN version bigint NOT NULL DEFAULT 1;

COMMENT ON COLUMN messages.read_state.version IS 'grows by one with every move of the marker';
COMMENT ON COLUMN messages.read_state.changed_at IS 'when the marker last moved otherwise than from one own message to the next, which everybody sees in the log';

CREATE INDEX read_state_changed_at ON messages.read_state (changed_at);

DROP FUNCTION messages.post_batch(uuid[], uuid[], uuid[], smallint[], text[], bigint[], text[], bigint[], text[], text[], uuid[]);
DROP FUNCTION messages.mark_read(uuid, uuid, bigint, boolean);
DROP FUNCTION messages.read_states(uuid, uuid[]);

-- What somebody has not read, for each of some rooms, with the head that the counts include and the version of the marker, 0 where there is none.
-- The difference of the ordinals counts all texts after the marker; those that are deleted or the reader's own are taken off by narrow indexes.
CREATE FUNCTION messages.read_states(p_user uuid, p_rooms uuid[])
RETURNS TABLE (room_id uuid, epoch bigint, last_rev bigint, last_seq bigint, last_read_seq bigint, unread bigint, mentions bigint, read_version bigint)
LANGUAGE sql STABLE AS $$
    SELECT r.room_id, coalesce(h.epoch, o.epoch), coalesce(h.last_rev, 0), coalesce(h.last_seq, 0), marker.seq,
        coalesce(h.ordinal, 0) - coalesce(s.last_read_ordinal, 0)
            - (SELECT count(*) FROM messages.messages d
               WHERE d.room_id = r.room_id AND d.seq > marker.seq AND d.kind = 0 AND d.deleted_at IS NOT NULL)
            - (SELECT count(*) FROM messages.messages m
               WHERE m.room_id = r.room_id AND m.sender_id = p_user AND m.seq > marker.seq AND m.kind = 0 AND m.deleted_at IS NULL),
        (SELECT count(*) FROM messages.mentions n WHERE n.room_id = r.room_id AND n.user_id = p_user AND n.seq > marker.seq),
        coalesce(s.version, 0)
    FROM unnest(p_rooms) AS r (room_id)
    CROSS JOIN messages.origin o
    LEFT JOIN messages.heads h ON h.room_id = r.room_id
    LEFT JOIN messages.read_state s ON s.room_id = r.room_id AND s.user_id = p_user
    CROSS JOIN LATERAL (SELECT coalesce(s.last_read_seq, 0) AS seq) marker
$$;

-- Moves somebody's read marker to a message, or to the last one if there is no such message yet. It never goes back, unless p_back: then it goes to just before the message, wherever it was.
-- moved: whether it was elsewhere. The counts and the head are of one moment after it.
CREATE FUNCTION messages.mark_read(p_room uuid, p_user uuid, p_seq bigint, p_back boolean)
RETURNS TABLE (
    moved boolean, room_id uuid, epoch bigint, last_rev bigint, last_seq bigint, last_read_seq bigint, unread bigint, mentions bigint,
    read_version bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_last    bigint := (SELECT h.last_seq FROM messages.heads h WHERE h.room_id = p_room);
    v_seq     bigint := greatest(0, least(p_seq - p_back::integer, coalesce(v_last, 0)));
    v_ordinal bigint := coalesce((SELECT m.ordinal FROM messages.messages m WHERE m.room_id = p_room AND m.seq = v_seq), 0);
    v_moved   boolean;
BEGIN
    IF v_seq = 0 THEN
        UPDATE messages.read_state s SET last_read_seq = 0, last_read_ordinal = 0, changed_at = clock_timestamp(), version = s.version + 1
            WHERE s.room_id = p_room AND s.user_id = p_user AND p_back AND s.last_read_seq <> 0;
    ELSE
        INSERT INTO messages.read_state (room_id, user_id, last_read_seq, last_read_ordinal, changed_at, version)
            VALUES (p_room, p_user, v_seq, v_ordinal, clock_timestamp(), 1)
            ON CONFLICT (room_id, user_id) DO UPDATE
                SET last_read_seq = excluded.last_read_seq, last_read_ordinal = excluded.last_read_ordinal, changed_at = excluded.changed_at,
                    version = read_state.version + 1
                WHERE read_state.last_read_seq < excluded.last_read_seq
                   OR (p_back AND read_state.last_read_seq > excluded.last_read_seq);
    END IF;
    v_moved := FOUND;
    RETURN QUERY SELECT v_moved, s.* FROM messages.read_states(p_user, ARRAY[p_room]) s;
END
$$;

-- Stores a batch of messages: one statement, one transaction, whatever the number of messages and rooms.
--
-- The arguments are arrays of one length, one place for each message:
--   p_ids, p_rooms, p_senders, p_kinds, p_keys, p_digests (what the key stands for), p_contents,
--   p_replies (the message it answers, or null), p_mentions (the text of a uuid[], or null), p_events (the text of a JSON object, or null),
--   p_newcomers (whose read marker is set to the message if there is none yet, or null).
-- One row for each place, in order; outcome:
--   stored      it is new; what the caller has given is not repeated, but for the time and the numbers
--   duplicate   the key is known for the same digest (for system messages: for any); the message as it is now
--   conflict    the key is known for another digest; the message as it is now
--   unanswered  there is no such message to answer; nothing but the outcome
-- advanced, read_version: whose read marker the message moved over others, or set first, and the version it has since; null for nobody. Of several messages of one sender it is told with the last.
--
-- The heads of the rooms are locked in the order of their ids, so that no two batches wait for each other. Everything after that is one statement with a snapshot that is younger than the locks: it
-- sees every key and every number that a transaction before it has committed. Heads that are missing are made before any lock is held.
--
-- Every look-up goes through a key, one row at a time, whatever the planner believes: plans are kept for long, and made when a table was still empty.
CREATE FUNCTION messages.post_batch(
    p_ids uuid[], p_rooms uuid[], p_senders uuid[], p_kinds smallint[], p_keys text[], p_digests bigint[],
    p_contents text[], p_replies bigint[], p_mentions text[], p_events text[], p_newcomers uuid[])
RETURNS TABLE (
    outcome text, epoch bigint, room_id uuid, seq bigint, rev bigint, id uuid, sender_id uuid, kind smallint, key text, content text,
    reply_to bigint, mentions uuid[], event jsonb, reactions jsonb, created_at timestamptz, edited_at timestamptz, deleted_at timestamptz,
    advanced uuid, read_version bigint)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    v_now timestamptz;
BEGIN
    INSERT INTO messages.heads (room_id, epoch)
        SELECT r.room_id, o.epoch
        FROM (SELECT DISTINCT unnest(p_rooms) AS room_id) r CROSS JOIN messages.origin o
        ORDER BY r.room_id
        ON CONFLICT DO NOTHING;
    PERFORM FROM messages.heads h WHERE h.room_id = ANY (p_rooms) ORDER BY h.room_id FOR NO KEY UPDATE;
    v_now := date_trunc('milliseconds', clock_timestamp());

    RETURN QUERY
    WITH input AS MATERIALIZED (
        SELECT *
        FROM unnest(p_ids, p_rooms, p_senders, p_kinds, p_keys, p_digests, p_contents, p_replies, p_mentions, p_events, p_newcomers)
            WITH ORDINALITY AS i (id, room_id, sender_id, kind, key, digest, content, reply_to, mentions, event, newcomer, place)
    ), judged AS MATERIALIZED (
        SELECT i.*, h.epoch, h.last_seq, h.last_rev, h.ordinal AS last_ordinal, stored.message AS known,
            (i.reply_to IS NULL OR i.reply_to BETWEEN 1 AND h.last_seq) AS answers
        FROM input i
        CROSS JOIN LATERAL (SELECT * FROM messages.heads h WHERE h.room_id = i.room_id LIMIT 1) h
        LEFT JOIN LATERAL (
            SELECT m AS message FROM messages.messages m
            WHERE m.room_id = i.room_id AND m.sender_id = i.sender_id AND m.kind = i.kind AND m.key = i.key
            LIMIT 1) stored ON true
    ), candidate AS MATERIALIZED (
        SELECT j.*, row_number() OVER (PARTITION BY j.room_id, j.sender_id, j.kind, j.key ORDER BY j.place) = 1 AS first
        FROM judged j
        WHERE (j.known).id IS NULL AND j.answers
    ), fresh AS MATERIALIZED (
        SELECT c.*, c.last_seq + row_number() OVER room AS seq, c.last_rev + row_number() OVER room AS rev,
            c.last_ordinal + count(*) FILTER (WHERE c.kind = 0) OVER room AS ordinal
        FROM candidate c
        WHERE c.first
        WINDOW room AS (PARTITION BY c.room_id ORDER BY c.place)
    ), inserted AS (
        INSERT INTO messages.messages
            (room_id, seq, rev, ordinal, id, sender_id, kind, key, digest, content, reply_to, mentions, event, created_at)
        SELECT f.room_id, f.seq, f.rev, f.ordinal, f.id, f.sender_id, f.kind, f.key, f.digest, f.content, f.reply_to,
            coalesce(f.mentions::uuid[], '{}'), f.event::jsonb, v_now
        FROM fresh f
    ), grown AS (
        UPDATE messages.heads h SET last_seq = g.seq, last_rev = g.rev, ordinal = g.ordinal, changed_at = clock_timestamp()
        FROM (SELECT f.room_id, max(f.seq) AS seq, max(f.rev) AS rev, max(f.ordinal) AS ordinal FROM fresh f GROUP BY f.room_id) g
        WHERE h.room_id = g.room_id AND h.room_id = ANY (p_rooms)
    ), mentioned AS (
        INSERT INTO messages.mentions (room_id, user_id, seq)
        SELECT f.room_id, u.user_id, f.seq
        FROM fresh f CROSS JOIN LATERAL unnest(f.mentions::uuid[]) AS u (user_id)
        WHERE u.user_id <> f.sender_id
        ON CONFLICT DO NOTHING
    ), own AS MATERIALIZED (
        SELECT f.room_id, f.sender_id AS user_id, max(f.seq) AS seq, max(f.ordinal) AS ordinal, count(*) AS count
        FROM fresh f WHERE f.kind = 0 GROUP BY f.room_id, f.sender_id
    ), passed AS (
        INSERT INTO messages.read_state (room_id, user_id, last_read_seq, last_read_ordinal, changed_at, version)
        SELECT o.room_id, o.user_id, o.seq, o.ordinal, v_now, 1 FROM own o
        ON CONFLICT (room_id, user_id) DO UPDATE
            SET last_read_seq = excluded.last_read_seq, last_read_ordinal = excluded.last_read_ordinal, version = read_state.version + 1,
                changed_at = CASE WHEN read_state.last_read_seq < excluded.last_read_seq - 1 THEN excluded.changed_at ELSE read_state.changed_at END
            WHERE read_state.last_read_seq < excluded.last_read_seq
        RETURNING room_id, user_id, version
    ), arrived AS (
        INSERT INTO messages.read_state (room_id, user_id, last_read_seq, last_read_ordinal, changed_at, version)
        SELECT DISTINCT ON (f.room_id, f.newcomer) f.room_id, f.newcomer, f.seq, f.ordinal, v_now, 1
        FROM fresh f
        WHERE f.newcomer IS NOT NULL
          AND NOT EXISTS (SELECT FROM own o WHERE o.room_id = f.room_id AND o.user_id = f.newcomer)
        ORDER BY f.room_id, f.newcomer, f.seq
        ON CONFLICT DO NOTHING
        RETURNING room_id, user_id, last_read_seq, version
    ), moved AS (
        SELECT o.room_id, o.user_id, o.seq, p.version
        FROM own o
        JOIN passed p ON p.room_id = o.room_id AND p.user_id = o.user_id
        LEFT JOIN LATERAL (
            SELECT r.last_read_seq FROM messages.read_state r WHERE r.room_id = o.room_id AND r.user_id = o.user_id LIMIT 1) s ON true
        WHERE o.seq - o.count > coalesce(s.last_read_seq, 0)
        UNION ALL
        SELECT a.room_id, a.user_id, a.last_read_seq, a.version FROM arrived a
    ), told AS (
        SELECT f.*, m.user_id AS advanced, m.version AS read_version
        FROM fresh f LEFT JOIN moved m ON m.room_id = f.room_id AND m.seq = f.seq
    )
    SELECT
        CASE
            WHEN t.place = j.place THEN 'stored'
            WHEN coalesce((j.known).digest, t.digest) IS NULL THEN 'unanswered'
            WHEN j.kind = 1 OR coalesce((j.known).digest, t.digest) = j.digest THEN 'duplicate'
            ELSE 'conflict'
        END,
        j.epoch, j.room_id, coalesce((j.known).seq, t.seq), coalesce((j.known).rev, t.rev), coalesce((j.known).id, t.id), j.sender_id, j.kind, j.key,
        CASE WHEN t.place = j.place THEN NULL ELSE coalesce((j.known).content, t.content) END,
        CASE WHEN (j.known).id IS NULL THEN t.reply_to ELSE (j.known).reply_to END,
        coalesce((j.known).mentions, t.mentions::uuid[], '{}'),
        CASE WHEN (j.known).id IS NULL THEN t.event::jsonb ELSE (j.known).event END,
        CASE WHEN (j.known).reacted THEN messages.reactions_of((j.known).room_id, (j.known).seq, j.sender_id) END,
        coalesce((j.known).created_at, v_now), (j.known).edited_at, (j.known).deleted_at,
        CASE WHEN t.place = j.place THEN t.advanced END, CASE WHEN t.place = j.place THEN t.read_version END
    FROM judged j
    LEFT JOIN told t ON t.room_id = j.room_id AND t.sender_id = j.sender_id AND t.kind = j.kind AND t.key = j.key
    ORDER BY j.place;
END
$$;
