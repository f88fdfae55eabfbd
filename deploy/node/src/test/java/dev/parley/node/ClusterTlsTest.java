package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event bus between nodes that are secured by mutual TLS. */
class ClusterTlsTest {

    @TempDir
    Path directory;

    private final String name = "tls-" + UUID.randomUUID();

    @Test
    void nodesOfOneAuthorityTalkAndOthersAreShutOut() throws Exception {
        TestCertificates ours = new TestCertificates(directory, "ours");
        ours.sign("one");
        ours.sign("two");
        TestCertificates theirs = new TestCertificates(directory, "theirs");
        theirs.sign("stranger");
        Cluster.Joined one = join(tls(ours, "one", "ours"), new JsonArray());
        JsonArray members = JsonArray.of(one.address());
        Cluster.Joined two = join(tls(ours, "two", "ours"), members);
        Cluster.Joined stranger = join(tls(theirs, "stranger", "ours"), members);
        Cluster.Joined plain = join(new JsonObject().put("enabled", false), members);
        try {
            one.vertx()
                    .eventBus()
                    .<String>consumer("secret.question", message -> message.reply("42"))
                    .completion()
                    .await();
            assertThat(ask(two, 30_000)).isEqualTo("42");
            assertThat(ask(stranger, 3_000)).isEqualTo("refused");
            assertThat(ask(plain, 3_000)).isEqualTo("refused");
        } finally {
            for (Cluster.Joined joined : new Cluster.Joined[] {plain, stranger, two, one}) {
                joined.vertx().close().await(60, TimeUnit.SECONDS);
            }
        }
    }

    private static String ask(Cluster.Joined from, long patienceMs) throws Exception {
        try {
            return from.vertx()
                    .eventBus()
                    .<String>request("secret.question", "?", new DeliveryOptions().setSendTimeout(patienceMs))
                    .await(60, TimeUnit.SECONDS)
                    .body();
        } catch (ReplyException e) {
            return "refused";
        }
    }

    private JsonObject tls(TestCertificates certificates, String node, String authority) {
        return new JsonObject()
                .put("enabled", true)
                .put("certificate", certificates.pem(node))
                .put("key", certificates.key(node))
                .put("authority", certificates.pem(authority));
    }

    private Cluster.Joined join(JsonObject tls, JsonArray members) throws Exception {
        NodeOptions options = new NodeOptions(Config.defaults())
                .with(
                        "cluster",
                        new JsonObject()
                                .put("name", name)
                                .put("port", 5801)
                                .put("members", members)
                                .put("tls", tls));
        return Cluster.join(options).await(90, TimeUnit.SECONDS);
    }
}
