package dev.parley.bridge.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Files of the class path that are served from memory: the web app, and the page that shows the API. */
public final class Assets {

    private static final String PACKED = ".gz";

    private final Map<String, Asset> files;

    private Assets(Map<String, Asset> files) {
        this.files = Map.copyOf(files);
    }

    /** Reads the wanted files below a folder of the class path; none when there is no such folder. Blocks. */
    public static Assets read(String folder, Predicate<String> wanted) throws IOException {
        URL url = Assets.class.getClassLoader().getResource(folder + "/");
        if (url == null) {
            return new Assets(Map.of());
        }
        Map<String, byte[]> found = new TreeMap<>();
        URLConnection connection = url.openConnection();
        if (connection instanceof JarURLConnection jar) {
            fromJar(jar, wanted, found);
        } else {
            fromFolder(url, wanted, found);
        }
        return of(found);
    }

    private static Assets of(Map<String, byte[]> found) {
        Map<String, Asset> files = new TreeMap<>();
        found.forEach((name, bytes) -> {
            if (!name.endsWith(PACKED)) {
                files.put(name, Asset.of(name, bytes, found.get(name + PACKED)));
            }
        });
        return new Assets(files);
    }

    private static void fromJar(JarURLConnection connection, Predicate<String> wanted, Map<String, byte[]> found)
            throws IOException {
        String folder = connection.getEntryName();
        JarFile jar = connection.getJarFile();
        for (JarEntry entry : Collections.list(jar.entries())) {
            if (!entry.isDirectory() && entry.getName().startsWith(folder)) {
                String name = entry.getName().substring(folder.length());
                try (InputStream in = jar.getInputStream(entry)) {
                    if (wanted.test(name)) {
                        found.put(name, in.readAllBytes());
                    }
                }
            }
        }
    }

    private static void fromFolder(URL url, Predicate<String> wanted, Map<String, byte[]> found) throws IOException {
        Path root = path(url);
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path file : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (wanted.test(name)) {
                    found.put(name, Files.readAllBytes(file));
                }
            }
        }
    }

    private static Path path(URL url) throws IOException {
        try {
            return Path.of(new URI(url.toString()));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** The file with a path relative to the folder. */
    @Nullable
    Asset get(String path) {
        return files.get(path);
    }
}
