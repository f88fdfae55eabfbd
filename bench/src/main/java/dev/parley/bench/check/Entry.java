package dev.parley.bench.check;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;

/**
 * One thing that a client did or saw.
 *
 * <p>{@code at} is in nanoseconds on the one monotonic clock of the history. What a client is about to do is written before it does it, what it saw after it saw it: so that one entry before
 * another means that the one was over before the other began.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Entry.Watch.class, name = "watch"),
    @JsonSubTypes.Type(value = Entry.Open.class, name = "open"),
    @JsonSubTypes.Type(value = Entry.Close.class, name = "close"),
    @JsonSubTypes.Type(value = Entry.Asked.class, name = "asked"),
    @JsonSubTypes.Type(value = Entry.Answered.class, name = "answered"),
    @JsonSubTypes.Type(value = Entry.Invoke.class, name = "invoke"),
    @JsonSubTypes.Type(value = Entry.Ok.class, name = "ok"),
    @JsonSubTypes.Type(value = Entry.Rejected.class, name = "rejected"),
    @JsonSubTypes.Type(value = Entry.Retry.class, name = "retry"),
    @JsonSubTypes.Type(value = Entry.Deliver.class, name = "deliver"),
    @JsonSubTypes.Type(value = Entry.Apply.class, name = "apply"),
    @JsonSubTypes.Type(value = Entry.Reset.class, name = "reset"),
    @JsonSubTypes.Type(value = Entry.Fetch.class, name = "fetch"),
    @JsonSubTypes.Type(value = Entry.Log.class, name = "log"),
    @JsonSubTypes.Type(value = Entry.Fault.class, name = "fault"),
    @JsonSubTypes.Type(value = Entry.Healed.class, name = "healed"),
    @JsonSubTypes.Type(value = Entry.Complete.class, name = "complete"),
    @JsonSubTypes.Type(value = Entry.Person.class, name = "person"),
    @JsonSubTypes.Type(value = Entry.Change.class, name = "change"),
    @JsonSubTypes.Type(value = Entry.Changed.class, name = "changed"),
    @JsonSubTypes.Type(value = Entry.Seating.class, name = "seating"),
    @JsonSubTypes.Type(value = Entry.Seated.class, name = "seated"),
    @JsonSubTypes.Type(value = Entry.Made.class, name = "made"),
    @JsonSubTypes.Type(value = Entry.LoggedIn.class, name = "loggedIn"),
    @JsonSubTypes.Type(value = Entry.LoggingOut.class, name = "loggingOut"),
    @JsonSubTypes.Type(value = Entry.LoggedOut.class, name = "loggedOut"),
    @JsonSubTypes.Type(value = Entry.Read.class, name = "read"),
    @JsonSubTypes.Type(value = Entry.Marked.class, name = "marked"),
    @JsonSubTypes.Type(value = Entry.Counted.class, name = "counted"),
    @JsonSubTypes.Type(value = Entry.Tallied.class, name = "tallied"),
    @JsonSubTypes.Type(value = Entry.Unsent.class, name = "unsent"),
    @JsonSubTypes.Type(value = Entry.Jobs.class, name = "jobs"),
    @JsonSubTypes.Type(value = Entry.Idle.class, name = "idle"),
    @JsonSubTypes.Type(value = Entry.Served.class, name = "served")
})
public sealed interface Entry {

    /** When, in nanoseconds of the history's clock. */
    long at();

    /** From now on the client is to hold the whole room. */
    record Watch(long at, String client, String room) implements Entry {}

    /** A socket is open; {@code socket} counts the client's sockets. */
    record Open(long at, String client, int socket, String node) implements Entry {}

    /** A socket is closed, by the node (or the network) or by the client itself. */
    record Close(long at, String client, int socket, boolean bySelf, int code) implements Entry {}

    /** A call other than a send goes out; {@code call} is unique on its socket. */
    record Asked(long at, String client, int socket, String call) implements Entry {}

    /** A call other than a send was answered: done, or refused for a reason. */
    record Answered(long at, String client, int socket, String call, String reason) implements Entry {

        /** It was done. */
        public Answered(long at, String client, int socket, String call) {
            this(at, client, socket, call, "");
        }
    }

    /** An attempt of a send goes out. */
    record Invoke(
            long at, String client, int socket, String sender, String room, String key, String content, int attempt)
            implements Entry {}

    /** A send was acknowledged. */
    record Ok(long at, String client, String room, String key, String id, long seq, long rev, boolean duplicate)
            implements Entry {}

    /** A send was refused for good. */
    record Rejected(long at, String client, String room, String key, String reason) implements Entry {}

    /** A send is to be repeated. */
    record Retry(long at, String client, String room, String key, String reason, long afterMs) implements Entry {}

    /** A live frame came in. */
    record Deliver(long at, String client, String room, Row row) implements Entry {}

    /** The client took a message into what it shows. */
    record Apply(long at, String client, String room, Row row, Via via) implements Entry {}

    /** The client forgot what it held of a room and begins from what it fetches. */
    record Reset(long at, String client, String room) implements Entry {}

    /** The client asked what changed after a rev and was answered up to {@code upTo}. */
    record Fetch(long at, String client, String room, long after, long upTo, int rows) implements Entry {}

    /** The whole room, read afresh through one node when everything was over. */
    record Log(long at, String reader, String node, String room, List<Row> rows) implements Entry {}

    /** Something was broken on purpose, at one node or, when {@code node} is empty, elsewhere. */
    record Fault(long at, String node, String what) implements Entry {}

    /** What was broken is whole again. */
    record Healed(long at, String node, String what) implements Entry {}

    /** Every client holds everything. */
    record Complete(long at) implements Entry {}

    /** Whose device a client is. */
    record Person(long at, String client, String user) implements Entry {}

    /** An attempt to change a message goes out; {@code key} is the client's own name for the change. */
    record Change(
            long at, String client, int socket, String user, String room, long seq, String key, Kind what, String value)
            implements Entry {}

    /** A change was acknowledged, with the message as it is by then. */
    record Changed(long at, String client, String room, String key, Row row) implements Entry {}

    /** Somebody made a room, and has a seat in it. */
    record Made(long at, String user, String room) implements Entry {}

    /** Somebody is to be given a seat in a room, or to lose it. */
    record Seating(long at, String user, String room, boolean on) implements Entry {}

    /** Somebody was given a seat in a room, or lost it. */
    record Seated(long at, String user, String room, boolean on) implements Entry {}

    /** A client begins to use a new session. */
    record LoggedIn(long at, String client) implements Entry {}

    /** The session of a client is to end. */
    record LoggingOut(long at, String client) implements Entry {}

    /** The end of a client's session was acknowledged. */
    record LoggedOut(long at, String client) implements Entry {}

    /** The newest page of a room, asked for at {@code began} through some node. */
    record Read(long at, long began, String user, String node, String room, long headSeq, long headRev, List<Row> rows)
            implements Entry {}

    /** Where somebody's read marker was after it was to be moved at {@code began}. */
    record Marked(long at, long began, String user, String room, long asked, long lastRead) implements Entry {}

    /** What a node says of a room and somebody's place in it when everything is over. */
    record Counted(
            long at,
            String node,
            String user,
            String room,
            long lastRead,
            long unread,
            long headSeq,
            long headRev,
            long memberCount,
            long members)
            implements Entry {}

    /** How often an emoji stands on a message, as the database keeps count and as there are rows, at one moment when everything is over. */
    record Tallied(long at, String room, long seq, String emoji, long counted, long there) implements Entry {}

    /** So many sends of a client to a room have no outcome, although everything was whole for long enough. */
    record Unsent(long at, String client, String room, int sends) implements Entry {}

    /** How many jobs of the services are left when they had the time to be done, and how many were put aside as dead. */
    record Jobs(long at, long left, long dead) implements Entry {}

    /** What a node holds while nobody is connected, before anything happened or after all of it. */
    record Idle(long at, String node, boolean after, Map<String, Long> held) implements Entry {}

    /** What a node says it has done since it was started for the n-th time. */
    record Served(long at, String node, int life, Map<String, Long> counters) implements Entry {}

    /** What a change does to a message. */
    enum Kind {
        /** Gives it another content. */
        EDIT,
        /** Leaves a tombstone. */
        DELETE,
        /** Sets a reaction. */
        REACT,
        /** Takes a reaction back. */
        UNREACT
    }

    /** How a message reached what a client shows. */
    enum Via {
        /** A live frame that was the next one. */
        LIVE,
        /** A live frame that had to wait for those before it. */
        BUFFER,
        /** An answer to a catch-up. */
        FETCH
    }
}
