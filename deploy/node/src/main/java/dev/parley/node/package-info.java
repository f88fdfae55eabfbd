/** The composition root: puts bridge and verticles together in the order it chooses, and runs the embedded services. */
@NullMarked
package dev.parley.node;

import org.jspecify.annotations.NullMarked;
