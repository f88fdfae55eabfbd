package dev.parley.users;

import static dev.parley.users.Samples.CHEAP;
import static dev.parley.users.Samples.NOBODY;
import static dev.parley.users.Samples.PASSWORD;
import static dev.parley.users.Samples.caller;
import static dev.parley.users.Samples.credentials;
import static dev.parley.users.Samples.registration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Envelope;
import dev.parley.contracts.Envelopes;
import dev.parley.contracts.EnvelopesCodec;
import dev.parley.contracts.Failures;
import dev.parley.contracts.Services;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.users.Card;
import dev.parley.contracts.users.Credentials;
import dev.parley.contracts.users.EndedSession;
import dev.parley.contracts.users.Registration;
import dev.parley.contracts.users.SessionInfo;
import dev.parley.contracts.users.SignIn;
import dev.parley.contracts.users.UserRole;
import dev.parley.contracts.users.UserSearch;
import dev.parley.contracts.users.UserService;
import dev.parley.platform.Ids;
import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import dev.parley.testkit.TestClock;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service of people as its callers see it: deployed, and called over the bus. */
class UsersTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("users");

    private final TestClock clock = new TestClock();
    private final PasswordHashing hashing = new PasswordHashing(2, 200, CHEAP);
    private final BlockingQueue<UUID> welcomed = new LinkedBlockingQueue<>();
    private final BlockingQueue<Envelope> published = new LinkedBlockingQueue<>();
    private Vertx vertx;
    private Postgres postgres;
    private UserService users;
    private MessageConsumer<JsonObject> rooms;

    @BeforeEach
    void deploy() {
        vertx = Vertx.vertx();
        EnvelopesCodec.register(vertx.eventBus());
        vertx.eventBus()
                .<Envelopes>consumer(
                        Addresses.EDGE, batch -> published.addAll(batch.body().list()));
        rooms = Services.offer(vertx, Addresses.ROOMS, RoomService.class, fakeRooms())
                .await();
        postgres =
                Postgres.connect(vertx, PostgresOptions.fromJson(DATABASE.options()), "users", Duration.ofSeconds(2));
        Services services = new Services(vertx, Set.of());
        users = services.users();
        vertx.deployVerticle(
                        () -> new UsersVerticle(UsersOptions.defaults(), postgres, services, hashing, clock),
                        new io.vertx.core.DeploymentOptions())
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
        hashing.close();
    }

    @Test
    void whoRegistersIsLoggedInAndWelcomed() throws Exception {
        SignIn signIn = users.register(
                        NOBODY, new Registration("Ada.L", "Ada@Example.COM ", PASSWORD, " Ada  Lovelace "))
                .await();

        assertThat(signIn.user().username()).isEqualTo("ada.l");
        assertThat(signIn.user().email()).isEqualTo("ada@example.com");
        assertThat(signIn.user().displayName()).isEqualTo("Ada Lovelace");
        assertThat(welcomed.poll()).isEqualTo(signIn.user().id());
        assertThat(users.account(caller(signIn)).await()).isEqualTo(signIn.user());
    }

    @Test
    void registeringSucceedsWhenRoomsAreAwayAndTheWelcomeFollows() throws Exception {
        rooms.unregister().await();
        SignIn signIn = users.register(NOBODY, registration("early")).await();
        assertThat(welcomed).isEmpty();

        Services.offer(vertx, Addresses.ROOMS, RoomService.class, fakeRooms()).await();
        assertThat(welcomed.poll(20, TimeUnit.SECONDS)).isEqualTo(signIn.user().id());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            a,          a@example.com,     correct horse battery, '',      invalid_username
            'a b',      a@example.com,     correct horse battery, '',      invalid_username
            .dot,       a@example.com,     correct horse battery, '',      invalid_username
            not-mail,   example.com,       correct horse battery, '',      invalid_email
            no-domain,  a@,                correct horse battery, '',      invalid_email
            no-dot,     a@b,               correct horse battery, '',      invalid_email
            short,      s@example.com,     ninechars,             '',      weak_password
            common,     c@example.com,     qwertyuiop,            '',      weak_password
            common2,    c2@example.com,    Password123,           '',      weak_password
            same,       d@example.com,     aaaaaaaaaaaa,          '',      weak_password
            rosalind,   e@example.com,     xx-rosalind-xx,        '',      weak_password
            by-mail,    franklin@example.com, my-franklin-99,     '',      weak_password
            unseen,     u@example.com,     correct horse battery, '\u200B\u202E', invalid_name
            """)
    void whatMakesNoSenseIsRefused(String username, String email, String password, String displayName, String reason) {
        String name = displayName.isEmpty() ? null : displayName;

        assertThat(failure(users.register(NOBODY, new Registration(username, email, password, name))))
                .isEqualTo(reason);
    }

    @Test
    void aSecondRegistrationFailsWithWhatIsTaken() {
        users.register(NOBODY, registration("taken")).await();

        assertThat(failure(users.register(NOBODY, registration("TAKEN")))).isEqualTo("username_taken");
        assertThat(failure(users.register(NOBODY, new Registration("takenn", "TAKEN@example.com", PASSWORD, null))))
                .isEqualTo("email_taken");
    }

    @Test
    void theAccessTokenSaysWhoAndForHowLong() {
        SignIn signIn = users.register(NOBODY, registration("tokens")).await();
        JsonObject header = segment(signIn.token(), 0);
        JsonObject claims = segment(signIn.token(), 1);

        assertThat(header.getString("typ")).isEqualTo("at+jwt");
        assertThat(header.getString("alg")).isEqualTo("ES256");
        assertThat(claims.getString("iss")).isEqualTo("parley");
        assertThat(claims.getString("aud")).isEqualTo("parley");
        assertThat(claims.getString("sub")).isEqualTo(signIn.user().id().toString());
        assertThat(claims.getString("sid")).isEqualTo(signIn.sessionId().toString());
        assertThat(claims.getBoolean("adm")).isEqualTo(signIn.user().role() == UserRole.ADMIN);
        assertThat(claims.getString("use")).isEqualTo("access");
        assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(900);
        assertThat(signIn.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));
    }

    @Test
    void thePublishedKeysProveTheAccessToken() {
        SignIn signIn = users.register(NOBODY, registration("keys")).await();
        JsonObject keySet = users.keySet(NOBODY).await();
        JWTAuthOptions options = new JWTAuthOptions().setJWTOptions(new JWTOptions().setIgnoreExpiration(true));
        keySet.getJsonArray("keys").forEach(key -> options.addJwk((JsonObject) key));
        JWTAuth auth = JWTAuth.create(vertx, options);

        assertThat(keySet.encode()).doesNotContain("\"d\"");
        assertThat(auth.authenticate(new TokenCredentials(signIn.token()))
                        .await()
                        .subject())
                .isEqualTo(signIn.user().id().toString());
        String forged = signIn.token().substring(0, signIn.token().length() - 4) + "AAAA";
        assertThat(auth.authenticate(new TokenCredentials(forged))
                        .transform(done -> Future.succeededFuture(done.failed()))
                        .await())
                .isTrue();
    }

    @Test
    void whoKnowsThePasswordLogsIn() {
        SignIn first = users.register(NOBODY, registration("login")).await();
        SignIn second = users.logIn(NOBODY, new Credentials(" LOGIN@example.com", PASSWORD))
                .await();

        assertThat(second.user()).isEqualTo(first.user());
        assertThat(second.sessionId()).isNotEqualTo(first.sessionId());
    }

    @Test
    void unknownAddressesCostAsManyHashesAsWrongPasswords() {
        users.register(NOBODY, registration("timing")).await();

        long before = hashing.hashes();
        assertThat(failure(users.logIn(NOBODY, new Credentials("timing@example.com", "wrong password"))))
                .isEqualTo("invalid_credentials");
        long wrong = hashing.hashes() - before;
        assertThat(failure(users.logIn(NOBODY, new Credentials("nobody@example.com", "wrong password"))))
                .isEqualTo("invalid_credentials");
        long unknown = hashing.hashes() - before - wrong;

        assertThat(wrong).isEqualTo(1);
        assertThat(unknown).isEqualTo(1);
    }

    @Test
    void whoIsSuspendedLearnsItWithTheRightPasswordOnly() {
        SignIn signIn = users.register(NOBODY, registration("suspended")).await();
        postgres.query(
                        "UPDATE users.users SET status = 'suspended' WHERE id = $1",
                        Tuple.of(signIn.user().id()))
                .await();

        assertThat(failure(users.logIn(NOBODY, credentials("suspended")))).isEqualTo("suspended");
        assertThat(failure(users.logIn(NOBODY, new Credentials("suspended@example.com", "wrong password"))))
                .isEqualTo("invalid_credentials");
        assertThat(failure(users.refresh(NOBODY, signIn.refreshToken()))).isEqualTo("suspended");
    }

    @Test
    void aRefreshTokenGivesTheNextOneAndForAMomentTheSameAgain() {
        SignIn first = users.register(NOBODY, registration("refresh")).await();
        SignIn second = users.refresh(NOBODY, first.refreshToken()).await();
        SignIn again = users.refresh(NOBODY, first.refreshToken()).await();
        SignIn third = users.refresh(NOBODY, second.refreshToken()).await();

        assertThat(second.refreshToken()).isNotEqualTo(first.refreshToken());
        assertThat(again.refreshToken()).isEqualTo(second.refreshToken());
        assertThat(third.refreshToken()).isNotEqualTo(second.refreshToken());
        assertThat(List.of(second.sessionId(), again.sessionId(), third.sessionId()))
                .containsOnly(first.sessionId());
    }

    @Test
    void twoTabsThatRefreshAtOnceBothStayIn() {
        SignIn first = users.register(NOBODY, registration("tabs")).await();
        List<Future<SignIn>> tabs = IntStream.range(0, 8)
                .mapToObj(i -> users.refresh(NOBODY, first.refreshToken()))
                .toList();
        Future.all(tabs).await();

        assertThat(tabs.stream().map(tab -> tab.result().refreshToken()).distinct())
                .hasSize(1);
        assertThat(users.refresh(NOBODY, tabs.getFirst().result().refreshToken())
                        .await()
                        .sessionId())
                .isEqualTo(first.sessionId());
    }

    @Test
    void anOldRefreshTokenEndsTheSession() throws Exception {
        SignIn first = users.register(NOBODY, registration("stolen")).await();
        SignIn second = users.refresh(NOBODY, first.refreshToken()).await();
        postgres.query(
                        "UPDATE users.sessions SET renewed_at = renewed_at - interval '11 seconds' WHERE id = $1",
                        Tuple.of(first.sessionId()))
                .await();

        assertThat(failure(users.refresh(NOBODY, first.refreshToken()))).isEqualTo("invalid_refresh_token");
        assertThat(failure(users.refresh(NOBODY, second.refreshToken()))).isEqualTo("invalid_refresh_token");
        assertThat(nextEndedSession()).isEqualTo(first.sessionId());
        assertThat(users.endedSessionsSince(Caller.SERVICE, 0).await().sessions())
                .contains(new EndedSession(first.sessionId(), first.user().id()));
    }

    @Test
    void anInventedRefreshTokenEndsNothing() {
        SignIn signIn = users.register(NOBODY, registration("invented")).await();
        String token = signIn.refreshToken();
        char other = token.charAt(50) == 'A' ? 'B' : 'A';

        for (String invented : List.of(
                "",
                "nonsense",
                signIn.sessionId() + ".",
                signIn.sessionId() + "." + "A".repeat(67),
                token.substring(0, 50) + other + token.substring(51),
                token + "A",
                signIn.token())) {
            assertThat(failure(users.refresh(NOBODY, invented))).isEqualTo("invalid_refresh_token");
        }
        assertThat(users.refresh(NOBODY, token).await().sessionId()).isEqualTo(signIn.sessionId());
    }

    @Test
    void whoLogsOutIsOut() throws Exception {
        SignIn signIn = users.register(NOBODY, registration("logout")).await();
        users.logOut(caller(signIn)).await();
        users.logOut(caller(signIn)).await();

        assertThat(failure(users.refresh(NOBODY, signIn.refreshToken()))).isEqualTo("invalid_refresh_token");
        assertThat(nextEndedSession()).isEqualTo(signIn.sessionId());
    }

    @Test
    void sessionsAreListedAndRevoked() throws Exception {
        SignIn first = users.register(NOBODY, registration("devices")).await();
        Caller phone = Caller.anonymous("198.51.100.7", "A\u202E phone\u0000" + "x".repeat(300));
        SignIn second = users.logIn(phone, credentials("devices")).await();
        SignIn third = users.logIn(NOBODY, credentials("devices")).await();

        List<SessionInfo> sessions = users.sessions(caller(first)).await().sessions();
        assertThat(sessions)
                .extracting(SessionInfo::id)
                .containsExactly(third.sessionId(), second.sessionId(), first.sessionId());
        assertThat(sessions).extracting(SessionInfo::current).containsExactly(false, false, true);
        assertThat(sessions.get(1).device()).startsWith("A phonexxx").hasSize(200);
        assertThat(sessions.get(1).address()).isEqualTo("198.51.100.7");

        users.revokeSession(caller(first), second.sessionId()).await();
        assertThat(nextEndedSession()).isEqualTo(second.sessionId());
        assertThat(failure(users.revokeSession(caller(first), second.sessionId())))
                .isEqualTo("session_not_found");
        users.revokeOtherSessions(caller(first)).await();
        assertThat(nextEndedSession()).isEqualTo(third.sessionId());
        assertThat(users.sessions(caller(first)).await().sessions()).hasSize(1);
    }

    @Test
    void nobodyRevokesTheSessionsOfOthers() {
        SignIn mine = users.register(NOBODY, registration("mallory")).await();
        SignIn theirs = users.register(NOBODY, registration("victim")).await();

        assertThat(failure(users.revokeSession(caller(mine), theirs.sessionId())))
                .isEqualTo("session_not_found");
        assertThat(users.refresh(NOBODY, theirs.refreshToken()).await().sessionId())
                .isEqualTo(theirs.sessionId());
    }

    @Test
    void cardsComeInTheOrderAsked() {
        SignIn one = users.register(NOBODY, registration("card1")).await();
        SignIn two = users.register(NOBODY, registration("card2")).await();
        UUID unknown = Ids.next();
        List<UUID> asked = List.of(two.user().id(), unknown, one.user().id());

        for (int i = 0; i < 2; i++) {
            assertThat(users.cards(Caller.SERVICE, asked).await().users())
                    .extracting(Card::username)
                    .containsExactly("card2", "card1");
        }
        assertThat(failure(users.cards(NOBODY, asked))).isEqualTo("unauthenticated");
        List<UUID> many = IntStream.range(0, 201).mapToObj(i -> Ids.next()).toList();
        assertThat(failure(users.cards(caller(one), many))).isEqualTo("invalid_request");
    }

    @Test
    void peopleAreSearched() {
        SignIn signIn = users.register(NOBODY, new Registration("search1", "s1@example.com", PASSWORD, "Zoë Ｑuix"))
                .await();

        assertThat(users.search(caller(signIn), new UserSearch(" QU ", null))
                        .await()
                        .users())
                .containsExactly(new Card(signIn.user().id(), "search1", "Zoë Ｑuix"));
        assertThat(users.search(caller(signIn), new UserSearch("%", null))
                        .await()
                        .users())
                .isEmpty();
        assertThat(failure(users.search(NOBODY, new UserSearch("qu", null)))).isEqualTo("unauthenticated");
        assertThat(failure(users.search(caller(signIn), new UserSearch("  ", null))))
                .isEqualTo("invalid_request");
        assertThat(failure(users.search(caller(signIn), new UserSearch("q", 51))))
                .isEqualTo("invalid_request");
        assertThat(failure(users.search(caller(signIn), new UserSearch("a\u0000", 5))))
                .isEqualTo("invalid_request");
    }

    @Test
    void whoIsNobodyGetsNothing() {
        Caller stranger = Caller.user(Ids.next(), Ids.next(), false, "", "");

        assertThat(failure(users.account(NOBODY))).isEqualTo("unauthenticated");
        assertThat(failure(users.account(stranger))).isEqualTo("unauthenticated");
        assertThat(failure(users.sessions(NOBODY))).isEqualTo("unauthenticated");
        assertThat(failure(users.logOut(NOBODY))).isEqualTo("unauthenticated");
        assertThat(failure(users.revokeOtherSessions(NOBODY))).isEqualTo("unauthenticated");
        assertThat(failure(users.endedSessionsSince(stranger, 0))).isEqualTo("not_allowed");
    }

    private UUID nextEndedSession() throws InterruptedException {
        Envelope envelope = Objects.requireNonNull(published.poll(10, TimeUnit.SECONDS));
        assertThat(envelope.kind()).isEqualTo(Envelope.Kind.SESSION_ENDED);
        return Objects.requireNonNull(envelope.subject());
    }

    private RoomService fakeRooms() {
        return (RoomService) Proxy.newProxyInstance(
                RoomService.class.getClassLoader(), new Class<?>[] {RoomService.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("welcome");
                    assertThat(arguments[0]).isEqualTo(Caller.SERVICE);
                    welcomed.add((UUID) arguments[1]);
                    return Future.succeededFuture();
                });
    }

    private static JsonObject segment(String token, int number) {
        byte[] bytes = Base64.getUrlDecoder().decode(token.split("\\.")[number]);
        return new JsonObject(new String(bytes, StandardCharsets.UTF_8));
    }

    private static String failure(Future<?> failing) {
        return Failures.reason(
                failing.transform(done -> Future.succeededFuture(done.cause())).await());
    }
}
