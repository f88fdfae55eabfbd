package dev.parley.bench.client;

/** A person who is logged in. */
public record Account(String userId, String username, String token, String refreshToken) {}
