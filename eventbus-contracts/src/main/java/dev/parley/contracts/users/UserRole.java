package dev.parley.contracts.users;

/** What a person may do in the installation; on the wire in lower case. */
public enum UserRole {
    /** Everything, everywhere. */
    ADMIN,
    /** What members may. */
    MEMBER
}
