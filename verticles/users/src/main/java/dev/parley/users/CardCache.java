package dev.parley.users;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.contracts.users.Card;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The cards of people, remembered for a minute: so long may a new name take to be seen everywhere. */
final class CardCache {

    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MOST = 50_000;

    private final UserStore store;
    private final Cache<UUID, Card> known =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

    CardCache(UserStore store) {
        this.store = store;
    }

    /** The cards of some people in the order asked, without those who are not there; what is not known is asked for at once. */
    Future<List<Card>> of(List<UUID> userIds) {
        Map<UUID, Card> found = new HashMap<>(known.getAllPresent(userIds));
        List<UUID> missing =
                userIds.stream().filter(id -> !found.containsKey(id)).distinct().toList();
        return missing.isEmpty()
                ? Future.succeededFuture(inOrder(userIds, found))
                : store.cards(missing).map(loaded -> {
                    loaded.forEach(card -> {
                        known.put(card.id(), card);
                        found.put(card.id(), card);
                    });
                    return inOrder(userIds, found);
                });
    }

    private static List<Card> inOrder(List<UUID> userIds, Map<UUID, Card> found) {
        return userIds.stream().map(found::get).filter(Objects::nonNull).toList();
    }
}
