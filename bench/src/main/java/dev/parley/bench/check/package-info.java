/** What clients saw, and the rules that find what must never be seen. */
@NullMarked
package dev.parley.bench.check;

import org.jspecify.annotations.NullMarked;
