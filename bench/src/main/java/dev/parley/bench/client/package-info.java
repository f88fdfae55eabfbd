/** A client of the public protocol that bears faults: sockets, calls, rooms kept complete, an outbox. */
@NullMarked
package dev.parley.bench.client;

import org.jspecify.annotations.NullMarked;
