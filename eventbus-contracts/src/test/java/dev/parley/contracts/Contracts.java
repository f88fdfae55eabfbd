package dev.parley.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the contract records by looking at what was compiled, so that none can be forgotten. */
final class Contracts {

    private Contracts() {}

    /** Every record that crosses the bus as JSON: all public ones but the envelopes, which have a codec of their own. */
    static List<Class<? extends Record>> records() {
        Path classes = classes();
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$") && !name.endsWith("-info.class"))
                    .sorted()
                    .<Class<?>>map(Contracts::load)
                    .filter(type -> type.isRecord() && Modifier.isPublic(type.getModifiers()))
                    .filter(type -> type != Envelope.class && type != Envelopes.class)
                    .<Class<? extends Record>>map(type -> type.asSubclass(Record.class))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The schema of a record: the file of its package, and its name in there. */
    static String schemaOf(Class<?> record) {
        String parent =
                record.getPackageName().substring(Event.class.getPackageName().length());
        return (parent.isEmpty() ? "common" : parent.substring(1)) + ".json#/$defs/" + record.getSimpleName();
    }

    private static Path classes() {
        try {
            return Path.of(Event.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName(
                    file.substring(0, file.length() - ".class".length()).replace('/', '.'));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
