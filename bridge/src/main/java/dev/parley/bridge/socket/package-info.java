/** Sockets: connections, topics, frames, commands, and the repair of what the bus lost. */
@NullMarked
package dev.parley.bridge.socket;

import org.jspecify.annotations.NullMarked;
