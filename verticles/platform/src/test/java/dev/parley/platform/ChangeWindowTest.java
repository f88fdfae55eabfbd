package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(VertxExtension.class)
class ChangeWindowTest {

    private static final OffsetDateTime NOON = OffsetDateTime.of(2026, 5, 4, 12, 0, 0, 0, ZoneOffset.UTC);

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.empty();

    @Test
    void aCursorWaitsForTheOldestTransactionThatHasWritten(Vertx vertx) {
        Postgres pool =
                Postgres.connect(vertx, PostgresOptions.fromJson(DATABASE.options()), "window", Duration.ofSeconds(5));
        SqlConnection writer = pool.pool().getConnection().await();
        Transaction open = writer.begin().await();
        OffsetDateTime began =
                writer.query("SELECT now()").execute().await().iterator().next().getOffsetDateTime(0);
        assertThat(ChangeWindow.after(pool, 0).await().from())
                .as("who only reads holds nobody back")
                .isAfter(began);

        writer.query("SELECT pg_current_xact_id()").execute().await();
        ChangeWindow waiting = ChangeWindow.after(pool, 0).await();
        assertThat(waiting.from()).isEqualTo(began);
        assertThat(ChangeWindow.after(pool, waiting.cursor()).await().cursor()).isEqualTo(waiting.cursor());
        assertThat(waiting.now()).isAfter(began.toInstant());

        open.commit().await();
        writer.close().await();
        ChangeWindow after = ChangeWindow.after(pool, waiting.cursor()).await();
        assertThat(after.cursor()).isGreaterThan(waiting.cursor());
        assertThat(after.from()).isBefore(began);
        pool.close().await();
    }

    @Test
    void windowsThatFollowEachOtherLeaveNothingOut() {
        long cursor = ChangeWindow.of(0, NOON.minusHours(5), NOON.minusHours(5)).cursor();
        List<ChangeWindow> windows = new ArrayList<>();
        do {
            windows.add(ChangeWindow.of(cursor, NOON, NOON.minusSeconds(1)));
            cursor = windows.getLast().cursor();
        } while (windows.getLast().more());

        assertThat(windows).hasSizeBetween(10, 100);
        assertThat(windows.getFirst().from()).isBefore(NOON.minusHours(5));
        for (int i = 1; i < windows.size(); i++) {
            assertThat(windows.get(i).from()).isBefore(windows.get(i - 1).to());
        }
        assertThat(windows.getLast().to()).isAfter(NOON);
    }

    @Test
    void onlyWhatIsSettledIsCut() {
        long cursor = ChangeWindow.of(0, NOON, NOON).cursor();
        ChangeWindow stalled = ChangeWindow.of(cursor, NOON.plusHours(1), NOON.plusSeconds(20));
        assertThat(stalled.more()).isFalse();
        assertThat(stalled.to()).isAfter(NOON.plusHours(1));
    }

    @Test
    void aClockThatWentBackIsFollowed() {
        long cursor = ChangeWindow.of(0, NOON, NOON).cursor();
        ChangeWindow back = ChangeWindow.of(cursor, NOON.minusMinutes(1), NOON.minusMinutes(1));
        assertThat(back.from()).isBefore(NOON.minusMinutes(1));
        assertThat(ChangeWindow.of(back.cursor(), NOON.minusSeconds(59), NOON.minusSeconds(59))
                        .from())
                .isBefore(NOON.minusMinutes(1));
    }
}
