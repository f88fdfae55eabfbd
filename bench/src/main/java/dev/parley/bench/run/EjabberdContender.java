package dev.parley.bench.run;

import dev.parley.bench.load.Contender;
import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Plan;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Server;
import dev.parley.bench.load.Unavailable;
import dev.parley.bench.load.XmppDialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** ejabberd of Debian's packages as a contender: rooms over WebSocket, their archive in PostgreSQL. */
final class EjabberdContender implements Contender {

    private static final Path CONTROL = Path.of("/usr/sbin/ejabberdctl");
    private static final Path SCHEMA = Path.of("/usr/share/ejabberd/sql/pg.sql");
    private static final String PASSWORD = "bench";

    private final Path directory;
    private final PeerDatabase database;
    private String version = "";
    private List<String> rooms = List.of();

    EjabberdContender(Path directory) {
        this.directory = directory;
        this.database = new PeerDatabase(directory);
    }

    @Override
    public String name() {
        return "ejabberd";
    }

    @Override
    public String about() {
        return "ejabberd " + version
                + ", a multi-user room over WebSocket, no shapers, no presence of others, passwords"
                + " checked; each message is committed with fsync to the archive (MAM) in PostgreSQL before it is told to"
                + " anybody. It gives no numbers: the sender does, so \"out of order\" says nothing where many write";
    }

    @Override
    public void prepare(Plan plan, Progress progress) {
        install(progress);
        version = Programs.run(List.of("dpkg-query", "-W", "-f", "${Version}", "ejabberd"), Map.of(), Path.of("."));
        rooms = plan.seats();
        database.start();
        try {
            database.execute(Files.readString(SCHEMA));
            database.execute(IntStream.range(0, plan.people())
                    .mapToObj(person -> "('p" + person + "','" + PASSWORD + "')")
                    .collect(Collectors.joining(", ", "INSERT INTO users (username, password) VALUES ", "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            database.stop();
        }
    }

    private static void install(Progress progress) {
        if (installed()) {
            return;
        }
        if (Programs.find("apt-get").isEmpty()
                || !System.getProperty("user.name").equals("root")) {
            throw new Unavailable(
                    "it is not installed, and only root can do that (apt install ejabberd erlang-p1-pgsql)");
        }
        progress.step("ejabberd: installing Debian's packages");
        try {
            Map<String, String> quiet = Map.of("DEBIAN_FRONTEND", "noninteractive");
            Path here = Path.of(".");
            Programs.run(List.of("apt-get", "update"), quiet, here);
            Programs.run(
                    List.of("apt-get", "install", "-y", "--no-install-recommends", "ejabberd", "erlang-p1-pgsql"),
                    quiet,
                    here);
        } catch (LoadException e) {
            throw new Unavailable("its packages cannot be installed: " + e.getMessage());
        }
        if (!installed()) {
            throw new Unavailable("its packages do not bring what is needed (ejabberd, its PostgreSQL driver)");
        }
    }

    private static boolean installed() {
        return Files.exists(CONTROL)
                && Files.exists(SCHEMA)
                && Programs.find("erl").isPresent()
                && Files.exists(Path.of("/usr/share/doc/erlang-p1-pgsql"));
    }

    /** Its own script would start a daemon that outlives it, so the runtime is started as the script does it, as a lone node. */
    @Override
    public Server start() {
        database.start();
        int port = Ports.free();
        Path settings = directory.resolve("ejabberd.yml");
        try {
            Files.createDirectories(directory.resolve("spool"));
            Files.writeString(
                    settings,
                    Files.readString(Npm.kept("ejabberd").resolve("ejabberd.yml"))
                            .replace("@PORT@", String.valueOf(port))
                            .replace("@DATABASE_PORT@", String.valueOf(database.port())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServerProcess process = ServerProcess.program(
                "ejabberd",
                List.of(
                        Programs.find("erl").orElseThrow().toString(),
                        "+K",
                        "true",
                        "+P",
                        "250000",
                        "+Q",
                        "65536",
                        "+sbwt",
                        "none",
                        "-noinput",
                        "-mnesia",
                        "dir",
                        "\"" + directory.resolve("spool") + "\"",
                        "-s",
                        "ejabberd",
                        "-eval",
                        "io:format(\"Ready at http://127.0.0.1:" + port + "~n\")."),
                Map.of(
                        "ERL_LIBS", libraries(),
                        "ERL_CRASH_DUMP_BYTES", "0",
                        "ERL_MAX_PORTS", "64000",
                        "HOME", directory.toString(),
                        "EJABBERD_CONFIG_PATH", settings.toString(),
                        "EJABBERD_LOG_PATH",
                                directory.resolve("ejabberd-own.log").toString()),
                directory);
        URI uri = URI.create("http://127.0.0.1:" + port);
        return new ForeignServer(
                process,
                List.of(process.process().toHandle()),
                new XmppDialect(uri, PASSWORD),
                rooms,
                database::processes,
                () -> collect(uri),
                () -> 0,
                database::stop);
    }

    @Override
    public void close() {
        database.stop();
    }

    private static void collect(URI server) {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/gc"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            http.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where Debian keeps the libraries differs between processors; the script knows it. */
    private static String libraries() {
        try {
            return Files.readAllLines(CONTROL).stream()
                    .filter(line -> line.startsWith("ERL_LIBS="))
                    .map(line -> line.substring("ERL_LIBS=".length()).replace("'", ""))
                    .findFirst()
                    .orElse("/usr/lib");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
