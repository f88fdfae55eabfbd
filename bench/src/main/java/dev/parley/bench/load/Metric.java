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
    CEILING("what the generator could bear of that load if nothing else ran, per second", true),
    KNEE("messages per second at the knee: the most that were carried with p99 to delivery within 100 ms", true),
    MEMORY("KB of memory per connection", false),
    HEAP("KB of heap per connection", false),
    JOINED("seconds until everybody was in and live", false),
    FRAME("bytes per message frame", false),
    DELIVERY_WORST("ms to delivery, p99 of the worst second", false),
    DELIVERY_USUAL("ms to delivery, p99 of a second, in the middle of all seconds", false),
    SLOW_SECONDS("share of the seconds whose p99 was over 100 ms", false),
    CONNECTED("people connected at once", true),
    LET_IN("people let in per second", true),
    LET_IN_PROCESSOR("people let in per second of the nodes' processor", true),
    IDLE("cores for 100,000 idle connections", false),
    MIX_DELIVERIES("deliveries per second in the mix", true),
    MIX_TYPING("typing notices delivered per second in the mix", true),
    MIX_READS("read markers moved per second in the mix", true),
    MIX_NODES("cores that the nodes took in the mix", false),
    MIX_EACH("µs of the servers' processor per delivery in the mix, all told", false),
    MIX_SERVICES("cores that PostgreSQL and Redis took in the mix", false),
    MIX_GENERATORS("cores that the generators took in the mix", false),
    BEHIND("ms that a generator was late at most", false),
    BACK("seconds until everybody was back", false),
    BACK_MOST("seconds until 99 % of those who lost their node were back", false),
    RESUMED("people resumed per second of the nodes' processor", true),
    QUERIES("transactions of the database per person who came back", false),
    ALL_RESIDENT("MB resident of the servers at the end of the mix, with all that their heaps hold in reserve", false),
    GENERATOR_RESIDENT("KB resident of the generators per connection", false),
    MISSED("messages missed by a socket that was live", false),
    FETCHED("messages that a socket was told to fetch instead", false),
    DOUBLED("messages that a socket got twice", false),
    LATE("messages that a socket got out of order", false),
    MISNUMBERED("messages whose seq and rev do not grow alike", false),
    CLOSED("sockets closed by the server", false),
    REFUSED("messages refused", false),
    UNANSWERED("messages whose answer was lost with the socket", false),
    ROLLED("seconds until everybody was back and the node ready again, the slowest restart", false),
    SLOW_P99("ms to delivery for the others while some do not read, p99", false),
    SLOW_RATIO("that, compared with the same when all read", false),
    SLOW_MEMORY("KB by which the node grew at most for each who does not read", false),
    SLOW_CLOSED("share of those who do not read whose sockets were closed", true),
    SQL_TOP_P50("ms for a page at the top, bare SQL, p50", false),
    SQL_TOP_P99("the same, p99", false),
    SQL_DEEP_P50("ms for a page at the bottom, bare SQL, p50", false),
    SQL_DEEP_P99("the same, p99", false),
    PAGE_TOP_P50("ms for a page at the top, REST, p50", false),
    PAGE_TOP_P99("the same, p99", false),
    PAGE_DEEP_P50("ms for a page at the bottom, REST, p50", false),
    PAGE_DEEP_P99("the same, p99", false),
    PAGE_DEPTH("bottom : top, REST, p99", false),
    PAGE_SQL("REST : bare SQL at the top, p99", false),
    SENDS("acknowledged sends per second, saturated", true),
    SENDS_PROCESSOR("µs of processor (server and database) per acknowledged send, saturated", false),
    SENDS_COMMIT("acknowledged sends per transaction of the database, whatever it was for, saturated", true),
    ACK_P50("ms to the acknowledgement of that load, p50", false),
    ACK_P99("the same, p99", false),
    ACK_P999("the same, p99.9", false),
    ACK_SAME_P50(
            "ms to the acknowledgement at 500 a second for everybody (half of what it reached where that is less), p50",
            false),
    ACK_SAME_P99("the same, p99", false),
    ACK_SAME_P999("the same, p99.9", false);

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
