package dev.parley.users;

import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.serviceproxy.ServiceException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords with Argon2id on a few threads of its own, one such pool for a node.
 *
 * <p>What waits is bounded: beyond it calls fail with {@code unavailable} at once, and what has waited for 2 s is not hashed any more because nobody waits for it much longer, so that a flood of log-ins takes neither the memory nor the time of everybody else.
 */
public final class PasswordHashing implements AutoCloseable {

    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Pattern PHC =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=1\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

    private final SecureRandom random = new SecureRandom();
    private final LongAdder hashes = new LongAdder();
    private final ThreadPoolExecutor threads;
    private final Cost cost;
    private final LongSupplier nanos;
    private final String nobody;

    /**
     * What one hash costs.
     *
     * @param memoryKib memory in KiB
     * @param passes passes over it
     */
    record Cost(int memoryKib, int passes) {

        /** What OWASP recommends: 19 MiB, two passes. */
        static final Cost STANDARD = new Cost(19 * 1024, 2);
    }

    /** A pool with so many threads, before which so many may wait. */
    public PasswordHashing(int threads, int mostWaiting) {
        this(threads, mostWaiting, Cost.STANDARD, System::nanoTime);
    }

    PasswordHashing(int threads, int mostWaiting, Cost cost, LongSupplier nanos) {
        this.cost = cost;
        this.nanos = nanos;
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(mostWaiting),
                Thread.ofPlatform().daemon().name("parley-passwords-", 1).factory());
        this.threads.allowCoreThreadTimeOut(true);
        this.nobody = phc(cost, bytes(SALT_BYTES), bytes(HASH_BYTES));
    }

    /** The hash of a new password, as a PHC string. */
    Future<String> hash(Vertx vertx, String password) {
        return run(vertx, () -> {
            byte[] salt = bytes(SALT_BYTES);
            return phc(cost, salt, argon2id(cost, salt, HASH_BYTES, password));
        });
    }

    /** Whether the password is the one that was hashed. Without a hash it is never, which takes as long to find out. */
    Future<Boolean> matches(Vertx vertx, String password, @Nullable String phc) {
        String stored = phc == null ? nobody : phc;
        return run(vertx, () -> verify(password, stored));
    }

    /** How many passwords were hashed so far. */
    public long hashes() {
        return hashes.sum();
    }

    /** Ends the threads; what waits is given up. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private <T> Future<T> run(Vertx vertx, Supplier<T> work) {
        long queued = nanos.getAsLong();
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    if (nanos.getAsLong() - queued > LONGEST_WAIT_NANOS) {
                        throw tooMany();
                    }
                    done.complete(work.get());
                } catch (RuntimeException | Error e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(tooMany());
        }
        return Future.fromCompletionStage(done, vertx.getOrCreateContext());
    }

    private static ServiceException tooMany() {
        return Failures.unavailable("unavailable", "Too many people are logging in now. Try again soon.");
    }

    private boolean verify(String password, String phc) {
        Matcher parts = PHC.matcher(phc);
        if (!parts.matches()) {
            throw new IllegalStateException("A stored password hash is not a PHC string of Argon2id.");
        }
        Cost paid = new Cost(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
        byte[] salt = Base64.getDecoder().decode(parts.group(3));
        byte[] hash = Base64.getDecoder().decode(parts.group(4));
        return MessageDigest.isEqual(hash, argon2id(paid, salt, hash.length, password));
    }

    private byte[] argon2id(Cost cost, byte[] salt, int length, String password) {
        hashes.increment();
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.passes())
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    private static String phc(Cost cost, byte[] salt, byte[] hash) {
        return "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
                .formatted(cost.memoryKib(), cost.passes(), BASE64.encodeToString(salt), BASE64.encodeToString(hash));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
