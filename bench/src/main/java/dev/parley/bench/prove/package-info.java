/** Proves the promises of delivery on real nodes: breaks what they stand on, by a schedule from a seed, and judges what clients saw. */
@NullMarked
package dev.parley.bench.prove;

import org.jspecify.annotations.NullMarked;
