/** Health and metrics. */
@NullMarked
package dev.parley.bridge.ops;

import org.jspecify.annotations.NullMarked;
