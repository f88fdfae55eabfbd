/** What Parley is measured against, each as a process of its own. */
@NullMarked
package dev.parley.bench.peer;

import org.jspecify.annotations.NullMarked;
