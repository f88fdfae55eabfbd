package dev.parley.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.messages.MessageService;
import dev.parley.contracts.rooms.RoomSeat;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.users.UserSearch;
import dev.parley.contracts.users.UserService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A failure of a service reads the same on the other side of the bus; all others give nothing away. */
class FailuresTest {

    private static final UUID ROOM = UUID.fromString("0198c0de-0000-7000-8000-000000000001");

    private Vertx vertx;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void reasonMessageAndDetailsCrossTheBus() {
        Throwable failure = failureOf(() ->
                Future.failedFuture(Failures.limited("slow_mode", "Wait a little before you write again.", 1_500)));

        ServiceException known = Objects.requireNonNull(Failures.asService(failure));
        assertThat(Failure.of(known.failureCode())).isEqualTo(Failure.LIMITED);
        assertThat(known.getMessage()).isEqualTo("Wait a little before you write again.");
        assertThat(Failures.reason(failure)).isEqualTo("slow_mode");
        assertThat(known.getDebugInfo().getJsonObject("details"))
                .isEqualTo(new JsonObject().put("retryAfterMs", 1_500));
    }

    @Test
    void everyKindOfFailureKeepsItsCode() {
        for (Failure kind : Failure.values()) {
            Throwable failure = failureOf(() -> Future.failedFuture(Failures.of(kind, "some_reason", "Some text.")));

            assertThat(Failure.of(
                            Objects.requireNonNull(Failures.asService(failure)).failureCode()))
                    .isEqualTo(kind);
        }
    }

    @Test
    void aFaultOfOursIsInternal() {
        Throwable failed = failureOf(() -> Future.failedFuture(new IllegalStateException("SELECT secret FROM table")));
        Throwable thrown = failureOf(() -> {
            throw new IllegalStateException("SELECT secret FROM table");
        });

        assertThat(Failures.asService(failed)).isNull();
        assertThat(Failures.reason(failed)).isEqualTo("internal");
        assertThat(Failures.asService(thrown)).isNull();
        assertThat(Failures.reason(thrown)).isEqualTo("internal");
    }

    @Test
    void aServiceThatIsNotThereIsUnavailable() {
        Throwable failure = failureOfCall(new Services(vertx, Set.of()).rooms());

        assertThat(Failures.reason(failure)).isEqualTo("unavailable");
        assertThat(Objects.requireNonNull(Failures.asService(failure)).failureCode())
                .isEqualTo(Failure.UNAVAILABLE.code());
    }

    @Test
    void aServiceTakenBackIsUnavailable() {
        RoomService broken =
                fake(RoomService.class, () -> Future.failedFuture(Failures.notFound("room_not_found", "No.")));
        var offered = Services.offer(vertx, Addresses.ROOMS, RoomService.class, broken)
                .await();
        Services services = new Services(vertx, Set.of(Addresses.ROOMS));
        assertThat(Failures.reason(failureOfCall(services.rooms()))).isEqualTo("room_not_found");

        offered.unregister().await();

        assertThat(Failures.reason(failureOfCall(services.rooms()))).isEqualTo("unavailable");
    }

    @Test
    void whoIsNobodyHasNoId() {
        assertThat(caught(() -> Caller.anonymous("::1", "test").id()))
                .satisfies(failure -> assertThat(Failures.reason(failure)).isEqualTo("unauthenticated"));
    }

    @Test
    void aWrongFieldIsNamed() {
        ServiceException failure = Failures.invalidField("/limit", "must be at most 100");

        assertThat(failure.getDebugInfo().getJsonObject("details"))
                .isEqualTo(new JsonObject().put("path", "/limit").put("problem", "must be at most 100"));
    }

    @Test
    void everyServiceIsFoundUnderItsAddress() {
        Services services = new Services(vertx, Set.of());
        Supplier<Future<?>> answer = () -> Future.failedFuture(Failures.conflict("it_was_me", "Yes."));
        Services.offer(vertx, Addresses.USERS, UserService.class, fake(UserService.class, answer))
                .await();
        Services.offer(vertx, Addresses.MESSAGES, MessageService.class, fake(MessageService.class, answer))
                .await();

        assertThat(Failures.reason(caught(() -> services.users()
                        .search(Caller.SERVICE, new UserSearch("a", null))
                        .await())))
                .isEqualTo("it_was_me");
        assertThat(Failures.reason(caught(
                        () -> services.messages().headsSince(Caller.SERVICE, 0).await())))
                .isEqualTo("it_was_me");
    }

    private Throwable failureOf(Supplier<Future<RoomSeat>> answer) {
        var offered = Services.offer(vertx, Addresses.ROOMS, RoomService.class, fake(RoomService.class, answer::get))
                .await();
        try {
            return failureOfCall(new Services(vertx, Set.of()).rooms());
        } finally {
            offered.unregister().await();
        }
    }

    private static Throwable failureOfCall(RoomService rooms) {
        return caught(() -> rooms.get(Caller.SERVICE, ROOM).await());
    }

    private static Throwable caught(Runnable call) {
        @Nullable Throwable caught = null;
        try {
            call.run();
        } catch (Throwable e) {
            caught = e;
        }
        return Objects.requireNonNull(caught, "it did not fail");
    }

    private static <T> T fake(Class<T> contract, Supplier<Future<?>> answer) {
        return contract.cast(Proxy.newProxyInstance(
                contract.getClassLoader(), new Class<?>[] {contract}, (proxy, method, arguments) -> answer.get()));
    }
}
