-- The log of every room, and how far everybody has read in it. The room is the first column of every key, so that the tables can be partitioned by it.

-- The epoch that new logs get; one row.
CREATE TABLE messages.origin (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    epoch  bigint NOT NULL
);

INSERT INTO messages.origin (epoch) VALUES (1);

-- How far the log of each room has come. The lock on this row is what gives numbers, commits and visibility one order.
CREATE TABLE messages.heads (
    room_id    uuid PRIMARY KEY,
    epoch      bigint      NOT NULL,
    last_seq   bigint      NOT NULL DEFAULT 0,
    last_rev   bigint      NOT NULL DEFAULT 0,
    -- How many texts there are, deleted ones too.
    ordinal    bigint      NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 70);

CREATE INDEX heads_changed_at ON messages.heads (changed_at);

CREATE TABLE messages.messages (
    room_id    uuid        NOT NULL,
    seq        bigint      NOT NULL,
    rev        bigint      NOT NULL,
    -- How many texts there are up to this message, itself and deleted ones included: unread counts are differences of it.
    ordinal    bigint      NOT NULL,
    id         uuid        NOT NULL,
    sender_id  uuid        NOT NULL,
    -- 0: text; 1: system.
    kind       smallint    NOT NULL,
    key        text        COLLATE "C" NOT NULL,
    -- What the key stands for; stays when the message is edited or deleted.
    digest     bigint      NOT NULL,
    content    text        NOT NULL,
    reply_to   bigint,
    mentions   uuid[]      NOT NULL DEFAULT '{}',
    event      jsonb,
    -- Whether there are rows in reactions.
    reacted    boolean     NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    edited_at  timestamptz,
    deleted_at timestamptz,
    PRIMARY KEY (room_id, seq),
    CONSTRAINT messages_rev UNIQUE (room_id, rev),
    CONSTRAINT messages_key UNIQUE (room_id, sender_id, kind, key)
) WITH (fillfactor = 90);

-- What unread counts leave out: deleted texts, and one's own.
CREATE INDEX messages_deleted ON messages.messages (room_id, seq) WHERE kind = 0 AND deleted_at IS NOT NULL;
CREATE INDEX messages_own ON messages.messages (room_id, sender_id, seq) WHERE kind = 0 AND deleted_at IS NULL;

-- Who is mentioned in which message; never the sender, never in a tombstone.
CREATE TABLE messages.mentions (
    room_id uuid   NOT NULL,
    user_id uuid   NOT NULL,
    seq     bigint NOT NULL,
    PRIMARY KEY (room_id, user_id, seq)
);

CREATE TABLE messages.reactions (
    room_id    uuid        NOT NULL,
    seq        bigint      NOT NULL,
    emoji      text        COLLATE "C" NOT NULL,
    user_id    uuid        NOT NULL,
    -- The change of the room that it was: the order in which reactions came.
    rev        bigint      NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (room_id, seq, emoji, user_id)
);

-- What messages said before their edits; rev is that of the state that was replaced.
CREATE TABLE messages.edits (
    room_id     uuid        NOT NULL,
    seq         bigint      NOT NULL,
    rev         bigint      NOT NULL,
    content     text        NOT NULL,
    replaced_at timestamptz NOT NULL,
    PRIMARY KEY (room_id, seq, rev)
);

-- How far somebody has read; no row: nothing.
CREATE TABLE messages.read_state (
    room_id           uuid        NOT NULL,
    user_id           uuid        NOT NULL,
    last_read_seq     bigint      NOT NULL,
    last_read_ordinal bigint      NOT NULL,
    changed_at        timestamptz NOT NULL,
    PRIMARY KEY (room_id, user_id)
) WITH (fillfactor = 80);
