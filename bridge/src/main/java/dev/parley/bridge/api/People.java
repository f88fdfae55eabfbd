package dev.parley.bridge.api;

import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.RecordCodec;
import dev.parley.contracts.users.Account;
import dev.parley.contracts.users.Card;
import dev.parley.contracts.users.Cards;
import dev.parley.contracts.users.Credentials;
import dev.parley.contracts.users.Registration;
import dev.parley.contracts.users.Sessions;
import dev.parley.contracts.users.SignIn;
import dev.parley.contracts.users.UserSearch;
import dev.parley.contracts.users.UserService;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls about accounts, sessions and cards. */
final class People {

    private static final Logger LOG = LoggerFactory.getLogger(People.class);
    private static final int MOST_CARDS = 200;

    private final UserService users;

    People(UserService users) {
        this.users = users;
    }

    Map<String, Call> calls() {
        return Map.ofEntries(
                Map.entry("register", this::register),
                Map.entry("logIn", this::logIn),
                Map.entry("refresh", this::refresh),
                Map.entry("logOut", (caller, input) -> users.logOut(caller).map(done -> Answer.done())),
                Map.entry("me", this::me),
                Map.entry("listSessions", this::sessions),
                Map.entry("revokeSession", this::revoke),
                Map.entry("revokeOtherSessions", this::revokeOthers),
                Map.entry("searchUsers", this::search),
                Map.entry("getUser", this::get),
                Map.entry("users.cards", this::cards));
    }

    /** The cards of some people as the array that answers carry. Without the users service it is empty, because a message without a name is better than none. */
    Future<JsonArray> of(Caller caller, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(new JsonArray());
        }
        List<UUID> asked = ids.stream().distinct().limit(MOST_CARDS).toList();
        return users.cards(caller, asked).map(People::array).recover(failure -> {
            LOG.debug("Cards are left out of an answer", failure);
            return Future.succeededFuture(new JsonArray());
        });
    }

    private Future<Answer> register(Caller caller, JsonObject input) {
        return users.register(caller, Registration.decode(input))
                .map(session -> Answer.made(true, SignIn.encode(session)));
    }

    private Future<Answer> logIn(Caller caller, JsonObject input) {
        return users.logIn(caller, Credentials.decode(input)).map(session -> Answer.ok(SignIn.encode(session)));
    }

    private Future<Answer> refresh(Caller caller, JsonObject input) {
        return users.refresh(caller, input.getString("refreshToken")).map(session -> Answer.ok(SignIn.encode(session)));
    }

    private Future<Answer> me(Caller caller, JsonObject input) {
        return users.account(caller)
                .map(account -> Answer.ok(new JsonObject()
                        .put("user", Account.encode(account))
                        .put("sessionId", String.valueOf(caller.sessionId()))));
    }

    private Future<Answer> sessions(Caller caller, JsonObject input) {
        return users.sessions(caller).map(sessions -> Answer.ok(Sessions.encode(sessions)));
    }

    private Future<Answer> revoke(Caller caller, JsonObject input) {
        return users.revokeSession(caller, RecordCodec.uuid(input.getString("sessionId")))
                .map(done -> Answer.done());
    }

    private Future<Answer> revokeOthers(Caller caller, JsonObject input) {
        return users.revokeOtherSessions(caller).map(done -> Answer.done());
    }

    private Future<Answer> search(Caller caller, JsonObject input) {
        return users.search(caller, UserSearch.decode(input)).map(cards -> Answer.ok(Cards.encode(cards)));
    }

    private Future<Answer> get(Caller caller, JsonObject input) {
        UUID id = RecordCodec.uuid(input.getString("userId"));
        return users.cards(caller, List.of(id)).map(cards -> {
            if (cards.users().isEmpty()) {
                throw Failures.notFound("user_not_found", "There is no such person.");
            }
            return Answer.ok(
                    new JsonObject().put("user", Card.encode(cards.users().getFirst())));
        });
    }

    private Future<Answer> cards(Caller caller, JsonObject input) {
        List<UUID> ids = input.getJsonArray("ids").stream()
                .map(id -> RecordCodec.uuid((String) id))
                .toList();
        return users.cards(caller, ids).map(cards -> Answer.ok(Cards.encode(cards)));
    }

    private static JsonArray array(Cards cards) {
        JsonArray array = new JsonArray();
        cards.users().forEach(card -> array.add(Card.encode(card)));
        return array;
    }
}
