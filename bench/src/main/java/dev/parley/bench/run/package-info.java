/** Runs scenarios against fresh server processes and reports what they measured. */
@NullMarked
package dev.parley.bench.run;

import org.jspecify.annotations.NullMarked;
