package dev.parley.bench.prove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Builds that break one clause of the contract: a few words of a source file or of a function of the database are replaced. Each fails when these words are not there any more. */
enum Broken {
    ACKNOWLEDGES_BEFORE_THE_COMMIT(
            List.of("C1", "C8"),
            BrokenBuildsTest.NOTHING_MUCH,
            java(
                    "verticles/messages/src/main/java/dev/parley/messages/PostStatement.java",
                    "return pool.preparedQuery(SQL)\n                .execute(arguments)",
                    """
                    return pool.getConnection().compose(c -> c.begin().compose(tx -> c.preparedQuery(SQL).execute(arguments)
                            .onSuccess(rows -> vertx.setTimer(100, later -> tx.commit().onComplete(done -> c.close())))))""")),
    KEEPS_NO_KEYS(
            List.of("C3"),
            List.of(Fault.BREAK_COMMITS, Fault.KILL_NODE, Fault.BREAK_COMMITS, Fault.KILL_NODE),
            new Patch(
                    Patch.SQL,
                    "messages.store_batch",
                    "ON CONFLICT ON CONSTRAINT messages_key DO UPDATE SET key = excluded.key",
                    ""),
            new Patch(Patch.STATEMENT, "ALTER TABLE messages.messages DROP CONSTRAINT messages_key", "", "")),
    FORGETS_NO_SEAT(
            List.of("C7"),
            BrokenBuildsTest.NOTHING_MUCH,
            java(
                    "bridge/src/main/java/dev/parley/bridge/socket/Hub.java",
                    "void endSeat(String name, UUID userId) {",
                    "void endSeat(String name, UUID userId) { if (name.length() > 0) { return; }")),
    REMEMBERS_MEMBERS_FOR_A_MINUTE(
            List.of("C7", "C2"),
            BrokenBuildsTest.NOTHING_MUCH,
            java(
                    "verticles/messages/src/main/java/dev/parley/messages/Seats.java",
                    "(old, young) -> old.version() > young.version() ? old : young);",
                    "(old, young) -> old.seated() ? old : young);")),
    ENDS_NO_SOCKETS(
            List.of("C7"),
            BrokenBuildsTest.NOTHING_MUCH,
            java(
                    "bridge/src/main/java/dev/parley/bridge/socket/Hub.java",
                    "void endSession(UUID userId, UUID sessionId) {",
                    "void endSession(UUID userId, UUID sessionId) { if (userId != null) { return; }"),
            java(
                    "bridge/src/main/java/dev/parley/bridge/socket/Connection.java",
                    "} else if (session != null && hub.parts.ended().contains(session.id())) {",
                    "} else if (session != null && hub.parts == null) {")),
    REPAIRS_NOTHING(
            List.of("C4", "C7", "C11"),
            List.of(Fault.CUT_NODES, Fault.CUT_ONE_WAY),
            java(
                    "bridge/src/main/java/dev/parley/bridge/socket/Repair.java",
                    "poll = vertx.setPeriodic(everyMs, tick -> ask());",
                    "poll = -1;")),
    MARKERS_GO_BACK(
            List.of("C12"),
            BrokenBuildsTest.NOTHING_MUCH,
            new Patch(
                    Patch.SQL,
                    "messages.mark_read",
                    "WHERE read_state.last_read_seq < excluded.last_read_seq",
                    "WHERE read_state.last_read_seq <> excluded.last_read_seq")),
    LOSES_EDITS(
            List.of("C11"),
            BrokenBuildsTest.NOTHING_MUCH,
            new Patch(
                    Patch.SQL,
                    "messages.edit_message",
                    "content = p_content, mentions = p_mentions",
                    "content = CASE WHEN random() < 0.2 THEN content ELSE p_content END, mentions = p_mentions")),
    COUNTS_NO_CLOSED_SOCKETS(
            List.of("C14"),
            BrokenBuildsTest.NOTHING_MUCH,
            java(
                    "bridge/src/main/java/dev/parley/bridge/socket/Hub.java",
                    "parts.counters().sockets.decrement();",
                    "")),
    SAYS_NOTHING_NOW_AND_THEN(
            List.of("C9"),
            BrokenBuildsTest.NOTHING_MUCH,
            java(
                    "bridge/src/main/java/dev/parley/bridge/socket/Connection.java",
                    "            waiting = false;\n            unanswered--;\n",
                    "            waiting = false;\n            unanswered--;\n            if (Math.random() < 0.01) { return; }\n")),
    ANNOUNCES_TWICE(
            List.of("C19"),
            BrokenBuildsTest.NOTHING_MUCH,
            java(
                    "verticles/rooms/src/main/java/dev/parley/rooms/RoomsVerticle.java",
                    "run.stream().map(RoomsVerticle::announcement).toList()",
                    """
                    run.stream().map(RoomsVerticle::announcement)
                            .flatMap(one -> java.util.stream.Stream.of(
                                    one, new Announcement(one.roomId(), one.key() + "a", one.actorId(), one.event())))
                            .toList()""")),
    TELLS_THE_WRONG_TEXT(
            List.of("C2", "C5"),
            BrokenBuildsTest.NOTHING_MUCH,
            new Patch(
                    Patch.SQL,
                    "messages.store_batch",
                    "i.digest, i.content, i.reply_to",
                    "i.digest, i.content || ' ', i.reply_to"));

    /** A replacement: of words in a source file, of words in a function of the database, or a statement that is run. */
    private record Patch(String kind, String where, String words, String by) {
        static final String JAVA = "java";
        static final String SQL = "sql";
        static final String STATEMENT = "statement";
    }

    private static final Path HOME = Path.of("..");
    private static final Path SCRIPTS = HOME.resolve("verticles/messages/src/main/resources/db/messages");

    private final List<String> rules;
    private final List<Fault> faults;
    private final List<Patch> patches;

    Broken(List<String> rules, List<Fault> faults, Patch... patches) {
        this.rules = rules;
        this.faults = faults;
        this.patches = List.of(patches);
    }

    private static Patch java(String file, String words, String by) {
        return new Patch(Patch.JAVA, file, words, by);
    }

    /** The rules of which at least one must be broken. */
    List<String> rules() {
        return rules;
    }

    /** The faults that bring it to light. */
    List<Fault> faults() {
        return faults;
    }

    /** Whether the loopback is enough. */
    boolean anywhere() {
        return faults.stream().allMatch(fault -> fault.missing(false, false) == null);
    }

    /** Compiles the source files with the words replaced; gives where the classes are. */
    List<Path> classes(Path directory) throws IOException {
        List<String> files = new ArrayList<>();
        for (Patch patch : patches) {
            if (patch.kind.equals(Patch.JAVA)) {
                Path source = HOME.resolve(patch.where);
                Path copy = directory.resolve(source.getFileName());
                Files.writeString(copy, replaced(Files.readString(source), patch));
                files.add(copy.toString());
            }
        }
        if (files.isEmpty()) {
            return List.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"), "-d", directory.toString()));
        arguments.addAll(files);
        if (compiler.run(null, System.out, System.err, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException(name() + " cannot be compiled.");
        }
        return List.of(directory);
    }

    /** The functions of the database with the words replaced, as the newest script that makes each has them. */
    List<String> functions() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Patch patch : patches) {
            if (patch.kind.equals(Patch.SQL)) {
                broken.add(replaced(newest(patch.where), patch));
            }
        }
        return broken;
    }

    private static String newest(String function) throws IOException {
        try (Stream<Path> scripts = Files.list(SCRIPTS)) {
            for (Path script : scripts.sorted(Comparator.reverseOrder()).toList()) {
                String text = Files.readString(script);
                int start = text.indexOf("FUNCTION " + function + "(");
                if (start >= 0) {
                    return text.substring(start, text.indexOf("$$;", start));
                }
            }
        }
        throw new IllegalStateException("No script makes " + function + ".");
    }

    /** Replaces the functions of the database. */
    void spoil(Stores stores) {
        for (Patch patch : patches) {
            if (patch.kind.equals(Patch.SQL)) {
                stores.run(replaced(stores.function(patch.where), patch));
            } else if (patch.kind.equals(Patch.STATEMENT)) {
                stores.run(patch.where);
            }
        }
    }

    private String replaced(String text, Patch patch) {
        if (!text.contains(patch.words)) {
            throw new IllegalStateException(name() + " finds nothing to break in " + patch.where + ".");
        }
        return text.replace(patch.words, patch.by);
    }
}
