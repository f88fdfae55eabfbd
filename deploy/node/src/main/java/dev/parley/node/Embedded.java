package dev.parley.node;

import org.jspecify.annotations.Nullable;

/**
 * The embedded services of a data directory: started by the first node that needs them, stopped by the last that leaves.
 *
 * <p>They are processes of their own. A node that is killed takes nothing with it.
 */
final class Embedded {

    private final DataDirectory data;
    private final @Nullable EmbeddedPostgres postgres;
    private final @Nullable EmbeddedRedis redis;
    private volatile boolean leaving;

    /** The services that the settings do not name an address for. */
    Embedded(DataDirectory data, NodeOptions options) {
        this.data = data;
        this.postgres = options.embeddedDatabase() ? data.exclusively(() -> new EmbeddedPostgres(data)) : null;
        this.redis = options.embeddedRedis() ? data.exclusively(() -> new EmbeddedRedis(data)) : null;
    }

    /** Starts them; what runs already is used. A {@link StartException} when somebody waits to {@link #leave}, who stops them then. */
    void start() {
        data.exclusively(() -> {
            requireWanted();
            if (postgres != null) {
                postgres.start();
                requireWanted();
            }
            if (redis != null) {
                redis.start();
                requireWanted();
            }
            return true;
        });
    }

    private void requireWanted() {
        if (leaving) {
            throw new StartException("Parley was told to stop while it started.");
        }
    }

    /** The settings with the addresses of the services; to be asked when they were started, because only then their ports are certain. */
    NodeOptions addresses(NodeOptions options) {
        NodeOptions result = options;
        if (postgres != null) {
            result = result.with("database", postgres.settings());
        }
        if (redis != null) {
            result = result.with("redis", redis.settings());
        }
        return result;
    }

    /** Takes this node out of the directory, and stops the services when no other node is in it. */
    void leave() {
        leaving = true;
        data.exclusively(() -> {
            data.leave();
            if (data.others().isEmpty()) {
                if (redis != null) {
                    redis.stop();
                }
                if (postgres != null) {
                    postgres.stop();
                }
            }
            return true;
        });
    }
}
