package dev.parley.bench.load.swarm;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a generator is told on its command line.
 *
 * @param node where its people connect to, {@code host:port}, and after commas where they go when they lose the one before
 * @param from the local address they come from: one pair of addresses has 28,000 ports
 * @param first the number of its first person
 * @param people how many they are
 * @param town how many people, rooms, and rooms for each there are in all
 * @param tongue what they speak: {@code parley}, {@code stock} or {@code socket.io}
 * @param key signs their tokens
 */
public record Orders(String node, String from, int first, int people, List<Integer> town, String tongue, String key) {

    /** As the arguments of a command line. */
    public List<String> arguments() {
        return List.of(
                "node=" + node,
                "from=" + from,
                "first=" + first,
                "people=" + people,
                "town=" + town.get(0) + "," + town.get(1) + "," + town.get(2),
                "tongue=" + tongue,
                "key=" + key);
    }

    static Orders of(String[] arguments) {
        Map<String, String> by = new HashMap<>();
        for (String argument : arguments) {
            int at = argument.indexOf('=');
            by.put(argument.substring(0, at), argument.substring(at + 1));
        }
        List<Integer> town = Arrays.stream(by.getOrDefault("town", "").split(","))
                .map(Integer::valueOf)
                .toList();
        return new Orders(
                by.getOrDefault("node", ""),
                by.getOrDefault("from", ""),
                Integer.parseInt(by.getOrDefault("first", "")),
                Integer.parseInt(by.getOrDefault("people", "")),
                town,
                by.getOrDefault("tongue", "parley"),
                by.getOrDefault("key", ""));
    }
}
