/** People: accounts, sessions, cards. */
@ModuleGen(name = "parley-users", groupPackage = "dev.parley.contracts.users")
@NullMarked
package dev.parley.contracts.users;

import io.vertx.codegen.annotations.ModuleGen;
import org.jspecify.annotations.NullMarked;
