package dev.parley.node;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of a node: {@code run}, {@code join}, {@code check-config}, {@code migrate}, {@code restored}, {@code help}.
 *
 * <p>Whatever stops a start is told in one sentence, with exit code 1. SIGTERM and Ctrl-C drain the node and end with exit code 0.
 */
public final class Main {

    private static final String HELP = """
            Parley, a chat platform that people run themselves.

              ./parley [run]          start a node; with embedded PostgreSQL and Redis unless the configuration names yours
              ./parley join           start one more node on this machine, in the cluster that runs on the same data
              ./parley check-config   read the configuration, tell what is wrong with it
              ./parley migrate        bring the database to the state that this version needs
              ./parley restored       after an earlier state of the database was put back, before nodes start: tell clients to forget what came after it
              ./parley train          let the JVM learn what a node does, for a minute: later starts take half the time
              ./parley bench          measure Parley beside others; ./parley bench list tells what
              ./parley prove          break nodes and what they stand on, and judge what clients saw; ./parley prove help tells how
              ./parley help           this text

              --port N                where people reach it (8080; join: the next free one from 8081 on)
              --data DIR              where the data is kept (./data)
              --config FILE           settings that differ from conf/parley.yaml
            """;

    private Main() {}

    /** Runs one command. What is awaited fails with any exception, checked ones too, whatever the compiler believes. */
    @SuppressWarnings("CatchingUnchecked")
    public static void main(String[] arguments) {
        try {
            run(arguments);
        } catch (StartException e) {
            fail(e.getMessage());
        } catch (Exception e) {
            fail("Parley cannot start: " + sentence(e));
        }
    }

    private static void run(String[] arguments) {
        String command = arguments.length > 0 && !arguments[0].startsWith("-") ? arguments[0] : "run";
        Map<String, String> flags = flags(arguments, command);
        switch (flags.containsKey("help") ? "help" : command) {
            case "run" -> start(options(flags), flags, false);
            case "join" -> start(options(flags), flags, true);
            case "check-config" -> {
                options(flags);
                System.out.println("The configuration is valid.");
            }
            case "migrate" -> migrate(options(flags));
            case "restored" -> restored(options(flags));
            case "help" -> System.out.print(HELP);
            default -> throw new StartException("There is no command " + command + "; ./parley help lists them.");
        }
    }

    private static void start(NodeOptions given, Map<String, String> flags, boolean join) {
        DataDirectory data = new DataDirectory(given.data());
        int port = port(given, flags, join);
        logTo(given, port);
        NodeOptions options = data.exclusively(() -> enter(data, given, port, join));
        Embedded embedded = new Embedded(data, options);
        AtomicReference<@Nullable Node> running = new AtomicReference<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running.get(), embedded), "shutdown"));
        embedded.start();
        Node node = new Node(embedded.addresses(options));
        running.set(node);
        node.start()
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException
                                ? new StartException(
                                        "Parley did not start within two minutes; the log says how far it came.")
                                : failure))
                .await();
        System.out.println("Parley is ready at http://localhost:" + port);
    }

    /** Takes a place among the nodes of the directory before anything is started, so that no other one stops what this one needs. */
    private static NodeOptions enter(DataDirectory data, NodeOptions given, int port, boolean join) {
        List<JsonObject> others = data.others();
        if (join && others.isEmpty()) {
            throw new StartException(
                    "No node runs on the data directory " + given.data() + "; start the first one with ./parley.");
        }
        NodeOptions options = place(given, port, others);
        JsonObject cluster = options.section("cluster");
        data.enter(new JsonObject()
                .put("cluster", cluster.getString("host") + ":" + cluster.getInteger("port"))
                .put("port", port));
        return options;
    }

    /** Where people will reach the node. */
    private static int port(NodeOptions given, Map<String, String> flags, boolean join) {
        String host = given.section("bridge").getString("host");
        int port = given.section("bridge").getInteger("port");
        if (!flags.containsKey("port") && join) {
            return firstFree(host, port + 1);
        }
        if (!free(host, port)) {
            throw new StartException("The port " + port + " is in use; choose another with --port.");
        }
        return port;
    }

    /** Gives the node its ports, and the others to join. */
    private static NodeOptions place(NodeOptions given, int port, List<JsonObject> others) {
        String operationsHost = given.section("bridge").getString("operationsHost");
        int operations = given.section("bridge").getInteger("operationsPort");
        if (operations != 0 && !others.isEmpty()) {
            operations = firstFree(operationsHost, operations);
        } else if (operations != 0 && !free(operationsHost, operations)) {
            throw new StartException(
                    "The port " + operations
                            + " for operations is in use; choose another with PARLEY_BRIDGE_OPERATIONS_PORT, or 0 for any free one.");
        }
        JsonObject ports = new JsonObject().put("port", port).put("operationsPort", operations);
        JsonObject cluster = given.section("cluster");
        JsonArray members = cluster.getJsonArray("members").copy();
        others.forEach(node -> members.add(node.getString("cluster")));
        int membership = cluster.getInteger("port");
        while (members.contains(cluster.getString("host") + ":" + membership)
                || !free(cluster.getString("host"), membership)) {
            membership++;
        }
        return given.with("bridge", ports)
                .with("cluster", new JsonObject().put("members", members).put("port", membership));
    }

    private static void stop(@Nullable Node node, Embedded embedded) {
        Logger log = LoggerFactory.getLogger(Main.class);
        // A start that fails because it is told to stop has not failed.
        int code = failed ? 1 : 0;
        log.info("Draining.");
        try {
            if (node != null) {
                node.stop().await(40, TimeUnit.SECONDS);
            }
        } catch (TimeoutException | RuntimeException e) {
            log.warn("The node did not stop in order.", e);
        }
        try {
            embedded.leave();
            log.info("Stopped.");
        } catch (RuntimeException e) {
            log.warn("The embedded services did not stop in order.", e);
        }
        // A hook cannot change the exit code of a signal but by ending the process itself.
        Runtime.getRuntime().halt(code);
    }

    private static volatile boolean failed;

    private static void migrate(NodeOptions options) {
        withDatabase(options, known -> {
            int scripts = Node.migrate(known);
            return scripts == 0 ? "The database is up to date." : scripts + " scripts were run.";
        });
    }

    private static void restored(NodeOptions options) {
        if (!new DataDirectory(options.data()).others().isEmpty()) {
            throw new StartException("Nodes run on the data directory " + options.data() + "; stop all nodes first.");
        }
        withDatabase(
                options,
                known -> "Epoch " + Node.beginEpoch(known)
                        + " begins: clients forget what they hold of the time that is lost.");
    }

    private static void withDatabase(NodeOptions options, Function<NodeOptions, String> work) {
        DataDirectory data = new DataDirectory(options.data());
        logTo(options, options.section("bridge").getInteger("port"));
        Embedded embedded = new Embedded(data, options);
        Runtime.getRuntime().addShutdownHook(new Thread(embedded::leave, "shutdown"));
        embedded.start();
        System.out.println(work.apply(embedded.addresses(options)));
    }

    private static NodeOptions options(Map<String, String> flags) {
        String file = flags.get("config");
        JsonObject settings = Config.load(file == null ? null : Path.of(file), System.getenv());
        String data = flags.get("data");
        if (data != null) {
            settings.put("data", data);
        }
        String port = flags.get("port");
        if (port != null) {
            if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
                throw new StartException("--port must be a number from 0 to 65535.");
            }
            settings.getJsonObject("bridge").put("port", Integer.parseInt(port));
        }
        return new NodeOptions(settings);
    }

    private static Map<String, String> flags(String[] arguments, String command) {
        Map<String, String> flags = new HashMap<>();
        int first = arguments.length > 0 && arguments[0].equals(command) ? 1 : 0;
        for (int i = first; i < arguments.length; i++) {
            String name = arguments[i];
            if (name.equals("--help") || name.equals("-h")) {
                flags.put("help", "");
            } else if (!List.of("--port", "--data", "--config").contains(name)) {
                throw new StartException("There is no option " + name + "; ./parley help lists them.");
            } else if (i + 1 == arguments.length) {
                throw new StartException(name + " needs a value.");
            } else {
                flags.put(name.substring(2), arguments[++i]);
            }
        }
        return flags;
    }

    /** Names the log; to be called before anything logs, and reading JSON already does. */
    private static void logTo(NodeOptions options, int port) {
        System.setProperty(
                "parley.log.file",
                options.data()
                        .resolve("logs")
                        .resolve("parley-" + port + ".json")
                        .toString());
        System.setProperty("parley.log.level", options.section("log").getString("level"));
    }

    private static int firstFree(String host, int from) {
        for (int port = from; port < from + 200; port++) {
            if (free(host, port)) {
                return port;
            }
        }
        throw new StartException("No port from " + from + " on is free.");
    }

    private static boolean free(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void fail(@Nullable String sentence) {
        failed = true;
        System.err.println("parley: " + sentence);
        System.exit(1);
    }

    private static String sentence(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
