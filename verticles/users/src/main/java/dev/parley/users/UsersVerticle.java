package dev.parley.users;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Services;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.users.UserService;
import dev.parley.platform.DatabaseClock;
import dev.parley.platform.Job;
import dev.parley.platform.Jobs;
import dev.parley.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the service of people on the bus. */
public final class UsersVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(UsersVerticle.class);
    private static final long TIDY_MS = 3_600_000;
    private static final int SECRET_BYTES = 32;
    private static final String REFRESH_SECRET = "refresh";

    private final UsersOptions options;
    private final Postgres postgres;
    private final Services services;
    private final PasswordHashing hashing;
    private final InstantSource clock;
    private @Nullable MessageConsumer<JsonObject> consumer;
    private @Nullable Jobs jobs;

    /** An instance that shares the database and the hashing with the others of its node. */
    public UsersVerticle(UsersOptions options, Postgres postgres, Services services, PasswordHashing hashing) {
        this(options, postgres, services, hashing, new DatabaseClock(InstantSource.system()));
    }

    UsersVerticle(
            UsersOptions options, Postgres postgres, Services services, PasswordHashing hashing, InstantSource clock) {
        this.options = options;
        this.postgres = postgres;
        this.services = services;
        this.hashing = hashing;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        SecretStore secrets = new PgSecretStore(postgres);
        Seal seal = new Seal(options.keys().secret());
        SigningKeys keys = new SigningKeys(secrets, seal, options.keys());
        return postgres.open(context.getInstanceCount())
                .compose(opened -> adjustClock())
                .compose(adjusted -> keys.load())
                .compose(loaded -> refreshSecret(secrets, seal))
                .compose(secret -> offer(keys, secret));
    }

    @Override
    public Future<?> stop() {
        Future<Void> closed = consumer == null ? Future.succeededFuture() : consumer.unregister();
        return closed.compose(done -> jobs == null ? Future.succeededFuture() : jobs.stop());
    }

    private Future<?> offer(SigningKeys keys, byte[] refreshSecret) {
        UserStore store = new PgUserStore(postgres);
        RoomService rooms = services.rooms();
        Jobs runner = new Jobs(vertx, postgres.pool(), PgUserStore.SCHEMA)
                .handle(PgUserStore.WELCOME, job -> rooms.welcome(Caller.SERVICE, newcomer(job)));
        jobs = runner;
        Users users = new Users(
                vertx,
                options,
                store,
                hashing,
                new RefreshTokens(refreshSecret),
                keys,
                new Tokens(keys, options.accessTokenLasts(), clock),
                runner);
        runner.start();
        vertx.setPeriodic(SigningKeys.RELOAD_MS, tick -> keys.reload());
        vertx.setPeriodic(SigningKeys.RELOAD_MS, tick -> adjustClock());
        vertx.setPeriodic(TIDY_MS, tick -> tidy(store));
        return Services.offer(vertx, Addresses.USERS, UserService.class, users)
                .onSuccess(offered -> consumer = offered);
    }

    /** Tokens are read on other machines: their times are those of the database. */
    private Future<Void> adjustClock() {
        return clock instanceof DatabaseClock common ? common.adjust(postgres) : Future.succeededFuture();
    }

    private static Future<byte[]> refreshSecret(SecretStore secrets, Seal seal) {
        byte[] fresh = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(fresh);
        return secrets.secret(REFRESH_SECRET, seal.close(REFRESH_SECRET, fresh))
                .map(stored -> seal.open(REFRESH_SECRET, stored));
    }

    private static void tidy(UserStore store) {
        store.forgetSessions()
                .onSuccess(count -> LOG.debug("Forgot {} sessions.", count))
                .onFailure(failure -> LOG.warn("Old sessions were not forgotten: {}", failure.toString()));
    }

    private static UUID newcomer(Job job) {
        return UUID.fromString(job.payload().getString("userId"));
    }
}
