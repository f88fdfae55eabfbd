package dev.parley.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at a server's processes from outside, by what Linux and, for a Java process, jcmd tell. What they do not tell is NaN. */
public final class Probe {

    private static final double TICKS_PER_SECOND = 100;
    private static final int UTIME = 11;
    private static final int OWN = 2;
    private static final int OWN_AND_ENDED = 4;
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern HEAP = Pattern.compile("heap.*used (\\d+)K");
    private static final Pattern HEAP_RANGE = Pattern.compile("\\[0x([0-9a-f]+), 0x([0-9a-f]+)\\)");
    private static final Pattern MAPPING = Pattern.compile("(?m)^([0-9a-f]+)-[0-9a-f]+ [^$]*?^Rss:\\s+(\\d+) kB");

    private final List<ProcessHandle> processes;
    private final Supplier<List<ProcessHandle>> services;
    private final @Nullable Runnable collector;
    private final DoubleSupplier reserve;

    /** A probe of a Java process that needs no others. */
    public Probe(ProcessHandle process) {
        this(process, List::of);
    }

    /** A probe of a Java process and of the services that it started as processes of their own. */
    public Probe(ProcessHandle process, Supplier<List<ProcessHandle>> services) {
        this(List.of(process), services, null, () -> Double.NaN);
    }

    /**
     * A probe of the processes of a server that is not Java, and of its services.
     *
     * @param collector runs its collector
     * @param reserve what its heaps held and did not use after that, in KB
     */
    public static Probe foreign(
            List<ProcessHandle> processes,
            Supplier<List<ProcessHandle>> services,
            Runnable collector,
            DoubleSupplier reserve) {
        return new Probe(List.copyOf(processes), services, collector, reserve);
    }

    private Probe(
            List<ProcessHandle> processes,
            Supplier<List<ProcessHandle>> services,
            @Nullable Runnable collector,
            DoubleSupplier reserve) {
        this.processes = processes;
        this.services = services;
        this.collector = collector;
        this.reserve = reserve;
    }

    /** Processor time of the server itself until now, in seconds. */
    public double processor() {
        return processes.stream().mapToDouble(process -> ticks(process, OWN)).sum();
    }

    /** Processor time of the server and its services (an embedded database) until now, in seconds. */
    public double processorWithServices() {
        return all(Stream.concat(processes.stream(), services.get().stream()).distinct());
    }

    /** Processor time of processes, and of those that they started and that have ended, such as a database's for connections that were closed, until now, in seconds. */
    public static double all(Stream<ProcessHandle> processes) {
        return processes
                .mapToDouble(process -> ticks(process, OWN_AND_ENDED))
                .filter(seconds -> !Double.isNaN(seconds))
                .sum();
    }

    /** Resident memory of the server, in KB; of a Java process also what its heap holds in reserve. */
    public double resident() {
        return processes.stream()
                .mapToDouble(process -> number(RESIDENT, read(process, "status")))
                .sum();
    }

    /** Runs the collector, in full. */
    public void collect() {
        if (collector != null) {
            collector.run();
            return;
        }
        jcmd("GC.run");
        jcmd("GC.run");
    }

    /** Memory that the server holds when it has just collected, in KB: what is resident, but of a heap only what is used, since the rest is in reserve for everybody. */
    public double needed() {
        if (collector != null) {
            return resident() - reserve.getAsDouble();
        }
        String heap = jcmd("GC.heap_info");
        Matcher range = HEAP_RANGE.matcher(heap);
        if (!range.find()) {
            return Double.NaN;
        }
        long from = Long.parseUnsignedLong(range.group(1), 16);
        long to = Long.parseUnsignedLong(range.group(2), 16);
        double reserved = MAPPING.matcher(read(processes.getFirst(), "smaps"))
                .results()
                .filter(mapping -> {
                    long start = Long.parseUnsignedLong(mapping.group(1), 16);
                    return Long.compareUnsigned(start, from) >= 0 && Long.compareUnsigned(start, to) < 0;
                })
                .mapToDouble(mapping -> Double.parseDouble(mapping.group(2)))
                .sum();
        return resident() - reserved + number(HEAP, heap);
    }

    /** What is used of the Java heap, in KB. */
    public double heap() {
        return collector != null ? Double.NaN : number(HEAP, jcmd("GC.heap_info"));
    }

    /** The sum of the first so many of utime, stime, cutime, cstime, see proc_pid_stat(5); in seconds. */
    private static double ticks(ProcessHandle process, int fields) {
        String stat = read(process, "stat");
        String[] all = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
        return all.length < UTIME + fields
                ? Double.NaN
                : Arrays.stream(all, UTIME, UTIME + fields)
                                .mapToDouble(Double::parseDouble)
                                .sum()
                        / TICKS_PER_SECOND;
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), file));
        } catch (IOException e) {
            return "";
        }
    }

    private String jcmd(String... command) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.add(String.valueOf(processes.getFirst().pid()));
        line.addAll(List.of(command));
        try {
            Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
            String output = new String(jcmd.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            jcmd.waitFor(30, TimeUnit.SECONDS);
            return output;
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static double number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
    }
}
