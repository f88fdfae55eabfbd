-- What is read by more than one statement.

-- A message as readers see it, beside the outcome and the epoch of the change that made it so.
CREATE TYPE messages.change AS (
    outcome    text,
    epoch      bigint,
    room_id    uuid,
    seq        bigint,
    rev        bigint,
    id         uuid,
    sender_id  uuid,
    kind       smallint,
    key        text,
    content    text,
    reply_to   bigint,
    mentions   uuid[],
    event      jsonb,
    reactions  jsonb,
    created_at timestamptz,
    edited_at  timestamptz,
    deleted_at timestamptz
);

-- The reactions of a message in the order they came, as the protocol writes them.
-- p_reader: whose own are marked; nobody's when null.
CREATE FUNCTION messages.reactions_of(p_room uuid, p_seq bigint, p_reader uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_agg(
        jsonb_strip_nulls(jsonb_build_object('emoji', e.emoji, 'count', e.count, 'users', to_jsonb(e.users), 'mine', e.mine))
        ORDER BY e.first)
    FROM (
        SELECT r.emoji, count(*) AS count, min(r.rev) AS first, bool_or(r.user_id = p_reader) AS mine,
            (array_agg(r.user_id ORDER BY r.rev))[1:20] AS users
        FROM messages.reactions r
        WHERE r.room_id = p_room AND r.seq = p_seq
        GROUP BY r.emoji
    ) e
$$;

-- A message after an attempt to change it; nothing but outcome and epoch when there is no such message.
CREATE FUNCTION messages.changed(p_outcome text, p_epoch bigint, p_room uuid, p_seq bigint, p_reader uuid)
RETURNS SETOF messages.change
LANGUAGE sql STABLE AS $$
    SELECT p_outcome, p_epoch, m.room_id, m.seq, m.rev, m.id, m.sender_id, m.kind, m.key, m.content, m.reply_to, m.mentions, m.event,
        CASE WHEN m.reacted THEN messages.reactions_of(m.room_id, m.seq, p_reader) END,
        m.created_at, m.edited_at, m.deleted_at
    FROM (SELECT) nothing LEFT JOIN messages.messages m ON m.room_id = p_room AND m.seq = p_seq
$$;

-- What somebody has not read, for each of some rooms, with the head that the counts include.
-- The difference of the ordinals counts all texts after the marker; those that are deleted or the reader's own are taken off by narrow indexes.
CREATE FUNCTION messages.read_states(p_user uuid, p_rooms uuid[])
RETURNS TABLE (room_id uuid, epoch bigint, last_rev bigint, last_seq bigint, last_read_seq bigint, unread bigint, mentions bigint)
LANGUAGE sql STABLE AS $$
    SELECT r.room_id, coalesce(h.epoch, o.epoch), coalesce(h.last_rev, 0), coalesce(h.last_seq, 0), marker.seq,
        coalesce(h.ordinal, 0) - coalesce(s.last_read_ordinal, 0)
            - (SELECT count(*) FROM messages.messages d
               WHERE d.room_id = r.room_id AND d.seq > marker.seq AND d.kind = 0 AND d.deleted_at IS NOT NULL)
            - (SELECT count(*) FROM messages.messages m
               WHERE m.room_id = r.room_id AND m.sender_id = p_user AND m.seq > marker.seq AND m.kind = 0 AND m.deleted_at IS NULL),
        (SELECT count(*) FROM messages.mentions n WHERE n.room_id = r.room_id AND n.user_id = p_user AND n.seq > marker.seq)
    FROM unnest(p_rooms) AS r (room_id)
    CROSS JOIN messages.origin o
    LEFT JOIN messages.heads h ON h.room_id = r.room_id
    LEFT JOIN messages.read_state s ON s.room_id = r.room_id AND s.user_id = p_user
    CROSS JOIN LATERAL (SELECT coalesce(s.last_read_seq, 0) AS seq) marker
$$;
