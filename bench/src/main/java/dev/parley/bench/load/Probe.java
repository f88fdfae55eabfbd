package dev.parley.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at a server's processes from outside, by what Linux and, for a Java process, jcmd tell. What they do not tell is NaN. */
public final class Probe {

    private static final double TICKS_PER_SECOND = 100;
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern HEAP = Pattern.compile("heap.*used (\\d+)K");

    private final List<ProcessHandle> processes;
    private final Supplier<List<ProcessHandle>> services;
    private final @Nullable Runnable collector;

    /** A probe of a Java process that needs no others. */
    public Probe(ProcessHandle process) {
        this(process, List::of);
    }

    /** A probe of a Java process and of the services that it started as processes of their own. */
    public Probe(ProcessHandle process, Supplier<List<ProcessHandle>> services) {
        this(List.of(process), services, null);
    }

    /** A probe of the processes of a server that is not Java, of its services, and of what runs its collector. */
    public static Probe foreign(
            List<ProcessHandle> processes, Supplier<List<ProcessHandle>> services, Runnable collector) {
        return new Probe(List.copyOf(processes), services, collector);
    }

    private Probe(List<ProcessHandle> processes, Supplier<List<ProcessHandle>> services, @Nullable Runnable collector) {
        this.processes = processes;
        this.services = services;
        this.collector = collector;
    }

    /** Processor time of the server itself until now, in seconds. */
    public double processor() {
        return processes.stream().mapToDouble(Probe::processor).sum();
    }

    /** Processor time of the server and its services (an embedded database) until now, in seconds. */
    public double processorWithServices() {
        return Stream.concat(processes.stream(), services.get().stream())
                .distinct()
                .mapToDouble(Probe::processor)
                .filter(seconds -> !Double.isNaN(seconds))
                .sum();
    }

    /** Resident memory of the server, in KB. */
    public double resident() {
        return processes.stream()
                .mapToDouble(process -> number(RESIDENT, read(process, "status")))
                .sum();
    }

    /**
     * Runs the collector, in full, and has it give the system back what the heap does not use: so that resident memory is what is needed, and not what was needed once.
     */
    public void collect() {
        if (collector != null) {
            collector.run();
            return;
        }
        jcmd("VM.set_flag", "MinHeapFreeRatio", "0");
        jcmd("VM.set_flag", "MaxHeapFreeRatio", "5");
        jcmd("GC.run");
        jcmd("GC.run");
        jcmd("VM.set_flag", "MaxHeapFreeRatio", "70");
        jcmd("VM.set_flag", "MinHeapFreeRatio", "40");
    }

    /** What is used of the Java heap, in KB. */
    public double heap() {
        return collector != null ? Double.NaN : number(HEAP, jcmd("GC.heap_info"));
    }

    private static double processor(ProcessHandle process) {
        String stat = read(process, "stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
        return fields.length < 13
                ? Double.NaN
                : (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS_PER_SECOND;
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
