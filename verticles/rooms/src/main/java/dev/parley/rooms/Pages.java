package dev.parley.rooms;

import dev.parley.contracts.Failures;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.rooms.SeatRole;
import dev.parley.rooms.RoomStore.MemberPlace;
import io.vertx.core.json.JsonArray;
import io.vertx.serviceproxy.ServiceException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes the places where pages end as cursors for clients, and reads them back. */
final class Pages {

    private static final int MOST_CHARS = 1_000;

    private Pages() {}

    /** How many there are to be on a page; fails with {@code invalid_request} when it is out of range. */
    static int limit(@Nullable Integer asked, int usual, int most) {
        int limit = asked == null ? usual : asked;
        if (limit < 1 || limit > most) {
            throw Failures.invalidField("/limit", "must be from 1 to " + most);
        }
        return limit;
    }

    /** After a room of the directory, by its id alone: its name, as it is sorted, may be longer than a cursor. */
    static String cursor(UUID last) {
        return write(new JsonArray().add(last.toString()));
    }

    static String cursor(Seat last) {
        return write(new JsonArray()
                .add(last.role().ordinal())
                .add(last.joinedAt().toString())
                .add(last.userId().toString()));
    }

    static @Nullable UUID directoryPlace(@Nullable String cursor) {
        return read(cursor, 1, array -> UUID.fromString(array.getString(0)));
    }

    static @Nullable MemberPlace memberPlace(@Nullable String cursor) {
        return read(
                cursor,
                3,
                array -> new MemberPlace(
                        rank(array.getInteger(0)),
                        time(Instant.parse(array.getString(1))),
                        UUID.fromString(array.getString(2))));
    }

    private static int rank(int rank) {
        if (rank < 0 || rank >= SeatRole.values().length) {
            throw unknown();
        }
        return rank;
    }

    /** A time that a database can hold. */
    private static Instant time(Instant time) {
        int year = time.atOffset(ZoneOffset.UTC).getYear();
        if (year < 1970 || year > 9999) {
            throw unknown();
        }
        return time;
    }

    private static String write(JsonArray place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(place.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static <T> @Nullable T read(@Nullable String cursor, int parts, Function<JsonArray, T> place) {
        if (cursor == null) {
            return null;
        }
        if (cursor.length() > MOST_CHARS) {
            throw unknown();
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(cursor);
            JsonArray array = new JsonArray(new String(json, StandardCharsets.UTF_8));
            if (array.size() != parts) {
                throw unknown();
            }
            return place.apply(array);
        } catch (RuntimeException e) {
            throw unknown();
        }
    }

    private static ServiceException unknown() {
        return Failures.invalidField("/cursor", "must come from the page before");
    }
}
