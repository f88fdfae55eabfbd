/** People: accounts, passwords, sessions and tokens. */
@NullMarked
package dev.parley.users;

import org.jspecify.annotations.NullMarked;
