/** What crosses the bus and belongs to no single service: who asks, errors, events, addresses. */
@NullMarked
package dev.parley.contracts;

import org.jspecify.annotations.NullMarked;
