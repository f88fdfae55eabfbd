package dev.parley.platform;

import io.vertx.core.json.JsonObject;

/**
 * A durable job that is being run.
 *
 * @param id unique in its schema, ascending in its lane; with the name of the schema a good idempotency key
 * @param kind what is to be done
 * @param payload with what
 * @param attempts which try this is, from 1
 */
public record Job(long id, String kind, JsonObject payload, int attempts) {}
