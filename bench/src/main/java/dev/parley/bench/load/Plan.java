package dev.parley.bench.load;

/**
 * How large and how long a run is.
 *
 * @param people everybody has a socket of their own
 * @param rooms the people are spread over them evenly; everybody is in one
 * @param warmUpSeconds what is not counted at the start of a phase
 * @param seconds how long a phase is measured
 */
public record Plan(int people, int rooms, int warmUpSeconds, int seconds) {}
