package dev.parley.bridge;

import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.users.Account;
import dev.parley.contracts.users.Accounts;
import dev.parley.contracts.users.Card;
import dev.parley.contracts.users.Cards;
import dev.parley.contracts.users.Credentials;
import dev.parley.contracts.users.EndedSession;
import dev.parley.contracts.users.EndedSessions;
import dev.parley.contracts.users.Registration;
import dev.parley.contracts.users.SessionInfo;
import dev.parley.contracts.users.Sessions;
import dev.parley.contracts.users.SignIn;
import dev.parley.contracts.users.UserRole;
import dev.parley.contracts.users.UserSearch;
import dev.parley.contracts.users.UserService;
import dev.parley.contracts.users.UserStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.NullUnmarked;

/** People in memory, with just what the edge relies on. */
@NullUnmarked
final class FakeUsers implements UserService {

    static final Instant THEN = Instant.parse("2026-01-31T09:30:00Z");

    final List<TestKeys> keys = new CopyOnWriteArrayList<>(List.of(new TestKeys("k1")));
    final Map<UUID, String> names = new ConcurrentHashMap<>();
    final Set<UUID> suspended = ConcurrentHashMap.newKeySet();
    final List<EndedSession> ended = new CopyOnWriteArrayList<>();
    final AtomicInteger polls = new AtomicInteger();
    volatile Promise<EndedSessions> pending;
    final AtomicInteger accountCalls = new AtomicInteger();
    volatile Supplier<Future<Void>> whenAskedForAccounts = Future::succeededFuture;
    final AtomicInteger keySets = new AtomicInteger();
    volatile Duration ahead = Duration.ZERO;
    volatile Supplier<Future<Void>> whenAskedForKeys = Future::succeededFuture;
    final List<Caller> callers = new CopyOnWriteArrayList<>();

    TestKeys key() {
        return keys.getFirst();
    }

    @Override
    public Future<SignIn> register(Caller caller, Registration registration) {
        callers.add(caller);
        if (registration.password().length() < 10) {
            return Future.failedFuture(Failures.invalid("weak_password", "At least 10 characters."));
        }
        UUID id = UUID.randomUUID();
        names.put(id, registration.username());
        return Future.succeededFuture(session(id));
    }

    @Override
    public Future<SignIn> logIn(Caller caller, Credentials credentials) {
        callers.add(caller);
        return names.entrySet().stream()
                .filter(entry -> credentials.email().equals(entry.getValue() + "@example.org"))
                .findFirst()
                .map(entry -> Future.succeededFuture(session(entry.getKey())))
                .orElse(Future.failedFuture(Failures.unauthenticated("invalid_credentials", "Wrong.")));
    }

    @Override
    public Future<SignIn> refresh(Caller caller, String refreshToken) {
        return names.keySet().stream()
                .filter(id -> refreshToken.equals("refresh-" + id))
                .findFirst()
                .map(id -> Future.succeededFuture(session(id)))
                .orElse(Future.failedFuture(Failures.unauthenticated("invalid_refresh_token", "Log in again.")));
    }

    @Override
    public Future<Void> logOut(Caller caller) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Account> account(Caller caller) {
        callers.add(caller);
        return Future.succeededFuture(account(caller.id()));
    }

    @Override
    public Future<Accounts> accounts(Caller caller, List<UUID> userIds) {
        accountCalls.incrementAndGet();
        Accounts found = new Accounts(
                userIds.stream().filter(names::containsKey).map(this::account).toList());
        return whenAskedForAccounts.get().map(found);
    }

    @Override
    public Future<Sessions> sessions(Caller caller) {
        return Future.succeededFuture(
                new Sessions(List.of(new SessionInfo(caller.sessionId(), "test", "127.0.0.1", THEN, THEN, true))));
    }

    @Override
    public Future<Void> revokeSession(Caller caller, UUID sessionId) {
        return sessionId.equals(caller.sessionId())
                ? Future.succeededFuture()
                : Future.failedFuture(Failures.notFound("session_not_found", "There is no such session."));
    }

    @Override
    public Future<Void> revokeOtherSessions(Caller caller) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Cards> cards(Caller caller, List<UUID> userIds) {
        return Future.succeededFuture(new Cards(
                userIds.stream().filter(names::containsKey).map(this::card).toList()));
    }

    @Override
    public Future<Cards> search(Caller caller, UserSearch search) {
        return Future.succeededFuture(new Cards(names.entrySet().stream()
                .filter(entry -> entry.getValue().startsWith(search.q()))
                .map(entry -> card(entry.getKey()))
                .toList()));
    }

    @Override
    public Future<JsonObject> keySet(Caller caller) {
        keySets.incrementAndGet();
        JsonArray list = new JsonArray();
        keys.forEach(key -> list.add(key.jwk()));
        return whenAskedForKeys.get().map(new JsonObject().put("keys", list));
    }

    @Override
    public Future<EndedSessions> endedSessionsSince(Caller caller, long cursor) {
        Promise<EndedSessions> waiting = pending;
        if (waiting != null) {
            polls.incrementAndGet();
            return waiting.future();
        }
        return Future.succeededFuture(
                new EndedSessions(cursor + 1, false, Instant.now().plus(ahead), List.copyOf(ended)));
    }

    Card card(UUID id) {
        String name = names.getOrDefault(id, "nobody");
        return new Card(id, name, name);
    }

    private Account account(UUID id) {
        String name = names.getOrDefault(id, "nobody");
        return new Account(
                id,
                name,
                name + "@example.org",
                name,
                UserRole.MEMBER,
                suspended.contains(id) ? UserStatus.SUSPENDED : UserStatus.ACTIVE,
                THEN);
    }

    private SignIn session(UUID id) {
        UUID sessionId = UUID.randomUUID();
        return new SignIn(
                account(id),
                key().token(id, sessionId, false),
                "refresh-" + id,
                Instant.now().plusSeconds(900),
                sessionId);
    }
}
