-- Rooms and who has a seat in them.

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

-- Gives every change of a room or a seat its version; in one room versions grow with the order of commits, because changes lock the room.
CREATE SEQUENCE rooms.versions;

CREATE TABLE rooms.rooms (
    id           uuid        PRIMARY KEY,
    kind         text        NOT NULL CHECK (kind IN ('public', 'private', 'direct')),
    name         text,
    -- The name as it is compared and sorted.
    name_key     text        COLLATE "C",
    topic        text,
    created_by   uuid,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    archived_at  timestamptz,
    member_count integer     NOT NULL CHECK (member_count >= 0),
    -- Of a direct room: the people, and the key that makes it the only one of theirs.
    peers        uuid[],
    direct_key   text        COLLATE "C" CONSTRAINT rooms_direct_key UNIQUE,
    -- What the installation finds a room of its own by.
    marker       text        CONSTRAINT rooms_marker UNIQUE,
    version      bigint      NOT NULL,
    changed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((kind = 'direct') = (name IS NULL) AND (kind = 'direct') = (direct_key IS NOT NULL))
);
CREATE INDEX rooms_directory ON rooms.rooms (name_key, id) WHERE kind = 'public' AND archived_at IS NULL;
CREATE INDEX rooms_parts_of_names ON rooms.rooms USING gin (name_key public.gin_trgm_ops)
    WHERE kind = 'public' AND archived_at IS NULL;
CREATE INDEX rooms_changed ON rooms.rooms (changed_at);

-- Who left stays as a row with left_at, so that it can be told later who left.
CREATE TABLE rooms.seats (
    room_id    uuid        NOT NULL REFERENCES rooms.rooms,
    user_id    uuid        NOT NULL,
    role       text        NOT NULL CHECK (role IN ('owner', 'admin', 'moderator', 'member', 'guest')),
    -- The greatest role first.
    role_rank  smallint    NOT NULL GENERATED ALWAYS AS (CASE role
        WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 WHEN 'moderator' THEN 2 WHEN 'member' THEN 3 ELSE 4 END) STORED,
    joined_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    left_at    timestamptz,
    version    bigint      NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (room_id, user_id)
);
CREATE INDEX seats_members ON rooms.seats (room_id, role_rank, joined_at, user_id) WHERE left_at IS NULL;
CREATE INDEX seats_user ON rooms.seats (user_id, room_id) WHERE left_at IS NULL;
CREATE INDEX seats_changed ON rooms.seats (changed_at);
