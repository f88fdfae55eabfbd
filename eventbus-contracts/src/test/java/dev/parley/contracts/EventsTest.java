package dev.parley.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Event.Change;
import dev.parley.contracts.Event.MessageChanged;
import dev.parley.contracts.Event.ReactionChange;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every event goes out in the form its schema publishes, and the protocol page knows the same events as the schemas. */
class EventsTest {

    private static final String SYNCED = "room.synced";
    private static final Schemas SCHEMAS = new Schemas();

    private final Samples samples = new Samples(4, SCHEMAS);

    @Test
    void everyEventIsWrittenAsItsSchemaSays() {
        Set<String> seen = new TreeSet<>();
        for (Class<?> type : Event.class.getPermittedSubclasses()) {
            for (Record event : samples.several(type.asSubclass(Record.class))) {
                check(sensible((Event) event), seen);
            }
        }

        assertThat(seen).containsExactlyElementsOf(types(SYNCED));
    }

    @Test
    void theSubscriptionAnswerHasItsSchema() {
        JsonObject synced = new JsonObject(
                "{\"type\":\"room.synced\",\"roomId\":\"0198c0de-0000-7000-8000-000000000001\",\"epoch\":1,\"rev\":9,\"seq\":7}");

        assertThat(SCHEMAS.complaints("events.json#/$defs/" + SYNCED, synced)).isEmpty();
        assertThat(SCHEMAS.complaints(
                        "events.json#/$defs/" + SYNCED, synced.copy().put("seq", -1)))
                .contains("/seq");
    }

    @Test
    void theProtocolPageListsTheEventsThatHaveSchemas() {
        String page = Documents.read("docs/protocol.md");
        String table = page.substring(page.indexOf("**Events**"), page.indexOf("**Typing**"));
        Set<String> listed = table.lines()
                .filter(line -> line.startsWith("|"))
                .map(line -> line.split("\\|", -1)[2])
                .flatMap(cell -> Pattern.compile("`([a-z.]+)`").matcher(cell).results())
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed).containsExactlyElementsOf(types(""));
    }

    @Test
    void anEventOfARoomGoesToItsTopicWithItsNumber() {
        MessageChanged event = samples.full(MessageChanged.class);
        Envelope envelope = event.envelope();

        assertThat(envelope.topic()).isEqualTo("room." + event.message().roomId());
        assertThat(envelope.kind()).isEqualTo(Envelope.Kind.LOG);
        assertThat(envelope.epoch()).isEqualTo(event.epoch());
        assertThat(envelope.rev()).isEqualTo(event.message().rev());
        assertThat(envelope.seq()).isEqualTo(event.message().seq());
    }

    @Test
    void theEndOfASeatGoesToTheRoomWithItsVersion() {
        Event.MemberLeft event = samples.full(Event.MemberLeft.class);
        Envelope envelope = event.envelope();

        assertThat(envelope.topic()).isEqualTo("room." + event.roomId());
        assertThat(envelope.kind()).isEqualTo(Envelope.Kind.SEAT_ENDED);
        assertThat(envelope.subject()).isEqualTo(event.userId());
        assertThat(envelope.rev()).isEqualTo(event.version()).isPositive();
    }

    private static void check(Event event, Set<String> seen) {
        Envelope envelope = event.envelope();
        if (event instanceof Event.SessionEnded ended) {
            assertThat(envelope.frame().length()).isZero();
            assertThat(envelope.subject()).isEqualTo(ended.sessionId());
            return;
        }
        JsonObject frame = new JsonObject(envelope.frame());
        JsonObject body = frame.getJsonObject("body");
        assertThat(frame.getString("type")).isEqualTo("rec");
        assertThat(frame.getString("address")).isEqualTo(envelope.topic());
        assertThat(frame.fieldNames()).containsExactlyInAnyOrder("type", "address", "body");
        assertThat(SCHEMAS.complaints("events.json#/$defs/" + body.getString("type"), body))
                .isEmpty();
        seen.add(body.getString("type"));
    }

    private Event sensible(Event event) {
        return event instanceof MessageChanged changed
                ? new MessageChanged(
                        changed.change(),
                        changed.epoch(),
                        changed.message(),
                        changed.change() == Change.REACTED ? samples.any(ReactionChange.class) : null)
                : event;
    }

    private static Set<String> types(String but) {
        return SCHEMAS.definitions("events.json").fieldNames().stream()
                .filter(name -> Character.isLowerCase(name.charAt(0)) && !name.equals(but))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
