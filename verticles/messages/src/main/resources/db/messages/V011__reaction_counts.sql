-- How often each emoji stands on a message, so that what a reaction costs does not follow from how many people have reacted: it is stored and told with the head of the room locked.

-- Nobody changes reactions until they are counted.
LOCK TABLE messages.reactions IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE messages.reaction_counts (
    room_id uuid   NOT NULL,
    seq     bigint NOT NULL,
    emoji   text   COLLATE "C" NOT NULL,
    count   bigint NOT NULL,
    PRIMARY KEY (room_id, seq, emoji)
) WITH (fillfactor = 80);

INSERT INTO messages.reaction_counts (room_id, seq, emoji, count)
    SELECT r.room_id, r.seq, r.emoji, count(*) FROM messages.reactions r GROUP BY r.room_id, r.seq, r.emoji;

-- Who reacted with an emoji, in the order in which they came. The condition holds always: only who states it is given this index, and who looks for one person's reaction is left with the primary key.
CREATE INDEX reactions_order ON messages.reactions (room_id, seq, emoji, rev) INCLUDE (user_id) WHERE rev > 0;

-- Keeps the counts when a statement adds reactions or takes them away; whoever does that has locked the head of the room.
CREATE FUNCTION messages.count_reactions() RETURNS trigger
LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_gone record;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO messages.reaction_counts AS c (room_id, seq, emoji, count)
            SELECT a.room_id, a.seq, a.emoji, count(*) FROM added a GROUP BY a.room_id, a.seq, a.emoji
            ON CONFLICT (room_id, seq, emoji) DO UPDATE SET count = c.count + excluded.count;
        RETURN NULL;
    END IF;
    FOR v_gone IN SELECT g.room_id, g.seq, g.emoji, count(*) AS count FROM gone g GROUP BY g.room_id, g.seq, g.emoji LOOP
        UPDATE messages.reaction_counts c SET count = c.count - v_gone.count
            WHERE c.room_id = v_gone.room_id AND c.seq = v_gone.seq AND c.emoji = v_gone.emoji AND c.count > v_gone.count;
        IF NOT FOUND THEN
            DELETE FROM messages.reaction_counts c
                WHERE c.room_id = v_gone.room_id AND c.seq = v_gone.seq AND c.emoji = v_gone.emoji;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

CREATE TRIGGER reactions_added AFTER INSERT ON messages.reactions
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION messages.count_reactions();
CREATE TRIGGER reactions_gone AFTER DELETE ON messages.reactions
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION messages.count_reactions();

-- The reactions of a message in the order they came, as the protocol writes them.
-- p_reader: whose own are marked; nobody's when null.
CREATE OR REPLACE FUNCTION messages.reactions_of(p_room uuid, p_seq bigint, p_reader uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_sort = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN (
        SELECT jsonb_agg(
            jsonb_strip_nulls(jsonb_build_object('emoji', c.emoji, 'count', c.count, 'users', to_jsonb(named.users), 'mine',
                CASE WHEN p_reader IS NOT NULL THEN coalesce((
                    SELECT true FROM messages.reactions r
                    WHERE r.room_id = p_room AND r.seq = p_seq AND r.emoji = c.emoji AND r.user_id = p_reader LIMIT 1), false) END))
            ORDER BY named.first)
        FROM messages.reaction_counts c
        CROSS JOIN LATERAL (
            SELECT array_agg(e.user_id ORDER BY e.rev) AS users, min(e.rev) AS first
            FROM (
                SELECT r.user_id, r.rev FROM messages.reactions r
                WHERE r.room_id = p_room AND r.seq = p_seq AND r.emoji = c.emoji AND r.rev > 0
                ORDER BY r.rev LIMIT 20) e) named
        WHERE c.room_id = p_room AND c.seq = p_seq);
END
$$;

-- Sets or takes back somebody's reaction.
-- p_on: whether it shall be there. p_most: how many distinct emoji a message may have.
CREATE OR REPLACE FUNCTION messages.react(p_room uuid, p_seq bigint, p_user uuid, p_emoji text, p_on boolean, p_most integer)
RETURNS SETOF messages.change
LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
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
            SELECT count(*) FROM messages.reaction_counts c
            WHERE c.room_id = p_room AND c.seq = p_seq AND c.emoji <> p_emoji) THEN 'full'
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
            SET rev = v_rev, reacted = EXISTS (SELECT FROM messages.reaction_counts c WHERE c.room_id = p_room AND c.seq = p_seq)
            WHERE m.room_id = p_room AND m.seq = p_seq;
    END IF;
    RETURN QUERY SELECT * FROM messages.changed(v_outcome, v_head.epoch, p_room, p_seq, p_user);
END
$$;
