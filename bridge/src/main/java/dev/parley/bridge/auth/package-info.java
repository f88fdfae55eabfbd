/** Tokens, sessions that ended, and limits. */
@NullMarked
package dev.parley.bridge.auth;

import org.jspecify.annotations.NullMarked;
