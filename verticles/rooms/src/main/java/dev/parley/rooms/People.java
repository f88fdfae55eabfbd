package dev.parley.rooms;

import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.users.Card;
import dev.parley.contracts.users.UserService;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Looks up who the people in rooms are. */
final class People {

    private final UserService users;

    People(UserService users) {
        this.users = users;
    }

    /** The card of somebody who must exist; fails with {@code user_not_found}. */
    Future<Card> existing(UUID userId) {
        return cards(userId)
                .compose(card -> card.map(Future::succeededFuture)
                        .orElseGet(() ->
                                Future.failedFuture(Failures.notFound("user_not_found", "There is no such person."))));
    }

    /** The card of somebody, for show: without it when people cannot be asked now. */
    Future<Optional<Card>> card(UUID userId) {
        return cards(userId).otherwise(Optional.empty());
    }

    private Future<Optional<Card>> cards(UUID userId) {
        return users.cards(Caller.SERVICE, List.of(userId))
                .map(cards -> cards.users().stream().findFirst())
                .recover(failure ->
                        Future.failedFuture(Objects.requireNonNullElse(Failures.asService(failure), failure)));
    }
}
