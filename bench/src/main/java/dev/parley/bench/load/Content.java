package dev.parley.bench.load;

/** The texts that are sent: when they were meant to be sent, then words up to a length that is common in chats. */
final class Content {

    private static final String WORDS =
            "the quick brown fox jumps over the lazy dog and everybody in the room hears of it at the same time, more or less";
    private static final int LENGTH = 100;

    private Content() {}

    static String due(long nanos) {
        String start = "t=" + nanos + " ";
        return start + WORDS.substring(0, LENGTH - start.length());
    }
}
