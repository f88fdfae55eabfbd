package dev.parley.bridge.socket;

import io.vertx.serviceproxy.ServiceException;

/** That one connection listens to one topic. */
final class Subscription implements Deadlines.Waiting {

    /** Where a subscription is in its life. */
    enum State {
        /** The right to it is being checked, or the topic is starting. */
        PENDING,
        /** Events are delivered. */
        LIVE,
        /** It is over. */
        ENDED
    }

    final Outbound out;
    final Topic topic;
    State state = State.PENDING;

    /** Whether the right to it was found; matters while it is pending. */
    boolean admitted;

    /** The number of the check that counts; earlier ones are out of date. */
    int checks;

    /** Whether the topic had started when the check that counts began. */
    boolean checkedAfterStart;

    /** Where it stands among the topic's live ones. */
    int index = -1;

    /** When it was last told that somebody types, on the hub's clock. */
    long typingAt = Long.MIN_VALUE / 2;

    /** Whether that was told, and its end was not. */
    boolean typing;

    /** How many batches of the hub had left when something of that was told last. */
    long typingBatch = -1;

    Subscription(Connection connection, Topic topic) {
        this.out = connection.out;
        this.topic = topic;
    }

    Connection connection() {
        return out.connection;
    }

    @Override
    public boolean waiting() {
        return state == State.PENDING;
    }

    @Override
    public void late(ServiceException failure) {
        connection().subscriptions.end(this, failure);
    }
}
