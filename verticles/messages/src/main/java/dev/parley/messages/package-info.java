/** The log of every room, and how far everybody has read: rules, seats, and the store behind them. */
@NullMarked
package dev.parley.messages;

import org.jspecify.annotations.NullMarked;
