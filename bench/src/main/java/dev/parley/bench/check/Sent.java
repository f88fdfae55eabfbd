package dev.parley.bench.check;

/** The identity of a send, over all its attempts. */
record Sent(String room, String sender, String key) {}
