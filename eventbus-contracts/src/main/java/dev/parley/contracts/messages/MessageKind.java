package dev.parley.contracts.messages;

/** What a message is; on the wire in lower case. */
public enum MessageKind {
    /** Written by a person. */
    TEXT,
    /** Written by Parley about the room. */
    SYSTEM
}
