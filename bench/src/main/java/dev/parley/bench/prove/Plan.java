package dev.parley.bench.prove;

/**
 * How much happens in a round.
 *
 * @param nodes how many nodes there are
 * @param people how many people, each with two devices
 * @param rooms how many rooms; the first so many people make one each
 * @param roomsEach in how many rooms each person is
 * @param perSecond how much is done a second while nothing is too much
 * @param pauseMs how long nothing is broken, at least, between what is broken; twice that at most
 * @param overloadMs how long an overload lasts
 * @param longTexts how many long messages a slow reader is sent
 */
record Plan(
        int nodes, int people, int rooms, int roomsEach, int perSecond, long pauseMs, long overloadMs, int longTexts) {

    /** What {@code ./parley prove} does. */
    static final Plan FULL = new Plan(3, 24, 16, 2, 900, 300, 6_000, 600);
}
