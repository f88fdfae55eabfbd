package dev.parley.rooms;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Broadcast;
import dev.parley.contracts.Event;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.users.Card;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells sockets and caches of seats what was changed, after the commit. */
final class News {

    private final Vertx vertx;
    private final Broadcast broadcast;

    /** News from one event loop. */
    News(Vertx vertx) {
        this.vertx = vertx;
        this.broadcast = new Broadcast(vertx);
    }

    /** Tells what was changed; of whom it is about the card, where it is known. */
    void tell(Outcome outcome, @Nullable Card subject) {
        Room room = outcome.room();
        UUID userId = outcome.access().userId();
        long version = outcome.access().version();
        switch (outcome.decision()) {
            case Decision.Nothing nothing -> {
                return;
            }
            case Decision.Seat seat -> {
                Seat taken = Objects.requireNonNull(outcome.seat());
                send(new Event.RoomAdded(room, taken, version));
                send(new Event.MemberSeated(taken, subject, true));
            }
            case Decision.Role role ->
                send(new Event.MemberSeated(Objects.requireNonNull(outcome.seat()), subject, false));
            case Decision.Unseat unseat -> {
                send(new Event.MemberLeft(room.id(), userId, version));
                send(new Event.RoomRemoved(room.id(), userId, version));
            }
            case Decision.Update update -> send(new Event.RoomUpdated(room));
        }
        tell(outcome.access());
    }

    /** Tells the owner of a new room, in which nobody else is yet. */
    void made(Outcome outcome) {
        Access access = outcome.access();
        send(new Event.RoomAdded(outcome.room(), Objects.requireNonNull(outcome.seat()), access.version()));
        tell(access);
    }

    /** Tells the people of a direct room that it is there. */
    void tell(RoomStore.Direct direct) {
        for (int i = 0; i < direct.seats().size(); i++) {
            Access access = direct.accesses().get(i);
            send(new Event.RoomAdded(direct.room(), direct.seats().get(i), access.version()));
            tell(access);
        }
    }

    private void tell(Access access) {
        vertx.eventBus().publish(Addresses.SEATS, Access.encode(access));
    }

    private void send(Event event) {
        broadcast.send(event.envelope());
    }
}
