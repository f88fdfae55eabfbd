/** The only edge: HTTP, sockets, tokens and limits; no domain rule. */
@NullMarked
package dev.parley.bridge;

import org.jspecify.annotations.NullMarked;
