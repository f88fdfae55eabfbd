package dev.parley.rooms;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Services;
import dev.parley.contracts.messages.Announcement;
import dev.parley.contracts.messages.MessageService;
import dev.parley.contracts.messages.RoomEvent;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.platform.Ids;
import dev.parley.platform.Job;
import dev.parley.platform.Jobs;
import dev.parley.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Offers the service of rooms on the bus. */
public final class RoomsVerticle extends VerticleBase {

    private final RoomsOptions options;
    private final Postgres postgres;
    private final Services services;
    private @Nullable MessageConsumer<JsonObject> consumer;
    private @Nullable Jobs jobs;

    /** An instance that shares the database with the others of its node. */
    public RoomsVerticle(RoomsOptions options, Postgres postgres, Services services) {
        this.options = options;
        this.postgres = postgres;
        this.services = services;
    }

    @Override
    public Future<?> start() {
        RoomStore store = new PgRoomStore(postgres);
        return postgres.open(context.getInstanceCount())
                .compose(opened -> store.general(Ids.next(), options.general()))
                .compose(general -> offer(store, general));
    }

    @Override
    public Future<?> stop() {
        Future<Void> closed = consumer == null ? Future.succeededFuture() : consumer.unregister();
        return closed.compose(done -> jobs == null ? Future.succeededFuture() : jobs.stop());
    }

    private Future<?> offer(RoomStore store, UUID general) {
        MessageService messages = services.messages();
        Jobs runner = new Jobs(vertx, postgres.pool(), PgRoomStore.SCHEMA)
                .handleRuns(
                        PgRoomTransaction.ANNOUNCE,
                        run -> messages.announce(
                                Caller.SERVICE,
                                run.stream().map(RoomsVerticle::announcement).toList()));
        jobs = runner;
        Rooms rooms = new Rooms(store, new People(services.users()), runner, new News(vertx), general);
        runner.start();
        return Services.offer(vertx, Addresses.ROOMS, RoomService.class, rooms)
                .onSuccess(offered -> consumer = offered);
    }

    /** The key is made of the job, so that an announcement that is repeated is the same message. */
    private static Announcement announcement(Job job) {
        JsonObject payload = job.payload();
        return new Announcement(
                UUID.fromString(payload.getString("roomId")),
                PgRoomStore.SCHEMA + "." + job.id(),
                UUID.fromString(payload.getString("actorId")),
                RoomEvent.decode(payload.getJsonObject("event")));
    }
}
