package dev.parley.users;

import dev.parley.contracts.users.Account;
import dev.parley.contracts.users.Card;
import dev.parley.contracts.users.EndedSession;
import dev.parley.contracts.users.EndedSessions;
import dev.parley.contracts.users.SessionInfo;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps accounts and sessions. Times are those of the store's own clock. */
interface UserStore {

    /**
     * An account to be made.
     *
     * @param id its id
     * @param username its name
     * @param email its address
     * @param displayName what others read
     * @param passwordHash a PHC string
     */
    record NewUser(UUID id, Username username, Email email, DisplayName displayName, String passwordHash) {}

    /**
     * A session to be begun.
     *
     * @param id its id
     * @param userId whose
     * @param device what the client calls itself
     * @param address where it is
     * @param secretHash what proves the right to renew it
     * @param lasts how long it lives unused
     */
    record NewSession(UUID id, UUID userId, String device, String address, byte[] secretHash, Duration lasts) {}

    /**
     * An account with what proves it.
     *
     * @param account the account
     * @param passwordHash a PHC string
     */
    record Proof(Account account, String passwordHash) {}

    /**
     * A session to be renewed.
     *
     * @param sessionId the session
     * @param presented the hash of the secret that was shown
     * @param next the hash of the secret that follows
     * @param device what the client calls itself
     * @param address where it is
     * @param lasts how long it lives unused from now on
     * @param grace for how long the secret before gives the same answer again
     */
    record Renewal(
            UUID sessionId,
            byte[] presented,
            byte[] next,
            String device,
            String address,
            Duration lasts,
            Duration grace) {}

    /** Makes an account, its first session, and the job that welcomes it; the first account is an administrator. Fails with {@code username_taken} or {@code email_taken}. */
    Future<Account> register(NewUser user, NewSession session);

    /** Begins a session. */
    Future<Void> begin(NewSession session);

    /** The account with an address. */
    Future<Optional<Proof>> proof(String email);

    /** An account. */
    Future<Optional<Account>> account(UUID userId);

    /** Renews a live session whose present secret was shown, or whose former one was within the grace; gives whose it is. Racing calls with one secret all succeed, and the session is renewed once. */
    Future<Optional<UUID>> renew(Renewal renewal);

    /** The live sessions of somebody, last used first; none of them is the current one. */
    Future<List<SessionInfo>> sessions(UUID userId);

    /** Ends a session, if it is live; gives what ended. */
    Future<Optional<EndedSession>> end(UUID sessionId);

    /** Ends a session, if it is live and somebody's own; gives what ended. */
    Future<Optional<EndedSession>> endOwn(UUID userId, UUID sessionId);

    /** Ends all live sessions of somebody but one; gives what ended. */
    Future<List<EndedSession>> endOthers(UUID userId, UUID kept);

    /** The sessions that ended since a cursor, some of them told before, however late that was committed; for cursor 0, which is the beginning, in so long a time. */
    Future<EndedSessions> endedSince(long cursor, Duration beginning);

    /** The accounts of people, in no order. */
    Future<List<Account>> accounts(Collection<UUID> userIds);

    /** The cards of people, in no order. */
    Future<List<Card>> cards(Collection<UUID> userIds);

    /** Active people whose username or display name has such a beginning ({@link DisplayName#keys}), the exact username first, then by username. */
    Future<List<Card>> search(String prefix, int limit);

    /** Forgets sessions that ended, or could have been used, more than a day ago; gives how many. */
    Future<Integer> forgetSessions();
}
