package dev.parley.bridge.socket;

import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.users.Account;
import dev.parley.contracts.users.UserService;
import dev.parley.contracts.users.UserStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Finds the accounts of people who open a session, those of many with one call. They are asked for each time, because nothing tells a node that an account has changed. */
public final class Accounts {

    private static final int MOST_PEOPLE = 500;

    private final ToLongFunction<UUID> limit;
    private final Together<Account> accounts;

    /** Accounts of a users service; the limit says how long a person must wait before the service is asked. */
    public Accounts(Vertx vertx, UserService users, ToLongFunction<UUID> limit) {
        this.limit = limit;
        this.accounts = new Together<>(
                vertx,
                MOST_PEOPLE,
                people -> users.accounts(Caller.SERVICE, people)
                        .map(found ->
                                found.users().stream().collect(Collectors.toMap(Account::id, account -> account))));
    }

    /** The account of a person; fails with {@code unauthenticated}, {@code suspended} or {@code rate_limited}. */
    Future<Account> active(UUID userId) {
        long wait = limit.applyAsLong(userId);
        if (wait > 0) {
            return Future.failedFuture(Failures.limited("rate_limited", "Too often. Try again a little later.", wait));
        }
        return accounts.ask(userId).map(account -> {
            if (account == null) {
                throw Failures.unauthenticated();
            }
            if (account.status() == UserStatus.SUSPENDED) {
                throw Failures.forbidden("suspended", "This account is suspended.");
            }
            return account;
        });
    }
}
