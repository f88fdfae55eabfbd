package dev.parley.contracts;

/** What a caller is; on the wire in lower case. */
public enum CallerKind {
    /** Nobody known. */
    ANONYMOUS,
    /** A person with a session. */
    USER,
    /** A person who administers the installation. */
    ADMIN,
    /** Parley itself. */
    SERVICE
}
