package dev.parley.users;

import dev.parley.contracts.Broadcast;
import dev.parley.contracts.Caller;
import dev.parley.contracts.CallerKind;
import dev.parley.contracts.Event;
import dev.parley.contracts.Failures;
import dev.parley.contracts.users.Account;
import dev.parley.contracts.users.Accounts;
import dev.parley.contracts.users.Cards;
import dev.parley.contracts.users.Credentials;
import dev.parley.contracts.users.EndedSession;
import dev.parley.contracts.users.EndedSessions;
import dev.parley.contracts.users.Registration;
import dev.parley.contracts.users.SessionInfo;
import dev.parley.contracts.users.Sessions;
import dev.parley.contracts.users.SignIn;
import dev.parley.contracts.users.UserSearch;
import dev.parley.contracts.users.UserService;
import dev.parley.contracts.users.UserStatus;
import dev.parley.platform.Ids;
import dev.parley.platform.Jobs;
import dev.parley.platform.Names;
import dev.parley.users.UserStore.NewSession;
import dev.parley.users.UserStore.NewUser;
import dev.parley.users.UserStore.Proof;
import dev.parley.users.UserStore.Renewal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The rules of accounts and sessions. */
final class Users implements UserService {

    private static final int MOST_ACCOUNTS = 500;
    private static final int MOST_CARDS = 200;
    private static final int MOST_FOUND = 50;
    private static final int FOUND = 20;
    private static final int MOST_QUERY = 64;
    private static final int MOST_DEVICE = 200;
    private static final int MOST_ADDRESS = 64;
    private static final long WELCOME_MS = 1_500;

    private final Vertx vertx;
    private final UsersOptions options;
    private final UserStore store;
    private final PasswordHashing hashing;
    private final RefreshTokens refreshTokens;
    private final SigningKeys keys;
    private final Tokens tokens;
    private final Jobs jobs;
    private final Broadcast broadcast;
    private final CardCache cards;

    /** The service of one event loop. */
    Users(
            Vertx vertx,
            UsersOptions options,
            UserStore store,
            PasswordHashing hashing,
            RefreshTokens refreshTokens,
            SigningKeys keys,
            Tokens tokens,
            Jobs jobs) {
        this.vertx = vertx;
        this.options = options;
        this.store = store;
        this.hashing = hashing;
        this.refreshTokens = refreshTokens;
        this.keys = keys;
        this.tokens = tokens;
        this.jobs = jobs;
        this.broadcast = new Broadcast(vertx);
        this.cards = new CardCache(store);
    }

    @Override
    public Future<SignIn> register(Caller caller, Registration registration) {
        return asked(() -> {
            Username username = Username.parse(registration.username());
            Email email = Email.parse(registration.email());
            String given = registration.displayName();
            DisplayName displayName = DisplayName.parse(given == null ? registration.username() : given);
            String password = Passwords.choose(registration.password(), username, email);
            return hashing.hash(vertx, password)
                    .compose(hash -> register(caller, new NewUser(Ids.next(), username, email, displayName, hash)))
                    .compose(this::welcomed);
        });
    }

    @Override
    public Future<SignIn> logIn(Caller caller, Credentials credentials) {
        return store.proof(Email.normal(credentials.email()))
                .compose(proof -> hashing.matches(
                                vertx,
                                Passwords.normal(credentials.password()),
                                proof.map(Proof::passwordHash).orElse(null))
                        .compose(right -> right ? active(proof.orElseThrow().account()) : wrong()))
                .compose(account -> begin(caller, account));
    }

    @Override
    public Future<SignIn> refresh(Caller caller, String refreshToken) {
        return refreshTokens
                .parse(refreshToken)
                .map(token -> refresh(caller, token))
                .orElseGet(Users::unknownToken);
    }

    @Override
    public Future<Void> logOut(Caller caller) {
        return asked(() -> store.endOwn(caller.id(), sessionOf(caller)))
                .onSuccess(ended -> ended.ifPresent(this::publish))
                .mapEmpty();
    }

    @Override
    public Future<Account> account(Caller caller) {
        return asked(() -> store.account(caller.id()))
                .compose(account -> account.map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(Failures.unauthenticated())));
    }

    @Override
    public Future<Accounts> accounts(Caller caller, List<UUID> userIds) {
        return asked(() -> {
            forServices(caller);
            if (userIds.size() > MOST_ACCOUNTS) {
                throw Failures.invalidField("/userIds", "has more than " + MOST_ACCOUNTS + " items");
            }
            return store.accounts(userIds).map(Accounts::new);
        });
    }

    @Override
    public Future<Sessions> sessions(Caller caller) {
        return asked(() -> store.sessions(caller.id()))
                .map(list -> new Sessions(
                        list.stream().map(session -> seenFrom(caller, session)).toList()));
    }

    @Override
    public Future<Void> revokeSession(Caller caller, UUID sessionId) {
        return asked(() -> store.endOwn(caller.id(), sessionId)).compose(ended -> {
            ended.ifPresent(this::publish);
            return ended.isPresent()
                    ? Future.succeededFuture()
                    : Future.failedFuture(Failures.notFound("session_not_found", "There is no such session."));
        });
    }

    @Override
    public Future<Void> revokeOtherSessions(Caller caller) {
        return asked(() -> store.endOthers(caller.id(), sessionOf(caller)))
                .onSuccess(ended -> ended.forEach(this::publish))
                .mapEmpty();
    }

    @Override
    public Future<Cards> cards(Caller caller, List<UUID> userIds) {
        return asked(() -> {
            known(caller);
            if (userIds.size() > MOST_CARDS) {
                throw Failures.invalidField("/ids", "has more than " + MOST_CARDS + " items");
            }
            return cards.of(userIds).map(Cards::new);
        });
    }

    @Override
    public Future<Cards> search(Caller caller, UserSearch search) {
        return asked(() -> {
            known(caller);
            String prefix = Names.fold(Names.tidy(search.q()));
            if (prefix.isEmpty() || Names.length(prefix) > MOST_QUERY || prefix.indexOf('\0') >= 0) {
                throw Failures.invalidField("/q", "must have 1 to " + MOST_QUERY + " characters");
            }
            int limit = Objects.requireNonNullElse(search.limit(), FOUND);
            if (limit < 1 || limit > MOST_FOUND) {
                throw Failures.invalidField("/limit", "must be from 1 to " + MOST_FOUND);
            }
            return store.search(prefix, limit).map(Cards::new);
        });
    }

    @Override
    public Future<JsonObject> keySet(Caller caller) {
        return Future.succeededFuture(keys.keySet());
    }

    @Override
    public Future<EndedSessions> endedSessionsSince(Caller caller, long cursor) {
        return asked(() -> {
            forServices(caller);
            return store.endedSince(Math.max(cursor, 0), EndedSessions.REMEMBERED);
        });
    }

    private static void forServices(Caller caller) {
        if (caller.kind() != CallerKind.SERVICE) {
            throw Failures.forbidden("not_allowed", "This is for services.");
        }
    }

    private Future<SignIn> register(Caller caller, NewUser user) {
        RefreshTokens.Token token = refreshTokens.first(Ids.next());
        return store.register(user, session(caller, user.id(), token)).map(account -> signIn(account, token));
    }

    /** Waits a little for the welcome, so that the newcomer finds rooms; where it takes longer, it comes later. */
    private Future<SignIn> welcomed(SignIn signIn) {
        return jobs.poke().timeout(WELCOME_MS, TimeUnit.MILLISECONDS).transform(done -> Future.succeededFuture(signIn));
    }

    private Future<SignIn> begin(Caller caller, Account account) {
        RefreshTokens.Token token = refreshTokens.first(Ids.next());
        return store.begin(session(caller, account.id(), token)).map(done -> signIn(account, token));
    }

    private Future<SignIn> refresh(Caller caller, RefreshTokens.Token token) {
        RefreshTokens.Token next = refreshTokens.next(token);
        Renewal renewal = new Renewal(
                token.sessionId(),
                token.hash(),
                next.hash(),
                device(caller),
                address(caller),
                options.sessionLasts(),
                options.refreshGrace());
        return store.renew(renewal)
                .compose(owner -> owner.map(store::account).orElseGet(() -> reused(token.sessionId())))
                .compose(account -> account.map(Users::active).orElseGet(Users::unknownToken))
                .map(account -> signIn(account, next));
    }

    /** A token that was made here but renews nothing was used before: whoever uses it now, or has, may have stolen it. */
    private Future<Optional<Account>> reused(UUID sessionId) {
        return store.end(sessionId)
                .onSuccess(ended -> ended.ifPresent(this::publish))
                .map(Optional.empty());
    }

    private SignIn signIn(Account account, RefreshTokens.Token token) {
        Tokens.AccessToken access = tokens.access(account, token.sessionId());
        return new SignIn(account, access.text(), refreshTokens.text(token), access.expiresAt(), token.sessionId());
    }

    private NewSession session(Caller caller, UUID userId, RefreshTokens.Token token) {
        return new NewSession(
                token.sessionId(), userId, device(caller), address(caller), token.hash(), options.sessionLasts());
    }

    private void publish(EndedSession ended) {
        broadcast.send(new Event.SessionEnded(ended.userId(), ended.sessionId()).envelope());
    }

    private static void known(Caller caller) {
        if (caller.kind() != CallerKind.SERVICE) {
            caller.id();
        }
    }

    private static UUID sessionOf(Caller caller) {
        UUID sessionId = caller.sessionId();
        if (sessionId == null) {
            throw Failures.unauthenticated();
        }
        return sessionId;
    }

    private static SessionInfo seenFrom(Caller caller, SessionInfo session) {
        return new SessionInfo(
                session.id(),
                session.device(),
                session.address(),
                session.createdAt(),
                session.lastUsedAt(),
                session.id().equals(caller.sessionId()));
    }

    private static Future<Account> active(Account account) {
        return account.status() == UserStatus.ACTIVE
                ? Future.succeededFuture(account)
                : Future.failedFuture(Failures.forbidden("suspended", "This account is suspended."));
    }

    private static Future<Account> wrong() {
        return Future.failedFuture(
                Failures.unauthenticated("invalid_credentials", "The e-mail address or the password is wrong."));
    }

    private static <T> Future<T> unknownToken() {
        return Future.failedFuture(
                Failures.unauthenticated("invalid_refresh_token", "This session has ended. Log in again."));
    }

    private static String device(Caller caller) {
        return cut(Names.clean(caller.device()), MOST_DEVICE);
    }

    private static String address(Caller caller) {
        return cut(Names.clean(caller.address()), MOST_ADDRESS);
    }

    private static String cut(String text, int most) {
        return Names.length(text) <= most ? text : text.substring(0, text.offsetByCodePoints(0, most));
    }

    /** What is thrown while a call is prepared becomes its failure: a thrown one would lose its reason on the bus. */
    private static <T> Future<T> asked(java.util.function.Supplier<Future<T>> call) {
        return Future.succeededFuture().compose(ready -> call.get());
    }
}
