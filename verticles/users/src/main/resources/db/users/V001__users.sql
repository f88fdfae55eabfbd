-- People: accounts, the words that find them, sessions, and the keys that sign their tokens.

CREATE TABLE users.users (
    id            uuid        PRIMARY KEY,
    -- Canonical: NFKC, lower case.
    username      text        COLLATE "C" NOT NULL CONSTRAINT users_username UNIQUE,
    -- The same for names that look alike.
    skeleton      text        COLLATE "C" NOT NULL CONSTRAINT users_skeleton UNIQUE,
    email         text        COLLATE "C" NOT NULL CONSTRAINT users_email UNIQUE,
    display_name  text        NOT NULL,
    -- A PHC string.
    password_hash text        NOT NULL,
    role          text        NOT NULL CHECK (role IN ('admin', 'member')),
    status        text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- At most one row: the first account of the installation.
CREATE TABLE users.founder (
    alone   boolean PRIMARY KEY DEFAULT true CHECK (alone),
    user_id uuid    NOT NULL
);

-- The display name from each of its words on, folded: a prefix of a key is the beginning of a word.
CREATE TABLE users.display_names (
    key     text COLLATE "C" NOT NULL,
    user_id uuid NOT NULL REFERENCES users.users ON DELETE CASCADE,
    PRIMARY KEY (key, user_id)
);
CREATE INDEX display_names_user ON users.display_names (user_id);

CREATE TABLE users.sessions (
    id            uuid        PRIMARY KEY,
    user_id       uuid        NOT NULL REFERENCES users.users ON DELETE CASCADE,
    device        text        NOT NULL,
    address       text        NOT NULL,
    -- SHA-256 of the secret that renews the session, and of the one before it.
    secret_hash   bytea       NOT NULL,
    previous_hash bytea,
    -- When the secret before was replaced.
    renewed_at    timestamptz,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_used_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at    timestamptz NOT NULL,
    ended_at      timestamptz
);
CREATE INDEX sessions_live ON users.sessions (user_id, last_used_at) WHERE ended_at IS NULL;
CREATE INDEX sessions_ended ON users.sessions (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX sessions_expired ON users.sessions (expires_at) WHERE ended_at IS NULL;

CREATE TABLE users.signing_keys (
    kid         text        PRIMARY KEY,
    public_key  jsonb       NOT NULL,
    -- PKCS #8, encrypted when the installation has a secret for it.
    private_key bytea       NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- The newest key whose time has come signs.
    signs_from  timestamptz NOT NULL
);

-- Secrets of the installation by name, encrypted like the keys.
CREATE TABLE users.secrets (
    name  text  PRIMARY KEY,
    value bytea NOT NULL
);
