-- Changes of messages that are stored. Each is one transaction that locks the head of the room first, gives the room's next rev to the message, and answers the message with
-- an outcome: changed, unchanged (a repeat; no rev was taken), missing, foreign (not the caller's to change), deleted, full (no room for another emoji).

-- Locks the head of a room; a row of nulls when the room has no log.
CREATE FUNCTION messages.lock_head(p_room uuid) RETURNS messages.heads
LANGUAGE sql AS $$
    SELECT h.* FROM messages.heads h WHERE h.room_id = p_room FOR NO KEY UPDATE
$$;

-- Gives a room its next rev.
CREATE FUNCTION messages.next_rev(p_room uuid) RETURNS bigint
LANGUAGE sql AS $$
    UPDATE messages.heads h SET last_rev = h.last_rev + 1, changed_at = clock_timestamp() WHERE h.room_id = p_room RETURNING h.last_rev
$$;

-- Gives a message another content and keeps the former one.
-- p_editor: who asks; only the sender may. p_mentions: who is mentioned now.
CREATE FUNCTION messages.edit_message(p_room uuid, p_seq bigint, p_editor uuid, p_content text, p_mentions uuid[])
RETURNS SETOF messages.change
LANGUAGE plpgsql AS $$
DECLARE
    v_head    messages.heads := messages.lock_head(p_room);
    v_message messages.messages;
    v_now     timestamptz := date_trunc('milliseconds', clock_timestamp());
    v_outcome text;
BEGIN
    SELECT * INTO v_message FROM messages.messages m WHERE m.room_id = p_room AND m.seq = p_seq;
    v_outcome := CASE
        WHEN v_message.id IS NULL THEN 'missing'
        WHEN v_message.kind <> 0 OR v_message.sender_id <> p_editor THEN 'foreign'
        WHEN v_message.deleted_at IS NOT NULL THEN 'deleted'
        WHEN v_message.content = p_content THEN 'unchanged'
        ELSE 'changed' END;
    IF v_outcome = 'changed' THEN
        INSERT INTO messages.edits (room_id, seq, rev, content, replaced_at)
            VALUES (p_room, p_seq, v_message.rev, v_message.content, v_now);
        UPDATE messages.messages m
            SET rev = messages.next_rev(p_room), content = p_content, mentions = p_mentions, edited_at = v_now
            WHERE m.room_id = p_room AND m.seq = p_seq;
        DELETE FROM messages.mentions n
            WHERE n.room_id = p_room AND n.seq = p_seq AND n.user_id = ANY (v_message.mentions) AND n.user_id <> ALL (p_mentions);
        INSERT INTO messages.mentions (room_id, user_id, seq)
            SELECT p_room, u.user_id, p_seq FROM unnest(p_mentions) AS u (user_id) WHERE u.user_id <> p_editor
            ON CONFLICT DO NOTHING;
    END IF;
    RETURN QUERY SELECT * FROM messages.changed(v_outcome, v_head.epoch, p_room, p_seq, p_editor);
END
$$;

-- Makes a message a tombstone: the numbers, the sender and the times stay, everything it said is gone.
-- p_caller: who asks. p_anybodys: whether those of others may be deleted too.
CREATE FUNCTION messages.delete_message(p_room uuid, p_seq bigint, p_caller uuid, p_anybodys boolean)
RETURNS SETOF messages.change
LANGUAGE plpgsql AS $$
DECLARE
    v_head    messages.heads := messages.lock_head(p_room);
    v_message messages.messages;
    v_outcome text;
BEGIN
    SELECT * INTO v_message FROM messages.messages m WHERE m.room_id = p_room AND m.seq = p_seq;
    v_outcome := CASE
        WHEN v_message.id IS NULL THEN 'missing'
        WHEN v_message.kind <> 0 OR (v_message.sender_id <> p_caller AND NOT p_anybodys) THEN 'foreign'
        WHEN v_message.deleted_at IS NOT NULL THEN 'unchanged'
        ELSE 'changed' END;
    IF v_outcome = 'changed' THEN
        UPDATE messages.messages m
            SET rev = messages.next_rev(p_room), content = '', mentions = '{}', reacted = false,
                deleted_at = date_trunc('milliseconds', clock_timestamp())
            WHERE m.room_id = p_room AND m.seq = p_seq;
        DELETE FROM messages.mentions n WHERE n.room_id = p_room AND n.seq = p_seq AND n.user_id = ANY (v_message.mentions);
        DELETE FROM messages.reactions r WHERE r.room_id = p_room AND r.seq = p_seq;
        DELETE FROM messages.edits e WHERE e.room_id = p_room AND e.seq = p_seq;
    END IF;
    RETURN QUERY SELECT * FROM messages.changed(v_outcome, v_head.epoch, p_room, p_seq, p_caller);
END
$$;

-- Sets or takes back somebody's reaction.
-- p_on: whether it shall be there. p_most: how many distinct emoji a message may have.
CREATE FUNCTION messages.react(p_room uuid, p_seq bigint, p_user uuid, p_emoji text, p_on boolean, p_most integer)
RETURNS SETOF messages.change
LANGUAGE plpgsql AS $$
DECLARE
    v_head    messages.heads := messages.lock_head(p_room);
    v_message messages.messages;
    v_there   boolean;
    v_rev     bigint;
    v_outcome text;
BEGIN
    SELECT * INTO v_message FROM messages.messages m WHERE m.room_id = p_room AND m.seq = p_seq;
    v_there := EXISTS (
        SELECT FROM messages.reactions r WHERE r.room_id = p_room AND r.seq = p_seq AND r.emoji = p_emoji AND r.user_id = p_user);
    v_outcome := CASE
        WHEN v_message.id IS NULL THEN 'missing'
        WHEN v_message.deleted_at IS NOT NULL THEN 'deleted'
        WHEN v_there = p_on THEN 'unchanged'
        WHEN p_on AND p_most <= (
            SELECT count(DISTINCT r.emoji) FROM messages.reactions r
            WHERE r.room_id = p_room AND r.seq = p_seq AND r.emoji <> p_emoji) THEN 'full'
        ELSE 'changed' END;
    IF v_outcome = 'changed' THEN
        v_rev := messages.next_rev(p_room);
        IF p_on THEN
            INSERT INTO messages.reactions (room_id, seq, emoji, user_id, rev, created_at)
                VALUES (p_room, p_seq, p_emoji, p_user, v_rev, clock_timestamp());
        ELSE
            DELETE FROM messages.reactions r
                WHERE r.room_id = p_room AND r.seq = p_seq AND r.emoji = p_emoji AND r.user_id = p_user;
        END IF;
        UPDATE messages.messages m
            SET rev = v_rev, reacted = EXISTS (SELECT FROM messages.reactions r WHERE r.room_id = p_room AND r.seq = p_seq)
            WHERE m.room_id = p_room AND m.seq = p_seq;
    END IF;
    RETURN QUERY SELECT * FROM messages.changed(v_outcome, v_head.epoch, p_room, p_seq, p_user);
END
$$;

-- Moves somebody's read marker to a message, or to the last one if there is no such message yet. It never goes back, unless p_back: then it goes to just before the message, wherever it was.
-- moved: whether it was elsewhere. The counts and the head are of one moment after it.
CREATE FUNCTION messages.mark_read(p_room uuid, p_user uuid, p_seq bigint, p_back boolean)
RETURNS TABLE (
    moved boolean, room_id uuid, epoch bigint, last_rev bigint, last_seq bigint, last_read_seq bigint, unread bigint, mentions bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_last    bigint := (SELECT h.last_seq FROM messages.heads h WHERE h.room_id = p_room);
    v_seq     bigint := greatest(0, least(p_seq - p_back::integer, coalesce(v_last, 0)));
    v_ordinal bigint := coalesce((SELECT m.ordinal FROM messages.messages m WHERE m.room_id = p_room AND m.seq = v_seq), 0);
    v_moved   boolean;
BEGIN
    IF v_seq = 0 THEN
        UPDATE messages.read_state s SET last_read_seq = 0, last_read_ordinal = 0, changed_at = clock_timestamp()
            WHERE s.room_id = p_room AND s.user_id = p_user AND p_back AND s.last_read_seq <> 0;
    ELSE
        INSERT INTO messages.read_state (room_id, user_id, last_read_seq, last_read_ordinal, changed_at)
            VALUES (p_room, p_user, v_seq, v_ordinal, clock_timestamp())
            ON CONFLICT (room_id, user_id) DO UPDATE
                SET last_read_seq = excluded.last_read_seq, last_read_ordinal = excluded.last_read_ordinal, changed_at = excluded.changed_at
                WHERE read_state.last_read_seq < excluded.last_read_seq
                   OR (p_back AND read_state.last_read_seq > excluded.last_read_seq);
    END IF;
    v_moved := FOUND;
    RETURN QUERY SELECT v_moved, s.* FROM messages.read_states(p_user, ARRAY[p_room]) s;
END
$$;

-- To be called after the database was restored to an earlier state, before anybody connects: the logs get an epoch that no client has seen, so that every cursor is answered with a reset.
CREATE FUNCTION messages.begin_epoch() RETURNS bigint
LANGUAGE sql AS $$
    UPDATE messages.origin SET epoch = greatest(epoch + 1, extract(epoch FROM clock_timestamp())::bigint);
    UPDATE messages.heads SET epoch = (SELECT o.epoch FROM messages.origin o), changed_at = clock_timestamp();
    SELECT o.epoch FROM messages.origin o
$$;
