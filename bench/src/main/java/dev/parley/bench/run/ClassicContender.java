package dev.parley.bench.run;

import dev.parley.bench.load.HmacSigner;
import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Plan;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Server;
import dev.parley.bench.load.SocketIoDialect;
import dev.parley.bench.load.Town;
import dev.parley.bench.load.Unavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The classic stack as a contender: Express, socket.io with its Redis adapter, PostgreSQL through Prisma or plain pg. */
final class ClassicContender implements TownContender {

    private static final String SECRET = UUID.randomUUID().toString();
    private static final int PROCESSES = Runtime.getRuntime().availableProcessors();

    private static final int PIECE = 1_000;

    private final String storage;
    private final Path directory;
    private final PeerDatabase database;
    private Path program = Path.of("");
    private List<String> rooms = List.of();
    private List<String> tokens = List.of();

    private ClassicContender(String storage, Path directory) {
        this.storage = storage;
        this.directory = directory;
        this.database = new PeerDatabase(directory);
    }

    static ClassicContender pg(Path directory) {
        return new ClassicContender("pg", directory);
    }

    static ClassicContender prisma(Path directory) {
        return new ClassicContender("prisma", directory);
    }

    @Override
    public String name() {
        return "classic-" + storage;
    }

    @Override
    public String about() {
        return "Express and socket.io in " + PROCESSES
                + " Node.js processes joined by its Redis adapter, WebSocket only,"
                + " bufferutil, no compression; each message is committed with fsync to PostgreSQL through "
                + (storage.equals("pg") ? "plain pg, in one statement," : "Prisma, in a transaction of two statements,")
                + " before it is told to anybody; "
                + Npm.versions(
                        program,
                        "express",
                        "socket.io",
                        "@socket.io/redis-adapter",
                        storage.equals("pg") ? "pg" : "@prisma/client");
    }

    @Override
    public void settle(Town town, Progress progress) {
        install(progress);
        database.start();
        try {
            database.execute(Files.readString(program.resolve("schema.sql")));
            inPieces(
                    "INSERT INTO rooms (id) VALUES ",
                    town.rooms(),
                    room -> Stream.of(Town.room(room).toString()));
            inPieces(
                    "INSERT INTO members (room_id, user_id) VALUES ",
                    town.people(),
                    person -> IntStream.range(0, town.roomsEach())
                            .mapToObj(which -> Town.room(town.roomOf(person, which)) + "','" + Town.person(person)));
            database.execute("VACUUM ANALYZE");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            database.stop();
        }
    }

    private void inPieces(String insert, int count, IntFunction<Stream<String>> rows) {
        for (int from = 0; from < count; from += PIECE) {
            database.execute(insert
                    + values(IntStream.range(from, Math.min(count, from + PIECE))
                            .boxed()
                            .flatMap(rows::apply)));
        }
    }

    @Override
    public String tongue() {
        return "socket.io";
    }

    @Override
    public String key() {
        return SECRET;
    }

    private void install(Progress progress) {
        program = Npm.installed("classic", progress);
        if (storage.equals("prisma")) {
            generate();
        }
    }

    @Override
    public void prepare(Plan plan, Progress progress) {
        install(progress);
        List<String> people = IntStream.range(0, plan.people())
                .mapToObj(person -> UUID.randomUUID().toString())
                .toList();
        List<String> names = IntStream.range(0, plan.rooms())
                .mapToObj(room -> UUID.randomUUID().toString())
                .toList();
        tokens = people.stream().map(new HmacSigner(SECRET)::sign).toList();
        rooms = plan.seats().stream()
                .map(room -> names.get(Integer.parseInt(room)))
                .toList();
        database.start();
        try {
            database.execute(Files.readString(program.resolve("schema.sql")));
            database.execute("INSERT INTO rooms (id) VALUES " + values(names.stream()));
            database.execute("INSERT INTO members (room_id, user_id) VALUES "
                    + values(IntStream.range(0, people.size())
                            .mapToObj(person -> rooms.get(person) + "','" + people.get(person))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            database.stop();
        }
    }

    /** The client is made by Prisma's command, which would first download an engine that this client does not use. */
    private void generate() {
        Map<String, String> variables = Map.of(
                "PRISMA_SCHEMA_ENGINE_BINARY",
                program.resolve("server.js").toString(),
                "CHECKPOINT_DISABLE",
                "1",
                "PRISMA_HIDE_UPDATE_MESSAGE",
                "1");
        try {
            Programs.run(List.of("node", "node_modules/prisma/build/index.js", "generate"), variables, program);
        } catch (LoadException e) {
            throw new Unavailable("Prisma cannot make its client from npm alone: " + e.getMessage());
        }
    }

    @Override
    public Server start() {
        PeerRedis redis = new PeerRedis();
        database.start();
        redis.start();
        int port = Ports.free();
        ServerProcess process = ServerProcess.program(
                name(),
                List.of(
                        "node",
                        "--expose-gc",
                        program.resolve("server.js").toString(),
                        String.valueOf(port),
                        String.valueOf(PROCESSES),
                        storage),
                Map.of(
                        "NODE_ENV",
                        "production",
                        "DATABASE_URL",
                        database.url(),
                        "REDIS_URL",
                        redis.url(),
                        "JWT_SECRET",
                        SECRET),
                directory);
        List<ProcessHandle> workers = process.process().children().toList();
        return new ForeignServer(
                process,
                Stream.concat(Stream.of(process.process().toHandle()), workers.stream())
                        .toList(),
                new SocketIoDialect(URI.create("http://127.0.0.1:" + port), tokens),
                rooms,
                () -> Stream.concat(database.processes().stream(), redis.processes().stream())
                        .toList(),
                () -> ForeignServer.collect(directory, workers),
                () -> ForeignServer.reserve(directory, workers),
                () -> {
                    redis.stop();
                    database.stop();
                });
    }

    @Override
    public void close() {
        database.stop();
    }

    private static String values(Stream<String> values) {
        return values.map(value -> "('" + value + "')").collect(Collectors.joining(", "));
    }
}
