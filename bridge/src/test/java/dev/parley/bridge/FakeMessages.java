package dev.parley.bridge;

import dev.parley.contracts.Caller;
import dev.parley.contracts.CallerKind;
import dev.parley.contracts.Envelope;
import dev.parley.contracts.Event;
import dev.parley.contracts.Failures;
import dev.parley.contracts.messages.Announcement;
import dev.parley.contracts.messages.ChangesQuery;
import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Edit;
import dev.parley.contracts.messages.EditMessage;
import dev.parley.contracts.messages.Edits;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.Heads;
import dev.parley.contracts.messages.HistoryQuery;
import dev.parley.contracts.messages.MessageChanges;
import dev.parley.contracts.messages.MessageKind;
import dev.parley.contracts.messages.MessagePage;
import dev.parley.contracts.messages.MessageRef;
import dev.parley.contracts.messages.MessageService;
import dev.parley.contracts.messages.PostMessage;
import dev.parley.contracts.messages.Posted;
import dev.parley.contracts.messages.React;
import dev.parley.contracts.messages.ReadMark;
import dev.parley.contracts.messages.ReadMarker;
import dev.parley.contracts.messages.ReadMarkers;
import dev.parley.contracts.messages.ReadState;
import dev.parley.contracts.messages.RoomHead;
import dev.parley.contracts.messages.RoomOverview;
import dev.parley.contracts.messages.RoomOverviews;
import dev.parley.contracts.messages.SeatRead;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Logs in memory, with just what the edge relies on. */
@NullUnmarked
final class FakeMessages implements MessageService {

    final Map<UUID, List<ChatMessage>> logs = new ConcurrentHashMap<>();
    final Queue<ReadMarker> markers = new ConcurrentLinkedQueue<>();
    final AtomicInteger posts = new AtomicInteger();
    final AtomicInteger headCalls = new AtomicInteger();
    final AtomicInteger newHeadCalls = new AtomicInteger();
    final AtomicInteger changesCalls = new AtomicInteger();
    final AtomicInteger overviewCalls = new AtomicInteger();
    volatile long epoch = 1;
    volatile boolean heads = true;
    volatile Supplier<Future<Void>> whenAskedForHeads = Future::succeededFuture;
    volatile boolean lossy;
    volatile boolean reset;
    volatile Runnable whenAskedForChanges = () -> {};

    /** What an answer to the node's own questions for changes, or for somebody's rooms, waits for. */
    volatile Supplier<Future<Void>> before = Future::succeededFuture;

    /** What an answer to the node's own question which rooms have gone on waits for. */
    volatile Supplier<Future<Void>> beforeNewHeads = Future::succeededFuture;

    volatile @Nullable Future<Posted> instead;
    private final FakeRooms rooms;
    private final TestBus bus;

    FakeMessages(FakeRooms rooms, TestBus bus) {
        this.rooms = rooms;
        this.bus = bus;
    }

    Head head(UUID roomId) {
        List<ChatMessage> log = logs.getOrDefault(roomId, List.of());
        long rev = log.stream().mapToLong(ChatMessage::rev).max().orElse(0);
        return new Head(log.isEmpty() ? 0 : epoch, rev, log.size());
    }

    /** Stores a message without telling anybody. */
    synchronized ChatMessage store(UUID roomId, UUID senderId, String content) {
        Head head = head(roomId);
        ChatMessage message = message(roomId, senderId, head.seq() + 1, head.rev() + 1, content, "k" + head.rev());
        logs.computeIfAbsent(roomId, id -> new ArrayList<>()).add(message);
        return message;
    }

    /** Stores a message that mentions people, without telling anybody. */
    synchronized void mentioning(UUID roomId, UUID senderId, List<UUID> mentions) {
        ChatMessage m = store(roomId, senderId, "Hello everybody");
        logs.get(roomId)
                .set(
                        (int) m.seq() - 1,
                        new ChatMessage(
                                m.id(),
                                roomId,
                                m.seq(),
                                m.rev(),
                                senderId,
                                m.kind(),
                                m.content(),
                                m.key(),
                                m.createdAt(),
                                null,
                                null,
                                null,
                                mentions,
                                null,
                                null));
    }

    /** Changes a message without telling anybody. */
    synchronized ChatMessage change(UUID roomId, long seq, String content) {
        List<ChatMessage> log = logs.get(roomId);
        ChatMessage old = log.get((int) seq - 1);
        ChatMessage changed = message(roomId, old.senderId(), seq, head(roomId).rev() + 1, content, old.key());
        log.set((int) seq - 1, changed);
        return changed;
    }

    /** Tells of a read marker. */
    void tell(UUID roomId, UUID userId, long version) {
        bus.tell(new Event.ReadAdvanced(state(roomId, userId, 0, version)));
    }

    void tell(ChatMessage message) {
        bus.tell(told(message));
    }

    /** What a new message is told by. */
    Envelope told(ChatMessage message) {
        return new Event.MessageChanged(Event.Change.POSTED, epoch, message, null).envelope();
    }

    @Override
    public Future<Posted> post(Caller caller, PostMessage message) {
        posts.incrementAndGet();
        Future<Posted> answer = instead;
        if (answer != null) {
            return answer;
        }
        return rooms.seated(caller, message.roomId(), false).map(room -> {
            ChatMessage stored = store(message.roomId(), caller.id(), message.content());
            if (!lossy) {
                tell(stored);
            }
            return new Posted(stored, false);
        });
    }

    @Override
    public Future<Void> announce(Caller caller, List<Announcement> announcements) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public Future<ChatMessage> edit(Caller caller, EditMessage edit) {
        return get(caller, new MessageRef(edit.roomId(), edit.seq()));
    }

    @Override
    public Future<ChatMessage> delete(Caller caller, MessageRef message) {
        return get(caller, message);
    }

    @Override
    public Future<ChatMessage> react(Caller caller, React reaction) {
        return get(caller, new MessageRef(reaction.roomId(), reaction.seq()));
    }

    @Override
    public Future<ChatMessage> get(Caller caller, MessageRef message) {
        return rooms.seated(caller, message.roomId(), false).map(room -> {
            List<ChatMessage> log = logs.getOrDefault(message.roomId(), List.of());
            if (message.seq() > log.size()) {
                throw Failures.notFound("message_not_found", "There is no such message.");
            }
            return log.get((int) message.seq() - 1);
        });
    }

    @Override
    public Future<Edits> edits(Caller caller, MessageRef message) {
        return get(caller, message).map(found -> new Edits(List.of(new Edit("before", FakeUsers.THEN))));
    }

    @Override
    public Future<MessagePage> history(Caller caller, HistoryQuery query) {
        return rooms.seated(caller, query.roomId(), false)
                .map(room -> new MessagePage(
                        List.copyOf(logs.getOrDefault(query.roomId(), List.of())), false, false, head(query.roomId())));
    }

    @Override
    public Future<MessageChanges> changes(Caller caller, ChangesQuery query) {
        if (caller.kind() == CallerKind.SERVICE) {
            changesCalls.incrementAndGet();
            whenAskedForChanges.run();
            return before.get().compose(done -> changed(caller, query));
        }
        return changed(caller, query);
    }

    private Future<MessageChanges> changed(Caller caller, ChangesQuery query) {
        Head head = head(query.roomId());
        if (reset) {
            return Future.succeededFuture(new MessageChanges(List.of(), head, false, true));
        }
        return rooms.seated(caller, query.roomId(), false)
                .map(room -> new MessageChanges(
                        logs.getOrDefault(query.roomId(), List.of()).stream()
                                .filter(message -> message.rev() > query.after())
                                .sorted(Comparator.comparingLong(ChatMessage::rev))
                                .toList(),
                        head,
                        false,
                        false));
    }

    @Override
    public Future<SeatRead> read(Caller caller, ReadMark mark) {
        return rooms.seated(caller, mark.roomId(), false)
                .map(room -> new SeatRead(
                        FakeRooms.seat(mark.roomId(), caller.id()), state(mark.roomId(), caller.id(), mark.seq())));
    }

    @Override
    public Future<RoomOverviews> overview(Caller caller, List<UUID> roomIds) {
        overviewCalls.incrementAndGet();
        return before.get()
                .map(done -> new RoomOverviews(roomIds.stream()
                        .map(id -> new RoomOverview(
                                id, logs.containsKey(id) ? logs.get(id).getLast() : null, state(id, caller.id(), 0)))
                        .toList()));
    }

    @Override
    public Future<Heads> heads(Caller caller, List<UUID> roomIds) {
        headCalls.incrementAndGet();
        return heads
                ? whenAskedForHeads
                        .get()
                        .map(asked -> Heads.of(
                                0,
                                false,
                                roomIds.stream()
                                        .map(id -> new RoomHead(id, head(id)))
                                        .toList()))
                : Future.failedFuture(Failures.unavailable("storage_unavailable", "Not now."));
    }

    @Override
    public Future<Heads> headsSince(Caller caller, long cursor) {
        newHeadCalls.incrementAndGet();
        return beforeNewHeads
                .get()
                .map(done -> Heads.of(
                        cursor + 1,
                        false,
                        cursor == 0
                                ? List.of()
                                : logs.keySet().stream()
                                        .map(id -> new RoomHead(id, head(id)))
                                        .toList()));
    }

    @Override
    public Future<ReadMarkers> markersSince(Caller caller, long cursor) {
        return Future.succeededFuture(ReadMarkers.of(cursor + 1, false, List.copyOf(markers)));
    }

    private ReadState state(UUID roomId, UUID userId, long read) {
        return state(roomId, userId, read, version(roomId, userId));
    }

    private ReadState state(UUID roomId, UUID userId, long read, long version) {
        Head head = head(roomId);
        return new ReadState(roomId, userId, read, head.seq() - read, 0, head, version);
    }

    private long version(UUID roomId, UUID userId) {
        return markers.stream()
                .filter(marker ->
                        marker.roomId().equals(roomId) && marker.userId().equals(userId))
                .mapToLong(ReadMarker::readVersion)
                .max()
                .orElse(0);
    }

    private static ChatMessage message(UUID roomId, UUID senderId, long seq, long rev, String content, String key) {
        return new ChatMessage(
                new UUID(1, seq),
                roomId,
                seq,
                rev,
                senderId,
                MessageKind.TEXT,
                content,
                key,
                FakeUsers.THEN,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
