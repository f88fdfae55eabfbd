-- How many former contents a message keeps.

-- Gives a message another content and keeps the former one, of which a message has 50 at most: the oldest are forgotten.
-- p_editor: who asks; only the sender may. p_mentions: who is mentioned now.
CREATE OR REPLACE FUNCTION messages.edit_message(p_room uuid, p_seq bigint, p_editor uuid, p_content text, p_mentions uuid[])
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
        DELETE FROM messages.edits e
            WHERE e.room_id = p_room AND e.seq = p_seq AND e.rev <= (
                SELECT k.rev FROM messages.edits k WHERE k.room_id = p_room AND k.seq = p_seq ORDER BY k.rev DESC OFFSET 50 LIMIT 1);
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
