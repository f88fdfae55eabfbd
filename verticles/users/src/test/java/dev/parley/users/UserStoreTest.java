package dev.parley.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Failures;
import dev.parley.contracts.users.Account;
import dev.parley.contracts.users.Card;
import dev.parley.contracts.users.EndedSession;
import dev.parley.contracts.users.EndedSessions;
import dev.parley.contracts.users.SessionInfo;
import dev.parley.contracts.users.UserRole;
import dev.parley.platform.Ids;
import dev.parley.users.UserStore.NewSession;
import dev.parley.users.UserStore.NewUser;
import dev.parley.users.UserStore.Renewal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of people does, whatever it stands on. */
abstract class UserStoreTest {

    static final Duration MONTH = Duration.ofDays(30);
    static final Duration LATELY = Duration.ofMinutes(20);
    static final Duration GRACE = Duration.ofSeconds(10);

    /** The store under test. */
    abstract UserStore store();

    /** Makes everything in the store older. */
    abstract void age(Duration by);

    @Test
    void whatIsRegisteredIsFound() {
        NewUser ada = user("ada", "Ada Lovelace");
        Account account = register(ada);

        assertThat(account.username()).isEqualTo("ada");
        assertThat(store().account(ada.id()).await()).contains(account);
        assertThat(store().proof("ada@example.com").await().orElseThrow().passwordHash())
                .isEqualTo("hash of ada");
        assertThat(store().proof("nobody@example.com").await()).isEmpty();
        assertThat(store().cards(List.of(ada.id(), Ids.next())).await())
                .containsExactly(new Card(ada.id(), "ada", "Ada Lovelace"));
        assertThat(store().accounts(List.of(ada.id(), Ids.next())).await())
                .containsExactly(store().account(ada.id()).await().orElseThrow());
        assertThat(store().sessions(ada.id()).await()).hasSize(1);
    }

    @Test
    void namesThatLookAlikeAreTakenOnce() {
        register(user("paypal", "One"));

        assertThat(failure(store().register(user("pаypal", "Two"), session(Ids.next()))))
                .isEqualTo("username_taken");
        assertThat(failure(store().register(user("paypal", "Three"), session(Ids.next()))))
                .isEqualTo("username_taken");
    }

    @Test
    void anAddressIsTakenOnce() {
        register(user("erin", "Erin"));
        NewUser other = new NewUser(
                Ids.next(), Username.parse("erin2"), Email.parse("Erin@Example.com"), DisplayName.parse("E"), "hash");

        assertThat(failure(store().register(other, session(other.id())))).isEqualTo("email_taken");
        assertThat(store().account(other.id()).await()).isEmpty();
    }

    @Test
    void twoThatRaceForANameGetItOnce() {
        List<Future<Account>> racing = IntStream.range(0, 16)
                .mapToObj(i -> new NewUser(
                        Ids.next(),
                        Username.parse("racer"),
                        Email.parse("racer" + i + "@example.com"),
                        DisplayName.parse("R"),
                        "hash"))
                .map(user -> store().register(user, session(user.id())))
                .toList();
        Future.join(racing).transform(done -> Future.succeededFuture()).await();

        assertThat(racing).filteredOn(Future::succeeded).hasSize(1);
        assertThat(racing)
                .filteredOn(Future::failed)
                .allSatisfy(lost -> assertThat(Failures.reason(lost.cause())).isEqualTo("username_taken"));
    }

    @Test
    void aSessionIsRenewedByItsPresentSecretAndForAMomentByTheOneBefore() {
        UUID userId = register(user("renata", "Renata")).id();
        NewSession session = session(userId);
        store().begin(session).await();

        assertThat(renew(session, 0, 1)).contains(userId);
        assertThat(renew(session, 0, 1)).contains(userId);
        assertThat(renew(session, 1, 2)).contains(userId);
        assertThat(renew(session, 0, 1)).isEmpty();
        age(Duration.ofSeconds(11));
        assertThat(renew(session, 1, 2)).isEmpty();
        assertThat(renew(session, 2, 3)).contains(userId);
    }

    @Test
    void racingRenewalsWithOneSecretAllSucceed() {
        UUID userId = register(user("rory", "Rory")).id();
        NewSession session = session(userId);
        store().begin(session).await();

        List<Future<java.util.Optional<UUID>>> racing = IntStream.range(0, 10)
                .mapToObj(i -> store().renew(renewal(session, 0, 1)))
                .toList();
        Future.all(racing).await();

        assertThat(racing).allSatisfy(done -> assertThat(done.result()).contains(userId));
        assertThat(renew(session, 1, 2)).contains(userId);
    }

    @Test
    void aSessionThatEndedOrWasNotUsedForLongIsNotRenewed() {
        UUID userId = register(user("sam", "Sam")).id();
        NewSession ended = session(userId);
        NewSession unused = session(userId);
        store().begin(ended).await();
        store().begin(unused).await();

        assertThat(store().end(ended.id()).await()).contains(new EndedSession(ended.id(), userId));
        assertThat(store().end(ended.id()).await()).isEmpty();
        assertThat(renew(ended, 0, 1)).isEmpty();
        age(Duration.ofDays(31));
        assertThat(renew(unused, 0, 1)).isEmpty();
        assertThat(store().sessions(userId).await()).isEmpty();
    }

    @Test
    void sessionsAreListedLastUsedFirst() {
        UUID userId = register(user("lisa", "Lisa")).id();
        NewSession older = session(userId);
        NewSession newer = session(userId);
        store().begin(older).await();
        store().begin(newer).await();
        renew(older, 0, 1);

        assertThat(store().sessions(userId).await()).extracting(SessionInfo::id).startsWith(older.id(), newer.id());
    }

    @Test
    void onlyOnesOwnSessionsEnd() {
        UUID mine = register(user("mine", "Mine")).id();
        UUID other = register(user("other", "Other")).id();
        NewSession session = session(mine);
        NewSession kept = session(mine);
        store().begin(session).await();
        store().begin(kept).await();

        assertThat(store().endOwn(other, session.id()).await()).isEmpty();
        assertThat(store().endOwn(mine, session.id()).await()).isPresent();
        assertThat(store().endOthers(mine, kept.id()).await()).hasSize(1);
        assertThat(store().sessions(mine).await()).extracting(SessionInfo::id).containsExactly(kept.id());
        assertThat(store().sessions(other).await()).hasSize(1);
    }

    @Test
    void whatEndedSinceIsTold() {
        UUID userId = register(user("ends", "Ends")).id();
        NewSession longAgo = begin(userId);
        store().end(longAgo.id()).await();
        age(Duration.ofMinutes(21));
        NewSession before = begin(userId);
        store().end(before.id()).await();

        EndedSessions first = store().endedSince(0, LATELY).await();
        assertThat(first.sessions())
                .contains(new EndedSession(before.id(), userId))
                .doesNotContain(new EndedSession(longAgo.id(), userId));

        NewSession after = begin(userId);
        store().end(after.id()).await();
        EndedSessions second = store().endedSince(first.cursor(), LATELY).await();
        assertThat(second.sessions()).contains(new EndedSession(after.id(), userId));
        assertThat(second.cursor()).isGreaterThan(first.cursor());

        age(Duration.ofSeconds(30));
        EndedSessions quiet = store().endedSince(second.cursor(), LATELY).await();
        assertThat(quiet.sessions()).isEmpty();
        assertThat(quiet.cursor()).isGreaterThan(second.cursor());
    }

    @Test
    void peopleAreFoundByTheBeginningOfTheirNames() {
        register(user("zed", "Quentin Tarn"));
        register(user("quentin", "Somebody Else"));
        register(user("quest", "Nobody"));
        register(user("zzz", "Ana Quest Zorro"));

        assertThat(found("que")).containsExactly("quentin", "quest", "zed", "zzz");
        assertThat(found("quest")).containsExactly("quest", "zzz");
        assertThat(found("quest z")).containsExactly("zzz");
        assertThat(found("uest")).isEmpty();
    }

    @Test
    void wildcardsFindNothing() {
        register(user("wild", "Wild Card"));

        assertThat(found("%")).isEmpty();
        assertThat(found("wi_d")).isEmpty();
        assertThat(found("wil%")).isEmpty();
        assertThat(found("\\")).isEmpty();
        assertThat(found("wi'; --")).isEmpty();
    }

    @Test
    void anExactUsernameComesFirstAndTheLimitHolds() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            names.add("mick" + i);
            register(user("mick" + i, "Mick"));
        }
        register(user("a-mick", "Mick Mick"));
        register(user("mick", "Zoe"));

        assertThat(found("mick")).hasSize(10).startsWith("mick", "a-mick", "mick0");
        assertThat(store().search("mick", 3).await())
                .extracting(Card::username)
                .containsExactly("mick", "a-mick", "mick0");
    }

    @Test
    void oldSessionsAreForgottenAndLiveOnesKept() {
        UUID userId = register(user("olga", "Olga")).id();
        NewSession ended = begin(userId);
        store().end(ended.id()).await();
        age(Duration.ofHours(25));

        assertThat(store().forgetSessions().await()).isPositive();
        assertThat(store().sessions(userId).await()).hasSize(1);
        assertThat(store().forgetSessions().await()).isZero();
    }

    @Test
    void othersThanTheFirstAreMembers() {
        register(user("first-or-not", "F"));

        assertThat(register(user("second", "S")).role()).isEqualTo(UserRole.MEMBER);
    }

    NewSession begin(UUID userId) {
        NewSession session = session(userId);
        store().begin(session).await();
        return session;
    }

    Account register(NewUser user) {
        return store().register(user, session(user.id())).await();
    }

    static NewUser user(String username, String displayName) {
        Username name = Username.parse(username);
        return new NewUser(
                Ids.next(),
                name,
                Email.parse(
                        username.codePoints().allMatch(c -> c < 128)
                                ? username + "@example.com"
                                : Ids.next() + "@example.com"),
                DisplayName.parse(displayName),
                "hash of " + username);
    }

    static NewSession session(UUID userId) {
        return new NewSession(Ids.next(), userId, "a device", "192.0.2.1", secret(0), MONTH);
    }

    private java.util.Optional<UUID> renew(NewSession session, int shown, int next) {
        return store().renew(renewal(session, shown, next)).await();
    }

    private static Renewal renewal(NewSession session, int shown, int next) {
        return new Renewal(session.id(), secret(shown), secret(next), "a device", "192.0.2.9", MONTH, GRACE);
    }

    private static byte[] secret(int number) {
        return new byte[] {1, 2, 3, (byte) number};
    }

    private List<String> found(String prefix) {
        return store().search(prefix, 20).await().stream().map(Card::username).toList();
    }

    private static String failure(Future<?> failing) {
        return Failures.reason(
                failing.transform(done -> Future.succeededFuture(done.cause())).await());
    }
}
