package dev.parley.contracts.users;

import dev.parley.contracts.Caller;
import io.vertx.codegen.annotations.ProxyGen;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/** People: accounts, sessions, cards. Every call can also fail with {@code unavailable} or {@code storage_unavailable}. */
@ProxyGen
public interface UserService {

    /**
     * Makes an account and its first session. A repeat fails with {@code username_taken} or {@code email_taken}. The first account of an installation is its administrator.
     *
     * <p>Reasons: {@code invalid_username}, {@code invalid_email}, {@code weak_password}, {@code invalid_name}, {@code username_taken}, {@code email_taken}.
     */
    Future<SignIn> register(Caller caller, Registration registration);

    /**
     * Begins a session. A repeat begins another one. Unknown addresses take as long as wrong passwords.
     *
     * <p>Reasons: {@code invalid_credentials}, {@code suspended}.
     */
    Future<SignIn> logIn(Caller caller, Credentials credentials);

    /**
     * Renews a session: a new access token and a new refresh token. The same refresh token again within a minute gives the same new refresh token; later it ends the session.
     *
     * <p>Reasons: {@code invalid_refresh_token}, {@code suspended}.
     */
    Future<SignIn> refresh(Caller caller, String refreshToken);

    /** Ends the caller's session; {@link dev.parley.contracts.Event.SessionEnded} follows. A repeat is harmless. */
    Future<Void> logOut(Caller caller);

    /** The caller's own account. Reasons: {@code unauthenticated}. */
    Future<Account> account(Caller caller);

    /** For nodes: the accounts of at most 500 people; unknown ids are left out. */
    Future<Accounts> accounts(Caller caller, List<UUID> userIds);

    /** The caller's live sessions, last used first. */
    Future<Sessions> sessions(Caller caller);

    /** Ends one of the caller's sessions. A repeat fails with {@code session_not_found}. */
    Future<Void> revokeSession(Caller caller, UUID sessionId);

    /** Ends all sessions of the caller but the one that asks. A repeat is harmless. */
    Future<Void> revokeOtherSessions(Caller caller);

    /** Cards of at most 200 people, in the order asked; unknown ids are left out. Services may ask as well. */
    Future<Cards> cards(Caller caller, List<UUID> userIds);

    /** People whose username, or a word of whose display name, begins so; exact usernames first, then by username. */
    Future<Cards> search(Caller caller, UserSearch search);

    /** The public keys that access tokens are signed with, as a JSON Web Key Set. */
    Future<JsonObject> keySet(Caller caller);

    /**
     * For nodes: the sessions that ended since a cursor, with an overlap, so that some are told again. Cursor 0 gives those whose access tokens could still be
     * good. The cost grows with what changed.
     */
    Future<EndedSessions> endedSessionsSince(Caller caller, long cursor);
}
