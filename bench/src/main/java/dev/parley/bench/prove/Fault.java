package dev.parley.bench.prove;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something that is broken on purpose. */
enum Fault {
    KILL_NODE("kill-node", Need.NOTHING, Breaker::killNode),
    FREEZE_NODE("freeze-node", Need.NOTHING, Breaker::freezeNode),
    ROLLING_RESTART("rolling-restart", Need.NOTHING, Breaker::rollingRestart),
    CUT_NODES("cut-nodes", Need.NAMESPACES, Breaker::cutNodes),
    CUT_ALONE("cut-alone", Need.NAMESPACES, Breaker::cutAlone),
    CUT_APART("cut-apart", Need.NAMESPACES, Breaker::cutApart),
    CUT_ONE_WAY("cut-one-way", Need.NAMESPACES, Breaker::cutOneWay),
    CUT_OFF("cut-off", Need.NAMESPACES, Breaker::cutOff),
    CUT_POSTGRES("cut-postgres", Need.NOTHING, Breaker::cutPostgres),
    CUT_REDIS("cut-redis", Need.NOTHING, Breaker::cutRedis),
    BREAK_COMMITS("break-commits", Need.NOTHING, Breaker::breakCommits),
    POSTGRES_FAST("postgres-fast", Need.NOTHING, breaker -> breaker.restartPostgres("fast")),
    POSTGRES_IMMEDIATE("postgres-immediate", Need.NOTHING, breaker -> breaker.restartPostgres("immediate")),
    POSTGRES_KILL("postgres-kill", Need.NOTHING, Breaker::killPostgres),
    POSTGRES_FREEZE("postgres-freeze", Need.NOTHING, Breaker::freezePostgres),
    REDIS_KILL("redis-kill", Need.NOTHING, Breaker::killRedis),
    REDIS_EMPTY("redis-empty", Need.NOTHING, Breaker::emptyRedis),
    OVERLOAD("overload", Need.NOTHING, Breaker::overload),
    SLOW_READERS("slow-readers", Need.NOTHING, Breaker::slowReaders),
    CLOCK("clock", Need.FAKETIME, Breaker::clock);

    /** What a fault needs of the machine. */
    enum Need {
        NOTHING,
        NAMESPACES,
        FAKETIME
    }

    private final String id;
    private final Need need;
    private final Consumer<Breaker> breaking;

    Fault(String id, Need need, Consumer<Breaker> breaking) {
        this.id = id;
        this.need = need;
        this.breaking = breaking;
    }

    String id() {
        return id;
    }

    /** Why it cannot be done here; null when it can. */
    @Nullable
    String missing(boolean namespaces, boolean faketime) {
        return switch (need) {
            case NOTHING -> null;
            case NAMESPACES -> namespaces ? null : "needs network namespaces and iptables, so root";
            case FAKETIME -> faketime ? null : "needs libfaketime";
        };
    }

    /** How often it comes before everything has come once: what is over soon comes more often. */
    int share() {
        return switch (this) {
            case KILL_NODE, BREAK_COMMITS -> 4;
            case POSTGRES_KILL, POSTGRES_IMMEDIATE, REDIS_KILL -> 2;
            default -> 1;
        };
    }

    /** Breaks it and makes it whole again. */
    void run(Breaker breaker) {
        breaking.accept(breaker);
    }

    static Optional<Fault> of(String id) {
        return Arrays.stream(values()).filter(fault -> fault.id.equals(id)).findFirst();
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(Fault::id).toList();
    }
}
