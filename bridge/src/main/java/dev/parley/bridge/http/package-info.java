/** REST, documents and the web app over HTTP. */
@NullMarked
package dev.parley.bridge.http;

import org.jspecify.annotations.NullMarked;
