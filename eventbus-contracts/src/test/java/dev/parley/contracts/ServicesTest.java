package dev.parley.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.contracts.rooms.MemberRef;
import dev.parley.contracts.rooms.RoomService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.serviceproxy.ServiceException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers of services are told when there is nobody to answer. */
class ServicesTest {

    private static final MemberRef SOMEBODY = new MemberRef(UUID.randomUUID(), UUID.randomUUID());

    private final Vertx vertx = Vertx.vertx();
    private final Services services = new Services(vertx, Set.of());

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void aCallThatNobodyAnswersMayBeRepeated() {
        assertThat(failure(services.rooms().access(Caller.SERVICE, SOMEBODY))).isEqualTo("unavailable 503");
    }

    @Test
    void whereAServiceNeedsAnotherThatDoesNotAnswerItsCallersMayRepeatTheirCalls() {
        RoomService needy = (RoomService) Proxy.newProxyInstance(
                RoomService.class.getClassLoader(),
                new Class<?>[] {RoomService.class},
                (proxy, method, arguments) -> services.users().endedSessionsSince(Caller.SERVICE, 0));
        Services.offer(vertx, Addresses.ROOMS, RoomService.class, needy).await();

        assertThat(failure(services.rooms().access(Caller.SERVICE, SOMEBODY))).isEqualTo("unavailable 503");
    }

    private static String failure(Future<?> call) {
        ServiceException told = catchThrowableOfType(ServiceException.class, call::await);
        return Failures.reason(told) + ' ' + told.failureCode();
    }
}
