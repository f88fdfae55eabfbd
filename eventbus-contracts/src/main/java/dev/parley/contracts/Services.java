package dev.parley.contracts;

import dev.parley.contracts.messages.MessageService;
import dev.parley.contracts.messages.MessageServiceVertxEBProxy;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.rooms.RoomServiceVertxEBProxy;
import dev.parley.contracts.users.UserService;
import dev.parley.contracts.users.UserServiceVertxEBProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceBinder;
import io.vertx.serviceproxy.ServiceException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/**
 * Finds and offers the services on the bus.
 *
 * <p>A call stays on its node when the node runs the service itself, because a clustered request is otherwise spread over all nodes. Every call ends within {@link #TIMEOUT_MS}: with an answer or with
 * {@code unavailable}.
 */
public final class Services {

    /** How long a call may take, in milliseconds. */
    public static final long TIMEOUT_MS = 4_500;

    private final Vertx vertx;
    private final Set<String> local;

    /** The services as seen from a node that runs those with the given addresses itself. */
    public Services(Vertx vertx, Set<String> local) {
        this.vertx = vertx;
        this.local = Set.copyOf(local);
    }

    /** People. */
    public UserService users() {
        return told(UserService.class, new UserServiceVertxEBProxy(vertx, Addresses.USERS, options(Addresses.USERS)));
    }

    /** Rooms and seats. */
    public RoomService rooms() {
        return told(RoomService.class, new RoomServiceVertxEBProxy(vertx, Addresses.ROOMS, options(Addresses.ROOMS)));
    }

    /** Messages. */
    public MessageService messages() {
        return told(
                MessageService.class,
                new MessageServiceVertxEBProxy(vertx, Addresses.MESSAGES, options(Addresses.MESSAGES)));
    }

    /** Offers a service to every node; complete when the cluster knows it. Unregister the result to take it back. */
    public static <T> Future<MessageConsumer<JsonObject>> offer(
            Vertx vertx, String address, Class<T> contract, T service) {
        MessageConsumer<JsonObject> consumer =
                new ServiceBinder(vertx).setAddress(address).register(contract, service);
        return consumer.completion().map(consumer);
    }

    /** The same service, whose calls fail with {@code unavailable} where nobody answers: so a service that makes them for somebody passes on that they may be repeated, and not a fault of its own. */
    private static <T> T told(Class<T> contract, T service) {
        InvocationHandler call = (proxy, method, arguments) -> {
            try {
                Object answer = method.invoke(service, arguments);
                return answer instanceof Future<?> future ? future.recover(Services::told) : answer;
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        };
        return contract.cast(Proxy.newProxyInstance(contract.getClassLoader(), new Class<?>[] {contract}, call));
    }

    private static <T> Future<T> told(Throwable failure) {
        ServiceException known = Failures.asService(failure);
        return Future.failedFuture(known == null ? failure : known);
    }

    private DeliveryOptions options(String address) {
        return new DeliveryOptions().setSendTimeout(TIMEOUT_MS).setLocalOnly(local.contains(address));
    }
}
