package dev.parley.node;

import com.hazelcast.config.Config;
import com.hazelcast.config.YamlConfigBuilder;
import dev.parley.contracts.EnvelopesCodec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;

/** A node's place in the cluster: membership by Hazelcast, the event bus between the members. */
final class Cluster {

    private static final int PING_MS = 2_000;

    /** Longer than this nobody waits for a node that is cut off: the kernel repeats its attempts ever more rarely, so that one begun in a cut would outlast it by many seconds. */
    private static final int CONNECT_MS = 1_000;

    private Cluster() {}

    /** Joins the members that the settings name, or begins a cluster; gives the clustered Vert.x. */
    static Future<Joined> join(NodeOptions options) {
        JsonObject cluster = options.section("cluster");
        HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast(cluster));
        VertxOptions vertx = new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
                .setEventBusOptions(bus(cluster));
        return Vertx.builder()
                .with(vertx)
                .withClusterManager(manager)
                .buildClustered()
                .map(joined -> {
                    EnvelopesCodec.register(joined.eventBus());
                    return new Joined(joined, manager);
                });
    }

    /** A node that is in the cluster. */
    record Joined(Vertx vertx, HazelcastClusterManager manager) {

        /** Where others reach this node's membership, as host:port. */
        String address() {
            var address =
                    manager.getHazelcastInstance().getCluster().getLocalMember().getAddress();
            return address.getHost() + ":" + address.getPort();
        }
    }

    private static Config hazelcast(JsonObject cluster) {
        Properties values = new Properties();
        values.setProperty("cluster.name", cluster.getString("name"));
        values.setProperty("cluster.host", cluster.getString("host"));
        values.setProperty("cluster.port", String.valueOf(cluster.getInteger("port")));
        try (InputStream in = Cluster.class.getResourceAsStream("/conf/hazelcast.yaml")) {
            Config config = new YamlConfigBuilder(in).setProperties(values).build();
            List<String> members = cluster.getJsonArray("members").stream()
                    .map(String.class::cast)
                    .toList();
            config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().setMembers(members);
            return config;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EventBusOptions bus(JsonObject cluster) {
        EventBusOptions options = new EventBusOptions()
                .setHost(cluster.getString("host"))
                .setPort(cluster.getInteger("busPort"))
                .setConnectTimeout(CONNECT_MS)
                .setClusterPingInterval(PING_MS)
                .setClusterPingReplyInterval(PING_MS);
        JsonObject tls = cluster.getJsonObject("tls");
        if (tls.getBoolean("enabled")) {
            options.setSsl(true)
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setTrustAll(false)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .addCertPath(tls.getString("certificate"))
                            .addKeyPath(tls.getString("key")))
                    .setTrustOptions(new PemTrustOptions().addCertPath(tls.getString("authority")));
        }
        return options;
    }
}
