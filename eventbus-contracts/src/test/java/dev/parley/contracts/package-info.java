/** Tests of what crosses the bus, with the generators and schemas they share. */
@NullMarked
package dev.parley.contracts;

import org.jspecify.annotations.NullMarked;
