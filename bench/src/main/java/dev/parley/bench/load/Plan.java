package dev.parley.bench.load;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How large and how long a run is.
 *
 * @param people everybody has a socket of their own
 * @param rooms the people are spread over them evenly; everybody is in one
 * @param warmUpSeconds what is not counted at the start of a phase
 * @param seconds how long a phase is measured
 */
public record Plan(int people, int rooms, int warmUpSeconds, int seconds) {

    /** The same for so many people in so many rooms; 0 leaves a number as it is. */
    public Plan with(int otherPeople, int otherRooms) {
        return new Plan(
                otherPeople == 0 ? people : otherPeople, otherRooms == 0 ? rooms : otherRooms, warmUpSeconds, seconds);
    }

    /** The room of each person, where rooms have no other names than their numbers. */
    public List<String> seats() {
        return IntStream.range(0, people)
                .mapToObj(person -> String.valueOf(person % rooms))
                .toList();
    }
}
