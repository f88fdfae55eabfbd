package dev.parley.messages;

import dev.parley.contracts.messages.ReadState;

/**
 * Where a read marker is.
 *
 * @param moved whether it was elsewhere
 * @param state what is left to read
 */
record Marked(boolean moved, ReadState state) {}
