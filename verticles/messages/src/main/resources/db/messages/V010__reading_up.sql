-- Whoever reads up to the last message, as nearly everybody does, has nothing left to read: that is known without counting. What mark_read does else is as before.

-- Moves somebody's read marker to a message, or to the last one if there is no such message yet. It never goes back, unless p_back: then it goes to just before the message, wherever it was.
-- moved: whether it was elsewhere. The counts and the head are of one moment: after it, or just before it where nothing is left to read.
CREATE OR REPLACE FUNCTION messages.mark_read(p_room uuid, p_user uuid, p_seq bigint, p_back boolean)
RETURNS TABLE (
    moved boolean, room_id uuid, epoch bigint, last_rev bigint, last_seq bigint, last_read_seq bigint, unread bigint, mentions bigint,
    read_version bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_head    messages.heads;
    v_seq     bigint;
    v_ordinal bigint;
    v_version bigint;
    v_moved   boolean;
BEGIN
    SELECT h.* INTO v_head FROM messages.heads h WHERE h.room_id = p_room;
    v_seq := greatest(0, least(p_seq - p_back::integer, coalesce(v_head.last_seq, 0)));
    IF v_seq = 0 THEN
        UPDATE messages.read_state s SET last_read_seq = 0, last_read_ordinal = 0, changed_at = clock_timestamp(), version = s.version + 1
            WHERE s.room_id = p_room AND s.user_id = p_user AND p_back AND s.last_read_seq <> 0;
        v_moved := FOUND;
    ELSE
        v_ordinal := CASE WHEN v_seq = v_head.last_seq THEN v_head.ordinal
            ELSE coalesce((SELECT m.ordinal FROM messages.messages m WHERE m.room_id = p_room AND m.seq = v_seq), 0) END;
        INSERT INTO messages.read_state (room_id, user_id, last_read_seq, last_read_ordinal, changed_at, version)
            VALUES (p_room, p_user, v_seq, v_ordinal, clock_timestamp(), 1)
            ON CONFLICT (room_id, user_id) DO UPDATE
                SET last_read_seq = excluded.last_read_seq, last_read_ordinal = excluded.last_read_ordinal, changed_at = excluded.changed_at,
                    version = read_state.version + 1
                WHERE read_state.last_read_seq < excluded.last_read_seq
                   OR (p_back AND read_state.last_read_seq > excluded.last_read_seq)
            RETURNING version INTO v_version;
        v_moved := FOUND;
        IF v_moved AND v_seq = v_head.last_seq THEN
            RETURN QUERY SELECT true, p_room, v_head.epoch, v_head.last_rev, v_seq, v_seq, 0::bigint, 0::bigint, v_version;
            RETURN;
        END IF;
    END IF;
    RETURN QUERY SELECT v_moved, s.* FROM messages.read_states(p_user, ARRAY[p_room]) s;
END
$$;
