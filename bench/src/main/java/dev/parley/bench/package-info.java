/** The command {@code ./parley bench}. */
@NullMarked
package dev.parley.bench;

import org.jspecify.annotations.NullMarked;
