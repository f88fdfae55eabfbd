package dev.parley.platform;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.stream.Collectors;

/** Counts the jobs of some schemas for operators: those that wait, and those that were put aside as dead. Counts end at {@link #MOST}, so that asking stays cheap when jobs pile up. */
public final class JobCounts {

    /** No count is greater. */
    public static final int MOST = 10_000;

    private final Postgres postgres;
    private final List<String> schemas;

    /** Counts in schemas that are there. */
    public JobCounts(Postgres postgres, List<String> schemas) {
        this.postgres = postgres;
        this.schemas = List.copyOf(schemas);
    }

    /** Gauges as Prometheus reads them; nothing where the database does not answer. Never fails. */
    public Future<String> text() {
        if (schemas.isEmpty()) {
            return Future.succeededFuture("");
        }
        String counts = schemas.stream()
                .map(schema -> COUNTS.formatted(schema, MOST))
                .collect(Collectors.joining(" UNION ALL "));
        return postgres.query(counts).map(JobCounts::text).otherwise("");
    }

    private static String text(RowSet<Row> rows) {
        return gauge("parley_jobs_waiting", "waiting", rows) + gauge("parley_jobs_dead", "dead", rows);
    }

    private static String gauge(String name, String column, RowSet<Row> rows) {
        StringBuilder text = new StringBuilder("# TYPE " + name + " gauge\n");
        rows.forEach(row ->
                text.append("%s{schema=\"%s\"} %d\n".formatted(name, row.getString("schema"), row.getLong(column))));
        return text.toString();
    }

    private static final String COUNTS = """
            SELECT '%1$s' AS schema,
                (SELECT count(*) FROM (SELECT FROM %1$s.jobs WHERE dead_at IS NULL LIMIT %2$d) w) AS waiting,
                (SELECT count(*) FROM (SELECT FROM %1$s.jobs WHERE dead_at IS NOT NULL LIMIT %2$d) d) AS dead""";
}
