-- What post_batch did with one long statement, which PostgreSQL planned anew for every small batch, is done by short ones whose plans are kept.
-- post_batch stays for nodes of the version before; a later migration drops it. Where a batch of theirs and one of this kind make the same heads at once they may wait for each other: then one is rolled back, and told
-- to be repeated.

-- Stores a batch of messages in one transaction, whatever the number of messages and rooms.
--
-- The arguments are arrays of one length, one place for each message:
--   p_ids, p_rooms, p_senders, p_kinds, p_keys, p_digests (what the key stands for), p_contents,
--   p_replies (the message it answers, or null), p_mentions (the text of a uuid[], or null), p_events (the text of a JSON object, or null),
--   p_newcomers (whose read marker is set to the message if there is none yet, or null).
-- p_until: a statement that gets the lock of a room later fails with 57PLT, and the time that it is as its detail; null: it may come at any time.
-- One row for each, by rooms; place counts from 1; outcome:
--   stored      it is new, with these numbers and this time
--   duplicate   the key is known for the same digest (for system messages: for any)
--   conflict    the key is known for another digest
--   unanswered  there is no such message to answer
-- known, reactions: the message as it is now that a duplicate or a conflict found.
-- advanced, read_version: whose read marker the message moved over others, or set first, and the version it has since; null for nobody.
--
-- The heads of the rooms are locked in the order of their ids, so that no two batches wait for each other. Every statement after a lock has a snapshot that is younger than it, and sees
-- every key and every number that a transaction before has committed.
--
-- Nothing is looked up but by a whole primary key, and a known key is found by the insert itself: plans are kept for long, and made when a table was still empty.
CREATE FUNCTION messages.store_batch(
    p_ids uuid[], p_rooms uuid[], p_senders uuid[], p_kinds smallint[], p_keys text[], p_digests bigint[],
    p_contents text[], p_replies bigint[], p_mentions text[], p_events text[], p_newcomers uuid[], p_until timestamptz)
RETURNS TABLE (
    place bigint, outcome text, epoch bigint, seq bigint, rev bigint, created_at timestamptz, advanced uuid, read_version bigint,
    known messages.messages, reactions jsonb)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    i         record;
    v_head    messages.heads;
    v_grown   boolean;
    v_at      timestamptz;
    v_message messages.messages;
BEGIN
    FOR i IN
        SELECT u.*, row_number() OVER room = 1 AS opens, lead(u.place) OVER room IS NULL AS closes
        FROM unnest(p_ids, p_rooms, p_senders, p_kinds, p_keys, p_digests, p_contents, p_replies, p_mentions, p_events, p_newcomers)
            WITH ORDINALITY AS u (id, room_id, sender_id, kind, key, digest, content, reply_to, mentions, event, newcomer, place)
        WINDOW room AS (PARTITION BY u.room_id ORDER BY u.place)
        ORDER BY u.room_id, u.place
    LOOP
        IF i.opens THEN
            SELECT h.* INTO v_head FROM messages.heads h WHERE h.room_id = i.room_id FOR NO KEY UPDATE;
            IF NOT FOUND THEN
                INSERT INTO messages.heads (room_id, epoch) SELECT i.room_id, o.epoch FROM messages.origin o ON CONFLICT DO NOTHING;
                SELECT h.* INTO v_head FROM messages.heads h WHERE h.room_id = i.room_id FOR NO KEY UPDATE;
            END IF;
            v_grown := false;
            IF clock_timestamp() > p_until THEN
                RAISE EXCEPTION 'these messages came too late' USING ERRCODE = '57PLT', DETAIL = (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
            END IF;
        END IF;

        v_at := clock_timestamp();
        place := i.place;
        epoch := v_head.epoch;
        seq := v_head.last_seq + 1;
        rev := v_head.last_rev + 1;
        created_at := date_trunc('milliseconds', v_at);
        advanced := NULL;
        read_version := NULL;
        known := NULL;
        reactions := NULL;

        IF i.reply_to IS NULL OR i.reply_to BETWEEN 1 AND v_head.last_seq THEN
            INSERT INTO messages.messages AS m
                (room_id, seq, rev, ordinal, id, sender_id, kind, key, digest, content, reply_to, mentions, event, created_at)
            VALUES (i.room_id, seq, rev, v_head.ordinal + CASE WHEN i.kind = 0 THEN 1 ELSE 0 END, i.id, i.sender_id, i.kind, i.key,
                i.digest, i.content, i.reply_to, coalesce(i.mentions::uuid[], '{}'), i.event::jsonb, created_at)
            ON CONFLICT ON CONSTRAINT messages_key DO UPDATE SET key = excluded.key
            RETURNING m.* INTO v_message;
        ELSE
            SELECT f.* INTO v_message FROM messages.find_posted(i.room_id, i.sender_id, i.key) f;
        END IF;
        outcome := CASE
            WHEN v_message.id IS NULL THEN 'unanswered'
            WHEN v_message.seq > v_head.last_seq THEN 'stored'
            WHEN i.kind = 1 OR v_message.digest = i.digest THEN 'duplicate'
            ELSE 'conflict' END;

        IF outcome = 'stored' THEN
            v_grown := true;
            v_head.last_seq := seq;
            v_head.last_rev := rev;
            v_head.ordinal := v_message.ordinal;
            IF i.kind = 0 THEN
                INSERT INTO messages.read_state (room_id, user_id, last_read_seq, last_read_ordinal, changed_at, version)
                VALUES (i.room_id, i.sender_id, seq, v_head.ordinal, v_at, 1)
                ON CONFLICT (room_id, user_id) DO UPDATE
                    SET last_read_seq = excluded.last_read_seq, last_read_ordinal = excluded.last_read_ordinal, version = read_state.version + 1,
                        changed_at = CASE WHEN read_state.last_read_seq < excluded.last_read_seq - 1 THEN excluded.changed_at ELSE read_state.changed_at END
                    WHERE read_state.last_read_seq < excluded.last_read_seq
                RETURNING CASE WHEN changed_at = v_at AND last_read_seq > 1 THEN user_id END,
                    CASE WHEN changed_at = v_at AND last_read_seq > 1 THEN version END INTO advanced, read_version;
            ELSIF i.newcomer IS NOT NULL THEN
                INSERT INTO messages.read_state (room_id, user_id, last_read_seq, last_read_ordinal, changed_at, version)
                VALUES (i.room_id, i.newcomer, seq, v_head.ordinal, v_at, 1)
                ON CONFLICT (room_id, user_id) DO NOTHING
                RETURNING user_id, version INTO advanced, read_version;
            END IF;
            IF i.mentions IS NOT NULL THEN
                INSERT INTO messages.mentions (room_id, user_id, seq)
                SELECT i.room_id, u.user_id, seq FROM unnest(i.mentions::uuid[]) AS u (user_id) WHERE u.user_id <> i.sender_id
                ON CONFLICT DO NOTHING;
            END IF;
        ELSIF outcome <> 'unanswered' THEN
            known := v_message;
            IF known.reacted THEN
                reactions := messages.reactions_of(known.room_id, known.seq, known.sender_id);
            END IF;
        END IF;
        RETURN NEXT;

        IF i.closes AND v_grown THEN
            UPDATE messages.heads h
            SET last_seq = v_head.last_seq, last_rev = v_head.last_rev, ordinal = v_head.ordinal, changed_at = clock_timestamp()
            WHERE h.room_id = i.room_id;
        END IF;
    END LOOP;
END
$$;

-- The message that somebody posted with a key, if it is stored. Waits for whoever is about to store it, so that after this it is there or, when the statement came too late, never will be.
CREATE FUNCTION messages.find_posted(p_room uuid, p_sender uuid, p_key text) RETURNS SETOF messages.messages
LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    PERFORM FROM messages.heads h WHERE h.room_id = p_room FOR NO KEY UPDATE;
    RETURN QUERY SELECT m.* FROM messages.messages m
        WHERE m.room_id = p_room AND m.sender_id = p_sender AND m.kind = 0 AND m.key = p_key;
END
$$;
