package dev.parley.bench.run;

import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Town;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The command {@code ./parley train}: puts a node through what people do, on data of its own, and keeps what its JVM has learned by it, so that later starts take half the time.
 *
 * <p>The JVM keeps the classes that were loaded and linked, and which code was run how (JEP 483, 514 and 515), in a file that is good for this build and this JDK alone. A node that finds it not to fit starts without. A repeat
 * makes it anew.
 */
public final class Training {

    private Training() {}

    /** Makes the file; takes about a minute. */
    public static void main(String[] arguments) throws InterruptedException {
        System.setProperty("logback.configurationFile", Bench.LOGGING);
        try {
            if (arguments.length > 0) {
                throw new LoadException("train takes no options.");
            }
            if (!System.getProperty("os.name").equals("Linux")) {
                throw new LoadException("The crowd of the training needs Linux.");
            }
            NodeJvm jvm = NodeJvm.here();
            Path made = jvm.cache().resolveSibling("parley.aot.new");
            train(jvm, ClusterScenario.training(), made, what -> System.err.println("Training: " + what));
            Files.move(made, jvm.cache(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            System.out.println("Nodes start with what was learned, until the next build: " + jvm.cache());
            System.exit(0);
        } catch (LoadException e) {
            System.err.println("parley: " + e.getMessage());
            System.exit(1);
        } catch (IOException e) {
            System.err.println("parley: what was learned cannot be written: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Takes the steps of a scenario on one node, and moves what its JVM has learned to a place. */
    static void train(NodeJvm jvm, ClusterScenario scenario, Path into, Progress progress)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("parley-training");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ClusterBench.clean(directory), "clean"));
        Path learned = directory.resolve("parley.aot");
        Town town = scenario.town();
        ClusterBench.settle(town, directory, progress);
        try (Cluster node = new Cluster(directory, 1, jvm, NodeJvm.and("-XX:AOTCacheOutput=" + learned));
                Database database = node.database();
                Generators generators = new Generators(
                        town, node.addresses(), "parley", database.signer().text(), directory)) {
            new ClusterRun(scenario, node, generators, database, town, directory, progress).run();
            if (generators.stats().of("acknowledged") == 0) {
                throw new LoadException("No message was stored: " + generators.complaints());
            }
            progress.step("keeping what was learned");
            node.stop();
        }
        if (!Files.exists(learned)) {
            throw new LoadException("The JVM kept nothing.");
        }
        Files.move(learned, into, StandardCopyOption.REPLACE_EXISTING);
        ClusterBench.clean(directory);
    }
}
