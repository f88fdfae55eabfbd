/** The log of every room, and how far everybody has read. */
@ModuleGen(name = "parley-messages", groupPackage = "dev.parley.contracts.messages")
@NullMarked
package dev.parley.contracts.messages;

import io.vertx.codegen.annotations.ModuleGen;
import org.jspecify.annotations.NullMarked;
