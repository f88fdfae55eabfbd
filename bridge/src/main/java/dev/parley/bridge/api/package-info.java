/** What REST and the socket share: requests checked, calls made, failures told. */
@NullMarked
package dev.parley.bridge.api;

import org.jspecify.annotations.NullMarked;
