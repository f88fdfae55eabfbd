package dev.parley.bridge;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads the table of who may do what. */
final class AccessTable {

    private AccessTable() {}

    /**
     * A row of the table.
     *
     * @param operation the REST operation; {@code -} when there is none
     * @param address the address of the socket, or {@code register} and a topic; {@code -} when there is none
     * @param input what is sent, with placeholders
     * @param answers for each role {@code ok} or a reason
     */
    record Row(String operation, String address, String input, Map<String, String> answers) {

        JsonObject input(Map<String, String> values) {
            return new JsonObject(fill(input, values));
        }

        static String fill(String text, Map<String, String> values) {
            String filled = text;
            for (Map.Entry<String, String> value : values.entrySet()) {
                filled = filled.replace("$" + value.getKey(), value.getValue());
            }
            return filled;
        }

        @Override
        public String toString() {
            return operation + " " + address + (input.contains("$public") ? " (public)" : "");
        }
    }

    static List<Row> rows() {
        List<String> lines = lines();
        List<String> roles = cells(lines.getFirst()).subList(3, 9);
        List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = cells(line);
            Map<String, String> answers = new LinkedHashMap<>();
            for (int i = 0; i < roles.size(); i++) {
                answers.put(roles.get(i), cells.get(3 + i));
            }
            rows.add(new Row(cells.get(0), cells.get(1), cells.get(2), answers));
        }
        return rows;
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split("\\|")).map(String::strip).toList();
    }

    private static List<String> lines() {
        try (InputStream in = AccessTable.class.getResourceAsStream("/access-table.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
