/** The generator of large crowds: a process of its own for many thousands of people, each in several rooms. */
@NullMarked
package dev.parley.bench.load.swarm;

import org.jspecify.annotations.NullMarked;
