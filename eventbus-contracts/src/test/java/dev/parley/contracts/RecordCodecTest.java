package dev.parley.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.contracts.messages.ChangesQuery;
import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.PostMessage;
import dev.parley.contracts.messages.React;
import dev.parley.contracts.rooms.NewRoom;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read is either right or refused by the name of its field. */
class RecordCodecTest {

    private static final UUID ROOM = UUID.fromString("0198c0de-0000-7000-8000-000000000001");

    @Test
    void whatIsOptionalIsLeftOut() {
        JsonObject json = RecordCodec.encode(new PostMessage(ROOM, "k", "hello", null));

        assertThat(json.fieldNames()).containsExactly("roomId", "key", "content");
        assertThat(PostMessage.decode(json).replyTo()).isNull();
    }

    @Test
    void nullIsTakenForAbsent() {
        JsonObject json = RecordCodec.encode(new PostMessage(ROOM, "k", "hello", null));

        assertThat(PostMessage.decode(json.copy().putNull("replyTo")).replyTo()).isNull();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> PostMessage.decode(json.copy().putNull("key")))
                .withMessage("PostMessage.key is missing");
    }

    @Test
    void unknownFieldsAreSkipped() {
        JsonObject json = RecordCodec.encode(new PostMessage(ROOM, "k", "hello", 3L));

        assertThat(PostMessage.decode(json.copy().put("fromTheFuture", true))).isEqualTo(PostMessage.decode(json));
    }

    @Test
    void instantsHaveMillisecondsAndEnumsAreLowerCase() {
        JsonObject room = RecordCodec.encode(
                new NewRoom("Tea", dev.parley.contracts.rooms.RoomKind.PRIVATE, "black and green", null));

        assertThat(room.getString("kind")).isEqualTo("private");
        assertThat(RecordCodec.text(Instant.parse("2026-01-31T09:30:00Z"))).isEqualTo("2026-01-31T09:30:00.000Z");
        assertThat(RecordCodec.text(Instant.parse("2026-01-31T09:30:00.123999Z")))
                .isEqualTo("2026-01-31T09:30:00.123Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "roomId  | 7",
                "roomId  | \"not a UUID\"",
                "roomId  | {}",
                "seq     | \"7\"",
                "seq     | 7.5",
                "seq     | 1e30",
                "seq     | 99999999999999999999999",
                "seq     | []",
                "emoji   | 7",
                "emoji   | {}",
                "on      | \"true\"",
                "on      | 1",
            })
    void aFieldOfAnotherTypeIsRefusedByItsName(String field, String wrong) {
        JsonObject json = RecordCodec.encode(new React(ROOM, 7, "👍", true));
        JsonObject broken = new JsonObject(
                json.copy().put(field, "?").encode().replace("\"" + field + "\":\"?\"", "\"" + field + "\":" + wrong));

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> React.decode(broken))
                .withMessage("React." + field + " is not as it must be");
    }

    @Test
    void everyFieldThatMustBeThereIsMissedByItsName() {
        JsonObject json = RecordCodec.encode(new React(ROOM, 7, "👍", true));
        for (String field : json.copy().fieldNames()) {
            JsonObject broken = json.copy();
            broken.remove(field);

            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> React.decode(broken))
                    .withMessage("React." + field + " is missing");
        }
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        JsonObject json = new JsonObject().put("roomId", ROOM.toString()).put("after", 4);

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ChangesQuery.decode(json.copy().put("limit", 4_294_967_297L)))
                .withMessage("ChangesQuery.limit is not as it must be");
        assertThat(ChangesQuery.decode(json.copy().put("limit", 7L)).limit()).isEqualTo(7);
    }

    @Test
    void listsAndNestedRecordsAreRefusedByTheirName() {
        JsonObject json = RecordCodec.encode(new Samples(1, new Schemas()).full(ChatMessage.class));

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ChatMessage.decode(json.copy().put("mentions", "x")))
                .withMessage("ChatMessage.mentions is not as it must be");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ChatMessage.decode(json.copy().put("mentions", new JsonArray().addNull())))
                .withMessage("ChatMessage.mentions is not as it must be");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ChatMessage.decode(json.copy().put("event", new JsonArray())))
                .withMessage("ChatMessage.event is not as it must be");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ChatMessage.decode(json.copy().put("createdAt", "yesterday")))
                .withMessage("ChatMessage.createdAt is not as it must be");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ChatMessage.decode(json.copy().put("kind", "shout")))
                .withMessage("ChatMessage.kind is not as it must be");
    }
}
