package dev.parley.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.users.Account;
import dev.parley.contracts.users.UserRole;
import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(VertxExtension.class)
class FounderTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("users");

    @Test
    void ofManyWhoRaceOneIsTheAdministrator(Vertx vertx) {
        Postgres postgres =
                Postgres.connect(vertx, PostgresOptions.fromJson(DATABASE.options()), "users", Duration.ofSeconds(5));
        UserStore store = new PgUserStore(postgres);
        List<Future<Account>> racing = IntStream.range(0, 20)
                .mapToObj(i -> UserStoreTest.user("founder" + i, "Founder"))
                .map(user -> store.register(user, UserStoreTest.session(user.id())))
                .toList();
        Future.all(racing).await();

        assertThat(racing.stream().filter(done -> done.result().role() == UserRole.ADMIN))
                .hasSize(1);
        postgres.close().await();
    }
}
