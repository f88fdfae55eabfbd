package dev.parley.bench.load;

/** What is measured. */
public enum Metric {
    DELIVERIES("deliveries per second, saturated"),
    PROCESSOR("µs of the server's processor per delivery, saturated"),
    GENERATOR("µs of the generator's processor per delivery, saturated"),
    DELIVERY_P50("ms to delivery, p50"),
    DELIVERY_P99("ms to delivery, p99"),
    DELIVERY_P999("ms to delivery, p99.9"),
    OFFERED("offered on a schedule, per second"),
    REACHED("reached of it, per second"),
    CEILING("what the generator could bear of that load if nothing else ran, per second"),
    KNEE("messages per second at the knee: the most that were carried with p99 to delivery within 100 ms"),
    MEMORY("KB of memory per connection"),
    HEAP("KB of heap per connection"),
    JOINED("seconds until everybody was in and live"),
    FRAME("bytes per message frame"),
    DELIVERY_WORST("ms to delivery, p99 of the worst second"),
    DELIVERY_USUAL("ms to delivery, p99 of a second, in the middle of all seconds"),
    SLOW_SECONDS("share of the seconds whose p99 was over 100 ms"),
    CONNECTED("people connected at once"),
    LET_IN("people let in per second"),
    LET_IN_PROCESSOR("people let in per second of the nodes' processor"),
    IDLE("cores for 100,000 idle connections"),
    MIX_DELIVERIES("deliveries per second in the mix"),
    MIX_TYPING("typing notices delivered per second in the mix"),
    MIX_READS("read markers moved per second in the mix"),
    MIX_NODES("cores that the nodes took in the mix"),
    MIX_EACH("µs of the servers' processor per delivery in the mix, all told"),
    MIX_SERVICES("cores that PostgreSQL and Redis took in the mix"),
    MIX_GENERATORS("cores that the generators took in the mix"),
    BEHIND("ms that a generator was late at most"),
    BACK("seconds until everybody was back"),
    BACK_MOST("seconds until 99 % of those who lost their node were back"),
    RESUMED("people resumed per second of the nodes' processor"),
    QUERIES("transactions of the database per person who came back"),
    ALL_RESIDENT("MB resident of the servers at the end of the mix, with all that their heaps hold in reserve"),
    GROWN("MB by which the memory of the servers grew in the soak, collected before and after"),
    GROWN_HEAP("MB by which their heaps grew in the soak"),
    GENERATOR_RESIDENT("KB resident of the generators per connection"),
    MISSED("messages missed by a socket that was live"),
    FETCHED("messages that a socket was told to fetch instead"),
    LOST("messages that were acknowledged and are not in the log"),
    DOUBLED("messages that a socket got twice"),
    LATE("messages that a socket got out of order"),
    MISNUMBERED("messages whose seq and rev do not grow alike"),
    CLOSED("sockets closed by the server"),
    REFUSED("messages refused"),
    UNANSWERED("messages without an answer in the end, also when written again on the next socket"),
    ROLLED("seconds until everybody was back and the node ready again, the slowest restart"),
    SLOW_P99("ms to delivery for the others while some do not read, p99"),
    SLOW_RATIO("that, compared with the same when all read"),
    SLOW_MEMORY("KB by which the node grew at most for each who does not read"),
    SLOW_CLOSED("share of those who do not read whose sockets were closed"),
    SQL_TOP_P50("ms for a page at the top, bare SQL, p50"),
    SQL_TOP_P99("the same, p99"),
    SQL_DEEP_P50("ms for a page at the bottom, bare SQL, p50"),
    SQL_DEEP_P99("the same, p99"),
    PAGE_TOP_P50("ms for a page at the top, REST, p50"),
    PAGE_TOP_P99("the same, p99"),
    PAGE_DEEP_P50("ms for a page at the bottom, REST, p50"),
    PAGE_DEEP_P99("the same, p99"),
    PAGE_DEPTH("bottom : top, REST, p99"),
    PAGE_SQL("REST : bare SQL at the top, p99"),
    SENDS("acknowledged sends per second, saturated"),
    SENDS_PROCESSOR("µs of processor (server and database) per acknowledged send, saturated"),
    SENDS_COMMIT("acknowledged sends per transaction of the database, whatever it was for, saturated"),
    ACK_P50("ms to the acknowledgement of that load, p50"),
    ACK_P99("the same, p99"),
    ACK_P999("the same, p99.9"),
    ACK_SAME_P50(
            "ms to the acknowledgement at 500 a second for everybody (half of what it reached where that is less), p50"),
    ACK_SAME_P99("the same, p99"),
    ACK_SAME_P999("the same, p99.9");

    private final String title;

    Metric(String title) {
        this.title = title;
    }

    /** What it says in the report. */
    public String title() {
        return title;
    }
}
