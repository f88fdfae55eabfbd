/** Rooms and who has a seat in them. */
@ModuleGen(name = "parley-rooms", groupPackage = "dev.parley.contracts.rooms")
@NullMarked
package dev.parley.contracts.rooms;

import io.vertx.codegen.annotations.ModuleGen;
import org.jspecify.annotations.NullMarked;
