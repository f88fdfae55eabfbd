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

/** Looks at a Java process from outside, by what Linux and jcmd tell. What they do not tell is NaN. */
public final class Probe {

    private static final double TICKS_PER_SECOND = 100;
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern HEAP = Pattern.compile("heap.*used (\\d+)K");

    private final ProcessHandle process;
    private final Supplier<List<ProcessHandle>> services;

    /** A probe of a process that needs no others. */
    public Probe(ProcessHandle process) {
        this(process, List::of);
    }

    /** A probe of a process and of the services that it started as processes of their own. */
    public Probe(ProcessHandle process, Supplier<List<ProcessHandle>> services) {
        this.process = process;
        this.services = services;
    }

    /** Processor time of the process itself until now, in seconds. */
    public double processor() {
        return processor(process);
    }

    /** Processor time of the process and its services (an embedded database) until now, in seconds. */
    public double processorWithServices() {
        return Stream.concat(Stream.of(process), services.get().stream())
                .distinct()
                .mapToDouble(Probe::processor)
                .filter(seconds -> !Double.isNaN(seconds))
                .sum();
    }

    /** Resident memory of the process, in KB. */
    public double resident() {
        return number(RESIDENT, read(process, "status"));
    }

    /**
     * Runs the collector, in full, and has it give the system back what the heap does not use: so that resident memory is what is needed, and not what was needed once.
     */
    public void collect() {
        jcmd("VM.set_flag", "MinHeapFreeRatio", "0");
        jcmd("VM.set_flag", "MaxHeapFreeRatio", "5");
        jcmd("GC.run");
        jcmd("GC.run");
        jcmd("VM.set_flag", "MaxHeapFreeRatio", "70");
        jcmd("VM.set_flag", "MinHeapFreeRatio", "40");
    }

    /** What is used of the heap, in KB. */
    public double heap() {
        return number(HEAP, jcmd("GC.heap_info"));
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
        line.add(String.valueOf(process.pid()));
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
