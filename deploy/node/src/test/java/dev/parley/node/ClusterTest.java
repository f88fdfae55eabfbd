package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Encodings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes of one cluster, and what people on both of them see of each other. */
class ClusterTest {

    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster(2);

    private static int one() {
        return CLUSTER.port(0);
    }

    private static int two() {
        return CLUSTER.port(1);
    }

    @Test
    void aMessagePostedOnOneNodeReachesASocketOnAnother() {
        TestPerson alice = TestPerson.register(one(), "alice");
        TestPerson bob = TestPerson.register(two(), "bob");
        String room = direct(alice, bob);
        TestSocket socket = TestSocket.open(two(), bob);
        socket.register("room." + room);
        JsonObject said = alice.say(one(), room, "Can you hear me?");
        JsonObject event = socket.event("message.posted");
        assertThat(event.getJsonObject("message")).isEqualTo(said);
        assertThat(said.getLong("seq")).isEqualTo(1);
        socket.close();
    }

    @Test
    void anEventIsEncodedOnceForTheWholeCluster() {
        TestPerson alice = TestPerson.register(one(), "alice");
        String room = room(alice, "encoded once");
        List<TestSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            TestSocket socket = TestSocket.open(i % 2 == 0 ? one() : two(), alice);
            socket.register("room." + room);
            sockets.add(socket);
        }
        alice.say(one(), room, "before");
        sockets.forEach(socket -> said(socket, "before"));
        long before = Encodings.total();
        alice.say(one(), room, "counted");
        sockets.forEach(socket -> said(socket, "counted"));
        assertThat(Encodings.total() - before).isEqualTo(1);
        sockets.forEach(TestSocket::close);
    }

    @Test
    void registrationsInTheClusterDoNotGrowWithSockets() {
        TestPerson alice = TestPerson.register(one(), "alice");
        List<String> rooms =
                IntStream.range(0, 5).mapToObj(i -> room(alice, "room " + i)).toList();
        long before = CLUSTER.node(0).registrations();
        List<TestSocket> sockets = IntStream.range(0, 20)
                .mapToObj(i -> TestSocket.open(i % 2 == 0 ? one() : two(), alice))
                .toList();
        sockets.forEach(socket -> rooms.forEach(room -> socket.register("room." + room)));
        assertThat(CLUSTER.node(0).registrations()).isEqualTo(before);
        sockets.forEach(TestSocket::close);
    }

    @Test
    void whatTheBusNeverBroughtTheNodeFindsAndDelivers() throws Exception {
        TestPerson alice = TestPerson.register(one(), "alice");
        String room = room(alice, "cut off");
        TestSocket socket = TestSocket.open(two(), alice);
        socket.register("room." + room);
        // A node of another cluster on the same database: nothing that it publishes arrives here.
        TestCluster island = CLUSTER.island();
        int port = island.add();
        try {
            for (int i = 1; i <= 3; i++) {
                alice.say(port, room, "from the island " + i);
            }
            for (int i = 1; i <= 3; i++) {
                JsonObject message = said(socket, "from the island " + i);
                assertThat(message.getLong("rev")).isEqualTo(message.getLong("seq"));
            }
        } finally {
            island.stop();
            socket.close();
        }
    }

    @Test
    void aReadMarkerThatTheBusLostReachesTheOtherDevices() throws Exception {
        TestPerson alice = TestPerson.register(one(), "alice");
        TestPerson bob = TestPerson.register(two(), "bob");
        String room = direct(alice, bob);
        for (int i = 1; i <= 3; i++) {
            alice.say(one(), room, "text " + i);
        }
        TestSocket laptop = TestSocket.open(two(), bob);
        laptop.register("user." + bob.id());
        TestCluster island = CLUSTER.island();
        int port = island.add();
        try {
            JsonObject seat = markRead(port, bob, room, 2);
            JsonObject moved = advanced(laptop, room);
            assertThat(moved.getLong("lastReadSeq")).isEqualTo(2);
            assertThat(moved.getLong("unread")).isEqualTo(1);
            assertThat(moved.getLong("readVersion")).isEqualTo(seat.getLong("readVersion"));
            seat = markRead(two(), bob, room, 3);
            assertThat(advanced(laptop, room).getLong("readVersion")).isEqualTo(seat.getLong("readVersion"));
        } finally {
            island.stop();
            laptop.close();
        }
    }

    @Test
    void whatWasAcknowledgedOnOneNodeEveryReadOnAnotherShows() {
        TestPerson alice = TestPerson.register(one(), "alice");
        TestPerson bob = TestPerson.register(two(), "bob");
        for (int i = 0; i < 10; i++) {
            String room = room(alice, "round " + i);
            add(alice, room, bob);
            assertThat(entry(bob, room).getJsonObject("seat").getString("role")).isEqualTo("member");
            markRead(one(), bob, room, alice.say(one(), room, "first").getLong("seq"));
            JsonObject said = alice.say(one(), room, "text <@" + bob.id() + ">");
            String log = "/api/rooms/" + room + "/messages";
            assertThat(bob.get(two(), log).expect(200).getJsonArray("messages")).contains(said);
            assertThat(bob.get(two(), log + "/" + said.getLong("seq"))
                            .expect(200)
                            .getJsonObject("message"))
                    .isEqualTo(said);
            assertThat(bob.get(two(), "/api/rooms/" + room + "/changes?after=" + (said.getLong("rev") - 1))
                            .expect(200)
                            .getJsonArray("messages"))
                    .contains(said);
            JsonObject listed = entry(bob, room);
            assertThat(listed.getJsonObject("lastMessage").getLong("seq")).isGreaterThanOrEqualTo(said.getLong("seq"));
            assertThat(listed.getLong("mentions")).isEqualTo(1);
            assertThat(markRead(one(), bob, room, said.getLong("seq")).getLong("unread"))
                    .isZero();
            assertThat(entry(bob, room).getLong("unread")).isZero();
            alice.delete(one(), log + "/" + said.getLong("seq")).expect(200);
            assertThat(bob.get(two(), log + "/" + said.getLong("seq"))
                            .expect(200)
                            .getJsonObject("message")
                            .containsKey("deletedAt"))
                    .isTrue();
        }
    }

    @Test
    void aRevokedSessionLosesItsSocketsOnEveryNode() {
        TestPerson phone = TestPerson.register(one(), "alice");
        TestPerson laptop = phone.again(one());
        TestSocket socket = TestSocket.open(two(), phone);
        laptop.delete(one(), "/api/sessions").expect(204);
        assertThat(socket.closeCode()).isEqualTo(4401);
        assertThat(phone.get(two(), "/api/me").status()).isEqualTo(401);
        laptop.get(two(), "/api/me").expect(200);
    }

    @Test
    void whoeverIsRemovedGetsNothingLater() {
        TestPerson alice = TestPerson.register(one(), "alice");
        TestPerson bob = TestPerson.register(two(), "bob");
        String room = room(alice, "members only");
        add(alice, room, bob);
        TestSocket socket = TestSocket.open(two(), bob);
        socket.register("user." + bob.id());
        socket.register("room." + room);
        alice.delete(one(), "/api/rooms/" + room + "/members/" + bob.id()).expect(204);
        JsonObject ended = socket.await(frame -> "err".equals(frame.getString("type")));
        assertThat(ended.getString("address")).isEqualTo("room." + room);
        socket.event("room.removed");
        alice.say(one(), room, "a secret");
        bob.get(two(), "/api/rooms/" + room + "/messages").expect(404);
        String other = direct(alice, bob);
        socket.register("room." + other);
        alice.say(one(), other, "a marker");
        assertThat(said(socket, "a marker")).isNotNull();
        assertThat(socket.seen("a secret")).isFalse();
        socket.close();
    }

    @Test
    void directsOpenedFromBothSidesAtOnceAreOneRoom() {
        TestPerson alice = TestPerson.register(one(), "alice");
        TestPerson bob = TestPerson.register(two(), "bob");
        List<String> rooms = IntStream.range(0, 20)
                .parallel()
                .mapToObj(i -> i % 2 == 0 ? open(one(), alice, bob) : open(two(), bob, alice))
                .toList();
        assertThat(rooms).containsOnly(rooms.getFirst());
    }

    @Test
    void newcomersAreInGeneralAndCountWhatTheyHaveNotRead() {
        TestPerson alice = TestPerson.register(one(), "alice");
        TestPerson bob = TestPerson.register(two(), "bob");
        String general = list(bob)
                .filter(entry -> "general".equals(entry.getJsonObject("room").getString("name")))
                .findFirst()
                .orElseThrow()
                .getJsonObject("room")
                .getString("id");
        long before = entry(bob, general).getLong("unread");
        alice.say(one(), general, "Hello everybody");
        alice.say(one(), general, "and you too, <@" + bob.id() + ">");
        JsonObject entry = entry(bob, general);
        assertThat(entry.getLong("unread")).isEqualTo(before + 2);
        assertThat(entry.getLong("mentions")).isEqualTo(1);
        assertThat(entry(alice, general).getLong("unread")).isZero();
        bob.put(
                        one(),
                        "/api/rooms/" + general + "/read",
                        new JsonObject().put("seq", entry.getJsonObject("head").getLong("seq")))
                .expect(200);
        assertThat(entry(bob, general).getLong("unread")).isZero();
    }

    @Test
    void oneKeyPostedOnBothNodesAtOnceIsOneMessage() {
        TestPerson alice = TestPerson.register(one(), "alice");
        String room = room(alice, "once");
        JsonObject message =
                new JsonObject().put("key", UUID.randomUUID().toString()).put("content", "only once");
        List<TestPerson.Answer> answers = IntStream.range(0, 30)
                .parallel()
                .mapToObj(i -> alice.post(i % 2 == 0 ? one() : two(), "/api/rooms/" + room + "/messages", message))
                .toList();
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream()
                        .map(answer -> answer.body().getJsonObject("message").getString("id"))
                        .distinct())
                .hasSize(1);
        JsonArray log =
                alice.get(two(), "/api/rooms/" + room + "/messages").expect(200).getJsonArray("messages");
        assertThat(log.stream()
                        .map(JsonObject.class::cast)
                        .filter(stored -> stored.getString("content").equals("only once")))
                .hasSize(1);
    }

    private static JsonObject said(TestSocket socket, String content) {
        return socket.await(frame -> {
                    JsonObject message =
                            frame.getJsonObject("body", new JsonObject()).getJsonObject("message");
                    return message != null && content.equals(message.getString("content"));
                })
                .getJsonObject("body")
                .getJsonObject("message");
    }

    private static String room(TestPerson owner, String name) {
        JsonObject room = new JsonObject().put("name", name).put("kind", "private");
        return owner.post(one(), "/api/rooms", room)
                .expect(201)
                .getJsonObject("room")
                .getString("id");
    }

    private static void add(TestPerson owner, String room, TestPerson member) {
        owner.post(one(), "/api/rooms/" + room + "/members", new JsonObject().put("userId", member.id()))
                .expect(201);
    }

    private static JsonObject advanced(TestSocket socket, String room) {
        return socket.await(frame -> {
                    JsonObject body = frame.getJsonObject("body", new JsonObject());
                    return "read.advanced".equals(body.getString("type")) && room.equals(body.getString("roomId"));
                })
                .getJsonObject("body");
    }

    private static JsonObject markRead(int port, TestPerson person, String room, long seq) {
        return person.put(port, "/api/rooms/" + room + "/read", new JsonObject().put("seq", seq))
                .expect(200)
                .getJsonObject("seat");
    }

    private static String direct(TestPerson from, TestPerson to) {
        return open(one(), from, to);
    }

    private static String open(int port, TestPerson from, TestPerson to) {
        TestPerson.Answer answer = from.post(port, "/api/rooms/direct", new JsonObject().put("userId", to.id()));
        assertThat(answer.status()).isIn(200, 201);
        return answer.body().getJsonObject("room").getString("id");
    }

    private static Stream<JsonObject> list(TestPerson person) {
        return person.get(two(), "/api/rooms").expect(200).getJsonArray("rooms").stream()
                .map(JsonObject.class::cast);
    }

    private static JsonObject entry(TestPerson person, String room) {
        return list(person)
                .filter(entry -> entry.getJsonObject("room").getString("id").equals(room))
                .findFirst()
                .orElseThrow();
    }
}
