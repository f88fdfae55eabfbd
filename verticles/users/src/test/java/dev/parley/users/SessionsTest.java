package dev.parley.users;

import static dev.parley.users.Samples.NOBODY;
import static dev.parley.users.Samples.PASSWORD;
import static dev.parley.users.Samples.caller;
import static dev.parley.users.Samples.credentials;
import static dev.parley.users.Samples.registration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Caller;
import dev.parley.contracts.users.Credentials;
import dev.parley.contracts.users.EndedSession;
import dev.parley.contracts.users.SessionInfo;
import dev.parley.contracts.users.SignIn;
import dev.parley.contracts.users.UserRole;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Logging in, tokens and sessions, as callers of the deployed service see them. */
class SessionsTest extends DeployedUsers {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("users");

    @Override
    TestDatabase database() {
        return DATABASE;
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
                        "UPDATE users.sessions SET renewed_at = renewed_at - interval '61 seconds' WHERE id = $1",
                        Tuple.of(first.sessionId()))
                .await();

        assertThat(failure(users.refresh(NOBODY, first.refreshToken()))).isEqualTo("invalid_refresh_token");
        assertThat(failure(users.refresh(NOBODY, second.refreshToken()))).isEqualTo("invalid_refresh_token");
        assertThat(nextEndedSession()).isEqualTo(first.sessionId());
        assertThat(users.endedSessionsSince(Caller.SERVICE, 0).await().sessions())
                .contains(new EndedSession(first.sessionId(), first.user().id()));
    }

    @Test
    void aSessionThatEndedIsToldForAsLongAsAnyTokenCanBeGood() {
        SignIn signIn = users.register(NOBODY, registration("longago")).await();
        postgres.query(
                        "UPDATE users.sessions SET ended_at = now() - interval '12 hours' WHERE id = $1",
                        Tuple.of(signIn.sessionId()))
                .await();
        assertThat(users.endedSessionsSince(Caller.SERVICE, 0).await().sessions())
                .contains(new EndedSession(signIn.sessionId(), signIn.user().id()));
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
    void whileTheDatabaseIsAwayCallsSaySoAndThenGoOn() {
        SignIn signIn = users.register(NOBODY, registration("patient")).await();
        DATABASE.allowConnections(false);
        try {
            assertThat(failure(users.account(caller(signIn)))).isEqualTo("storage_unavailable");
            assertThat(failure(users.logIn(NOBODY, credentials("patient")))).isEqualTo("storage_unavailable");
            assertThat(failure(users.refresh(NOBODY, signIn.refreshToken()))).isEqualTo("storage_unavailable");
        } finally {
            DATABASE.allowConnections(true);
        }

        assertThat(users.refresh(NOBODY, signIn.refreshToken()).await().sessionId())
                .isEqualTo(signIn.sessionId());
    }
}
