package dev.parley.bench.prove;

import dev.parley.bench.client.Account;
import dev.parley.bench.client.Rest;
import dev.parley.bench.load.LoadException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** The people of a run, each with a session for every device of theirs. The first one administers the installation and takes no part. */
final class People {

    static final int DEVICES = 2;

    private static final String PASSWORD = "a long proof password";
    private static final int AT_ONCE = 4;

    private final List<Account> sessions = new ArrayList<>();

    /** Signs so many people up and logs their devices in. */
    People(Rest rest, int count) {
        try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
            rest.signUp("administrator", PASSWORD);
            List<Callable<Account>> first = IntStream.range(0, count)
                    .<Callable<Account>>mapToObj(person -> () -> rest.signUp(name(person), PASSWORD))
                    .toList();
            List<Callable<Account>> more = IntStream.range(0, count * (DEVICES - 1))
                    .<Callable<Account>>mapToObj(device -> () -> logIn(rest, device % count))
                    .toList();
            for (List<Callable<Account>> calls : List.of(first, more)) {
                for (Future<Account> session : workers.invokeAll(calls)) {
                    sessions.add(session.get());
                }
            }
        } catch (ExecutionException e) {
            throw new LoadException("The people could not be made: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("Interrupted.");
        }
    }

    /** How many people there are. */
    int count() {
        return sessions.size() / DEVICES;
    }

    /** The session of a device; device {@code n} is that of person {@code n % count}. */
    synchronized Account session(int device) {
        return sessions.get(device);
    }

    /** Gives a device another session. */
    synchronized void session(int device, Account session) {
        sessions.set(device, session);
    }

    int devices() {
        return sessions.size();
    }

    /** Opens one more session of a person. */
    static Account logIn(Rest rest, int person) {
        return rest.logIn(name(person), PASSWORD);
    }

    /** What time it is by a node's clock. */
    static Instant time(Rest rest) {
        return rest.time(name(0), PASSWORD);
    }

    private static String name(int person) {
        return "person" + person;
    }
}
