/** What tests stand on: the real PostgreSQL and Redis, a database for each class, a clock that the test moves. */
@NullMarked
package dev.parley.testkit;

import org.jspecify.annotations.NullMarked;
