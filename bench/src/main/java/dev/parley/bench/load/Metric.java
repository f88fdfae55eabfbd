package dev.parley.bench.load;

/** What is measured. */
public enum Metric {
    DELIVERIES("deliveries per second, saturated", true),
    PROCESSOR("µs of the server's processor per delivery, saturated", false),
    GENERATOR("µs of the generator's processor per delivery, saturated", false),
    DELIVERY_P50("ms to delivery, p50", false),
    DELIVERY_P99("ms to delivery, p99", false),
    DELIVERY_P999("ms to delivery, p99.9", false),
    OFFERED("offered on a schedule, per second", true),
    REACHED("reached of it, per second", true),
    RESIDENT("KB resident per connection", false),
    HEAP("KB of heap per connection", false),
    JOINED("seconds until everybody was in and live", false),
    FRAME("bytes per message frame", false),
    MISSED("messages missed by a socket that was live", false),
    FETCHED("messages that a socket was told to fetch instead", false),
    DOUBLED("messages that a socket got twice", false),
    LATE("messages that a socket got out of order", false),
    CLOSED("sockets closed by the server", false),
    REFUSED("messages refused", false),
    SENDS("acknowledged sends per second, saturated", true),
    SENDS_PROCESSOR("µs of processor (server and database) per acknowledged send, saturated", false),
    ACK_P50("ms to the acknowledgement at half load, p50", false),
    ACK_P99("ms to the acknowledgement at half load, p99", false),
    ACK_P999("ms to the acknowledgement at half load, p99.9", false);

    private final String title;
    private final boolean moreIsBetter;

    Metric(String title, boolean moreIsBetter) {
        this.title = title;
        this.moreIsBetter = moreIsBetter;
    }

    /** What it says in the report. */
    public String title() {
        return title;
    }

    /** Whether a greater value is better. */
    public boolean moreIsBetter() {
        return moreIsBetter;
    }
}
