/** What the verticles share and nobody else sees: the database, its migrations, ids, durable jobs. */
@NullMarked
package dev.parley.platform;

import org.jspecify.annotations.NullMarked;
