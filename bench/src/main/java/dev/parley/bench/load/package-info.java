/** The load generator: crowds of sockets, schedules that do not wait, scenarios. */
@NullMarked
package dev.parley.bench.load;

import org.jspecify.annotations.NullMarked;
