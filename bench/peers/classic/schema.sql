-- The tables of schema.prisma; both ways of storing use them.
CREATE TABLE rooms (id uuid PRIMARY KEY, seq bigint NOT NULL DEFAULT 0);
CREATE TABLE members (room_id uuid NOT NULL REFERENCES rooms, user_id uuid NOT NULL, PRIMARY KEY (room_id, user_id));
CREATE TABLE messages (
    id uuid PRIMARY KEY,
    room_id uuid NOT NULL REFERENCES rooms,
    seq bigint NOT NULL,
    sender_id uuid NOT NULL,
    key text NOT NULL,
    content text NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    UNIQUE (room_id, seq),
    UNIQUE (room_id, sender_id, key));
