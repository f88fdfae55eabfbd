package dev.parley.bench.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

/** What the build knows: the version, and the JVM flags that a node needs. */
final class Flags {

    private static final Properties BUILD = load();

    private Flags() {}

    static List<String> node() {
        return List.of(BUILD.getProperty("node.jvm.args").split(" "));
    }

    static String version() {
        return BUILD.getProperty("version");
    }

    static String vertxVersion() {
        return BUILD.getProperty("vertx.version");
    }

    private static Properties load() {
        Properties properties = new Properties();
        try (InputStream in = Flags.class.getResourceAsStream("/bench.properties")) {
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
