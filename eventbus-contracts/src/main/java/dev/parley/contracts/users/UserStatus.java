package dev.parley.contracts.users;

/** Whether an account can be used; on the wire in lower case. */
public enum UserStatus {
    /** It can. */
    ACTIVE,
    /** It cannot; its sessions have ended. */
    SUSPENDED
}
