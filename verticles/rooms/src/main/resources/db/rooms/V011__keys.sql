-- The key that a room was made with: the same person's same key is the same room, for ever.
ALTER TABLE rooms.rooms
    ADD COLUMN creation_key    text COLLATE "C",
    -- What the key stands for; stays when the room is changed.
    ADD COLUMN creation_digest bigint;

CREATE UNIQUE INDEX rooms_creation_key ON rooms.rooms (created_by, creation_key) WHERE creation_key IS NOT NULL;
