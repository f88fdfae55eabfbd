package dev.parley.messages;

import static dev.parley.messages.Desk.done;
import static dev.parley.messages.Installation.caller;
import static dev.parley.messages.Installation.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.contracts.Addresses;
import dev.parley.contracts.Failures;
import dev.parley.contracts.Services;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.rooms.SeatRole;
import dev.parley.platform.Ids;
import dev.parley.testkit.TestClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class SeatsTest {

    private final UUID alice = Ids.next();
    private final AtomicLong nanos = new AtomicLong();
    private final TestClock clock = new TestClock();
    private Context context;
    private FakeRooms rooms;
    private Seats seats;
    private UUID room;

    @BeforeEach
    void open(Vertx vertx) {
        context = vertx.getOrCreateContext();
        rooms = new FakeRooms(vertx);
        done(Services.offer(vertx, Addresses.ROOMS, RoomService.class, rooms));
        room = rooms.room(RoomKind.PRIVATE, alice);
        Ticker ticker = nanos::get;
        seats = new Seats(vertx, new Services(vertx, Set.of()).rooms(), 1_000, ticker, clock);
        on(seats::start);
    }

    @AfterEach
    void close() {
        on(seats::stop);
    }

    private <T> T on(Supplier<Future<T>> call) {
        return done(begin(call));
    }

    private <T> Future<T> begin(Supplier<Future<T>> call) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(turn -> call.get().onComplete(answer));
        return answer.future();
    }

    private Future<Access> access() {
        return begin(() -> seats.writable(caller(alice), room));
    }

    @Test
    void aSeatIsAskedForOnce() {
        for (int i = 0; i < 5; i++) {
            assertThat(done(access()).seated()).isTrue();
        }
        assertThat(rooms.asked).hasValue(1);
    }

    @Test
    void whereNobodySaysWhoHasASeatTheCallerHearsSoOnItsEventLoop() {
        rooms.delay = () -> Promise.<Void>promise().future();
        assertThat(told(() -> seats.writable(caller(alice), room))).isEqualTo("storage_unavailable");
        assertThat(told(() -> seats.membersOf(room, List.of(alice)))).isEqualTo("storage_unavailable");
    }

    /** Why a call fails, where it is told on the event loop that it was made on. */
    private String told(Supplier<Future<?>> call) {
        return on(() -> call.get().transform(answer -> {
            assertThat(Vertx.currentContext()).isSameAs(context);
            return Future.succeededFuture(Failures.reason(answer.cause()));
        }));
    }

    @Test
    void allSeatsOfAPersonAreAskedForAtOnceAndLaterOnesAlone() {
        UUID other = rooms.room(RoomKind.PUBLIC, alice);
        done(access());
        assertThat(on(() -> seats.of(caller(alice), other)).seated()).isTrue();
        assertThat(rooms.asked).hasValue(1);
        UUID later = rooms.room(RoomKind.PUBLIC, alice);
        assertThat(on(() -> seats.of(caller(alice), later)).seated()).isTrue();
        assertThat(rooms.asked).hasValue(2);
    }

    @Test
    void aSeatThatWasAskedForWithOthersEndsWhenTheNewsComes() {
        UUID other = rooms.room(RoomKind.PRIVATE, alice);
        done(access());
        rooms.seat(other, alice, null);
        rooms.tell(other, alice);
        assertThat(refusal(begin(() -> seats.of(caller(alice), other)))).isEqualTo("room_not_found");
    }

    @Test
    void whatWasToldOfASeatLongAgoLetsNobodyInWhoHasLostIt() {
        rooms.tell(room, alice);
        refusal(begin(() -> seats.of(caller(Ids.next()), room)));
        rooms.silent = true;
        rooms.seat(room, alice, null);
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(refusal(access())).isEqualTo("room_not_found");
    }

    @Test
    void callsForSeveralRoomsThatComeTogetherAskOnce() {
        List<UUID> many = IntStream.range(0, 10)
                .mapToObj(i -> rooms.room(RoomKind.PUBLIC, alice))
                .toList();
        List<Future<Access>> calls = many.stream()
                .map(one -> begin(() -> seats.of(caller(alice), one)))
                .toList();
        calls.forEach(call -> assertThat(done(call).seated()).isTrue());
        assertThat(rooms.asked).hasValue(1);
    }

    @Test
    void whereAllSeatsCannotBeHadTheOneIsAskedFor() {
        rooms.silentOfAll = true;
        assertThat(done(access()).seated()).isTrue();
    }

    @Test
    void callsThatComeTogetherAskOnce() {
        List<Future<Access>> calls = List.of(access(), access(), access());
        calls.forEach(Desk::done);
        assertThat(rooms.asked).hasValue(1);
    }

    @Test
    void aSeatIsRememberedForHalfAnHourWhileItIsToldWhatChanged() {
        for (int seconds = 0; seconds < 1_800; seconds += 4) {
            assertThat(done(access()).seated()).isTrue();
            nanos.addAndGet(Duration.ofSeconds(4).toNanos());
            on(seats::poll);
        }
        assertThat(rooms.asked).hasValue(1);
        assertThat(done(access()).seated()).isTrue();
        assertThat(rooms.asked).hasValue(2);
    }

    @Test
    void nothingIsBelievedWhenForTenSecondsItWasNotToldWhatChanged() {
        done(access());
        on(seats::poll);
        rooms.silent = true;
        rooms.seat(room, alice, null);
        on(seats::poll);
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(done(access()).seated()).isTrue();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(refusal(access())).isEqualTo("room_not_found");
    }

    @Test
    void nothingIsBelievedWhenTheMachineWasSuspended() {
        done(access());
        on(seats::poll);
        rooms.silent = true;
        rooms.seat(room, alice, null);
        clock.advance(Duration.ofSeconds(11));
        assertThat(refusal(access())).isEqualTo("room_not_found");
    }

    @Test
    void whoWasRemovedIsRefusedWhenTheNewsComes() {
        done(access());
        rooms.seat(room, alice, null);
        rooms.tell(room, alice);
        assertThat(refusal(access())).isEqualTo("room_not_found");
    }

    @Test
    void lostNewsAreFoundByAsking() {
        done(access());
        on(seats::poll);
        rooms.seat(room, alice, null);
        on(seats::poll);
        assertThat(refusal(access())).isEqualTo("room_not_found");
    }

    @Test
    void anArchivedRoomIsFoundByAskingWithoutForgettingItsSeats() {
        done(access());
        on(seats::poll);
        rooms.archive(room, true);
        on(seats::poll);
        assertThat(refusal(access())).isEqualTo("room_archived");
        rooms.archive(room, false);
        on(seats::poll);
        assertThat(done(access()).archived()).isFalse();
        assertThat(rooms.asked).hasValue(1);
    }

    @Test
    void whoChangesARoomIsToldOfAndItHoldsForEverybodyAtOnce() {
        UUID bob = Ids.next();
        rooms.seat(room, bob, SeatRole.OWNER);
        done(access());
        rooms.archive(room, true);
        rooms.tell(room, bob);
        assertThat(refusal(access())).isEqualTo("room_archived");
        rooms.archive(room, false);
        rooms.tell(room, bob);
        assertThat(done(access()).archived()).isFalse();
    }

    @Test
    void whatIsKnownOfASeatAndIsYoungerThanItsRoomHolds() {
        rooms.archive(room, true);
        on(seats::poll);
        on(seats::poll);
        rooms.archive(room, false);
        assertThat(done(access()).archived()).isFalse();
    }

    @Test
    void whoHasNoSeatIsAskedForEveryTime() {
        UUID bob = Ids.next();
        for (int i = 0; i < 3; i++) {
            assertThat(refusal(begin(() -> seats.of(caller(bob), room)))).isEqualTo("room_not_found");
        }
        // the first time for all seats as well
        assertThat(rooms.asked).hasValue(4);
        rooms.seat(room, bob, SeatRole.MEMBER);
        assertThat(done(begin(() -> seats.of(caller(bob), room))).seated()).isTrue();
    }

    @Test
    void anAnswerFromBeforeARemovalDoesNotUndoIt() {
        Promise<Void> slow = Promise.promise();
        Promise<Void> underWay = Promise.promise();
        rooms.delay = () -> {
            underWay.complete();
            return slow.future();
        };
        Future<Access> asking = access();
        done(underWay.future());
        rooms.delay = Future::succeededFuture;
        rooms.seat(room, alice, null);
        rooms.tell(room, alice);
        assertThat(refusal(begin(() -> seats.of(caller(Ids.next()), room)))).isEqualTo("room_not_found");
        slow.complete();
        assertThat(refusal(asking)).isEqualTo("room_not_found");
        assertThat(refusal(access())).isEqualTo("room_not_found");
    }

    @Test
    void membersAreTheSeatedOnesInOrder() {
        UUID bob = Ids.next();
        UUID carol = Ids.next();
        rooms.seat(room, carol, SeatRole.GUEST);
        assertThat(on(() -> seats.membersOf(room, List.of(carol, bob, alice)))).containsExactly(carol, alice);
    }

    @Test
    void aMentionOfSomebodyWithoutASeatIsAskedForOnceUntilASeatIsTold() {
        UUID bob = Ids.next();
        for (int i = 0; i < 3; i++) {
            assertThat(on(() -> seats.membersOf(room, List.of(bob)))).isEmpty();
        }
        assertThat(rooms.asked).hasValue(1);
        rooms.seat(room, bob, SeatRole.MEMBER);
        rooms.tell(room, bob);
        refusal(begin(() -> seats.of(caller(Ids.next()), room)));
        int before = rooms.asked.get();
        assertThat(on(() -> seats.membersOf(room, List.of(bob)))).containsExactly(bob);
        assertThat(rooms.asked).hasValue(before);
    }

    @Test
    void mentionsThatComeTogetherAskOnceForSomebodyWithoutASeat() {
        UUID bob = Ids.next();
        List<Future<List<UUID>>> calls = IntStream.range(0, 3)
                .mapToObj(i -> begin(() -> seats.membersOf(room, List.of(bob))))
                .toList();
        calls.forEach(call -> assertThat(done(call)).isEmpty());
        assertThat(rooms.asked).hasValue(1);
    }

    @Test
    void whoWasMentionedWithoutASeatMayWriteAsSoonAsThereIsOne() {
        UUID bob = Ids.next();
        on(() -> seats.membersOf(room, List.of(bob)));
        rooms.seat(room, bob, SeatRole.MEMBER);
        assertThat(done(begin(() -> seats.of(caller(bob), room))).seated()).isTrue();
    }

    @Test
    void roomsOfSomebodyAreAskedForTogether() {
        UUID other = rooms.room(RoomKind.PUBLIC, alice);
        UUID foreign = rooms.room(RoomKind.PUBLIC);
        assertThat(on(() -> seats.roomsOf(alice, List.of(room, other, foreign))))
                .containsOnly(room, other);
        assertThat(rooms.asked).hasValue(1);
        assertThat(on(() -> seats.roomsOf(alice, List.of(room, other)))).containsOnly(room, other);
        assertThat(rooms.asked).hasValue(1);
    }
}
