package dev.parley.bench.prove;

import dev.parley.bench.check.Entry;
import dev.parley.bench.check.Faults;
import dev.parley.bench.check.History;
import dev.parley.bench.client.Rest;
import dev.parley.bench.load.LoadException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;

/** Breaks one thing after the other and makes each whole again; where and for how long is drawn by lot. Blocking; for one thread. */
final class Breaker {

    private static final long COMMITS_MS = 3_000;
    private static final long COMMIT_SECONDS = 60;
    private static final long CLOCK_OFF_SECONDS = 300;
    private static final long CLOCK_ABOUT_SECONDS = 60;

    private static final int RESTS = 3;
    private static final long REST_MS = 19_000;

    private final Field field;
    private final History history;
    private final Workload workload;
    private final Excess excess;
    private final Random random;
    private boolean parted;
    private int cuts;

    Breaker(Field field, History history, Workload workload, Excess excess, Random random) {
        this.field = field;
        this.history = history;
        this.workload = workload;
        this.excess = excess;
        this.random = random;
    }

    void killNode() {
        int victim = node();
        long down = between(200, 3_000);
        hold("kill-node", where(victim), field.node(victim)::kill, down, () -> {
            field.node(victim).launch();
            field.node(victim).awaitReady();
        });
    }

    void freezeNode() {
        int victim = node();
        NodeProcess node = field.node(victim);
        hold("freeze-node", where(victim), () -> node.freeze(true), between(1_500, 12_000), () -> node.freeze(false));
    }

    void rollingRestart() {
        hold(
                "rolling-restart",
                "",
                () -> {},
                0,
                () -> field.nodes().forEach(node -> {
                    workload.note(node);
                    node.terminate();
                    node.launch();
                    node.awaitReady();
                }));
    }

    void cutNodes() {
        int one = node();
        int other = (one + 1 + random.nextInt(field.nodes().size() - 1))
                % field.nodes().size();
        hold(
                "cut-nodes",
                where(one),
                () -> cut(one, field.net().node(other)),
                between(3_000, 14_000),
                field.net()::heal);
        parted = true;
    }

    /** A node is cut from all others, and keeps the database. */
    void cutAlone() {
        int victim = node();
        hold("cut-alone", where(victim), () -> cutFromNodes(victim), between(3_000, 14_000), field.net()::heal);
        parted = true;
    }

    /** Every node is cut from all others, and all keep the database. */
    void cutApart() {
        hold(
                "cut-apart",
                "",
                () -> IntStream.range(0, field.nodes().size()).forEach(this::cutFromNodes),
                between(3_000, 14_000),
                field.net()::heal);
        parted = true;
    }

    void cutOneWay() {
        int deaf = node();
        int unheard = (deaf + 1) % field.nodes().size();
        hold(
                "cut-one-way",
                where(deaf),
                () -> field.net().deafen(deaf, field.net().node(unheard)),
                between(3_000, 14_000),
                field.net()::heal);
        parted = true;
    }

    void cutOff() {
        int victim = node();
        hold("cut-off", where(victim), () -> cutFromAll(victim), between(3_000, 12_000), field.net()::heal);
        parted = true;
    }

    /** After the first cut, and one of so many from then on, breaks nothing for a while, in which the nodes find each other again and are seen to have done so. */
    void rest() {
        if (parted && cuts++ % RESTS == 0) {
            Shell.pause(REST_MS);
        }
        parted = false;
    }

    private void cutFromAll(int victim) {
        cutFromNodes(victim);
        cut(victim, field.net().postgres());
        cut(victim, field.net().redis());
    }

    private void cutFromNodes(int victim) {
        for (int other = 0; other < field.nodes().size(); other++) {
            if (other != victim) {
                cut(victim, field.net().node(other));
            }
        }
    }

    private void cut(int node, String from) {
        field.net().muffle(node, from);
        field.net().deafen(node, from);
    }

    void cutPostgres() {
        int victim = node();
        long away = between(2_000, 8_000);
        if (field.net().cuts()) {
            hold("cut-postgres", where(victim), () -> cut(victim, field.net().postgres()), away, field.net()::heal);
        } else {
            Wire wire = field.postgresWire(victim);
            hold("cut-postgres", where(victim), () -> wire.silent(true), away, () -> wire.silent(false));
        }
    }

    void cutRedis() {
        int victim = node();
        long away = between(2_000, 8_000);
        if (field.net().cuts()) {
            hold("cut-redis", where(victim), () -> cut(victim, field.net().redis()), away, field.net()::heal);
        } else {
            Wire wire = field.redisWire(victim);
            hold("cut-redis", where(victim), () -> wire.silent(true), away, () -> wire.silent(false));
        }
    }

    void breakCommits() {
        int victim = node();
        Wire wire = field.postgresWire(victim);
        int commits = 1 + random.nextInt(3);
        hold(
                "break-commits",
                where(victim),
                () -> {
                    wire.breakCommits(commits);
                    Shell.pause(COMMITS_MS);
                    Shell.await(() -> wire.unbroken() < commits, COMMIT_SECONDS, "No commit was broken.");
                },
                0,
                () -> wire.breakCommits(0));
    }

    void restartPostgres(String mode) {
        withoutPostgres(
                "postgres-" + mode,
                () -> field.stores().stopPostgres(mode),
                between(100, 3_000),
                field.stores()::startPostgres);
    }

    void killPostgres() {
        withoutPostgres(
                "postgres-kill", field.stores()::killPostgres, between(100, 3_000), field.stores()::startPostgres);
    }

    void freezePostgres() {
        withoutPostgres(
                "postgres-freeze",
                () -> field.stores().freezePostgres(true),
                between(1_000, 7_000),
                () -> field.stores().freezePostgres(false));
    }

    private void withoutPostgres(String what, Runnable end, long ms, Runnable begin) {
        hold(
                what,
                "",
                () -> {
                    end.run();
                    history.add(at -> new Entry.Fault(at, "", Faults.GONE));
                },
                ms,
                () -> {
                    history.add(at -> new Entry.Healed(at, "", Faults.GONE));
                    begin.run();
                });
    }

    void killRedis() {
        hold("redis-kill", "", field.stores()::killRedis, between(1_000, 4_000), field.stores()::startRedis);
    }

    void emptyRedis() {
        hold("redis-empty", "", field.stores()::emptyRedis, 500, () -> {});
    }

    void overload() {
        hold("overload", "", excess::overload, 0, () -> {});
    }

    void slowReaders() {
        hold("slow-readers", "", excess::slowReaders, 0, () -> {});
    }

    void clock() {
        NodeProcess node = field.node(node());
        boolean ahead = random.nextBoolean();
        hold(
                "clock",
                node.address().toString(),
                () -> {
                    workload.note(node);
                    node.terminate();
                    node.launchAt((ahead ? "+" : "-") + CLOCK_OFF_SECONDS + "s");
                    node.awaitReady();
                    requireOff(node, ahead ? CLOCK_OFF_SECONDS : -CLOCK_OFF_SECONDS);
                },
                between(4_000, 8_000),
                () -> {
                    workload.note(node);
                    node.terminate();
                    node.launch();
                    node.awaitReady();
                });
    }

    private void requireOff(NodeProcess node, long seconds) {
        Instant time = People.time(new Rest(field.http(), node.address()));
        long off = Duration.between(Instant.now(), time).toSeconds();
        if (Math.abs(off - seconds) > CLOCK_ABOUT_SECONDS) {
            throw new LoadException("The clock of " + node.name() + " should be off by " + seconds + " s, not " + off);
        }
    }

    private int node() {
        return random.nextInt(field.nodes().size());
    }

    private String where(int node) {
        return field.node(node).address().toString();
    }

    /** A time from a range, more often a short one than a long one. */
    private long between(int least, int most) {
        double lot = random.nextDouble();
        return least + (long) (lot * lot * (most - least));
    }

    private void hold(String what, String where, Runnable breakIt, long ms, Runnable heal) {
        if (!where.isEmpty()) {
            field.nodes().stream()
                    .filter(node -> node.address().toString().equals(where))
                    .forEach(workload::note);
        }
        history.add(at -> new Entry.Fault(at, where, what));
        try {
            breakIt.run();
            Shell.pause(ms);
        } finally {
            heal.run();
            history.add(at -> new Entry.Healed(at, where, what));
        }
    }
}
