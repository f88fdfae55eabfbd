package dev.parley.bench.prove;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the nodes are: each in a network namespace of its own behind one bridge, so that they can be cut from each other, or all on the loopback.
 *
 * <p>The checker's clients reach every node from the address of the bridge. What nodes need besides each other they reach at two more addresses of the bridge, so that each can be cut for itself.
 */
abstract class Net implements AutoCloseable {

    /** Whether nodes can be cut from each other. */
    abstract boolean cuts();

    /** The address of a node. */
    abstract String node(int node);

    /** The address at which nodes reach PostgreSQL. */
    abstract String postgres();

    /** The address at which nodes reach Redis. */
    abstract String redis();

    /** What runs a program where a node is. */
    abstract List<String> inside(int node);

    /** Lets nothing through that a node sends to an address. */
    abstract void muffle(int node, String to);

    /** Lets nothing through that comes to a node from an address. */
    abstract void deafen(int node, String from);

    /** Lets everything through again. */
    abstract void heal();

    @Override
    public abstract void close();

    /** Namespaces where this process may make them, otherwise the loopback. */
    static Net of(int nodes, boolean loopback) {
        return loopback || !Namespaces.possible() ? new Loopback() : new Namespaces(nodes);
    }

    private static final class Loopback extends Net {

        @Override
        boolean cuts() {
            return false;
        }

        @Override
        String node(int node) {
            return "127.0.0.1";
        }

        @Override
        String postgres() {
            return "127.0.0.1";
        }

        @Override
        String redis() {
            return "127.0.0.1";
        }

        @Override
        List<String> inside(int node) {
            return List.of();
        }

        @Override
        void muffle(int node, String to) {
            throw new UnsupportedOperationException("The loopback cannot be cut.");
        }

        @Override
        void deafen(int node, String from) {
            throw new UnsupportedOperationException("The loopback cannot be cut.");
        }

        @Override
        void heal() {}

        @Override
        public void close() {}
    }

    /** One namespace for each node. */
    static final class Namespaces extends Net {

        private static final int FIRST_NODE = 11;
        private static final String BRIDGE = "pb";

        private final String mark = mark(ProcessHandle.current().pid());
        private final String bridge = BRIDGE + mark;
        private final String subnet = "10.213." + (ProcessHandle.current().pid() % 250) + ".";
        private final List<String> spaces = new ArrayList<>();

        Namespaces(int nodes) {
            try {
                Shell.run("ip", "link", "add", "name", bridge, "type", "bridge");
                for (int address = 1; address <= 3; address++) {
                    Shell.run("ip", "address", "add", subnet + address + "/24", "dev", bridge);
                }
                Shell.run("ip", "link", "set", bridge, "up");
                for (int node = 0; node < nodes; node++) {
                    add(node);
                }
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        private static String mark(long pid) {
            return Long.toString(pid % 46_656, 36);
        }

        private static String space(long pid, int node) {
            return "parley-" + mark(pid) + "-" + node;
        }

        /** Removes the namespaces of a process that is no more. */
        static void remove(long pid) {
            for (int node = 0; Files.exists(Path.of("/run/netns", space(pid, node))); node++) {
                Shell.works("ip", "netns", "delete", space(pid, node));
            }
            if (Files.exists(Path.of("/sys/class/net", BRIDGE + mark(pid)))) {
                Shell.works("ip", "link", "delete", BRIDGE + mark(pid));
            }
        }

        static boolean possible() {
            String probe = "parley-probe-" + ProcessHandle.current().pid();
            boolean possible = Shell.works("ip", "netns", "add", probe)
                    && Shell.works("ip", "netns", "exec", probe, "iptables", "-L", "INPUT", "-n");
            Shell.works("ip", "netns", "delete", probe);
            return possible;
        }

        private void add(int node) {
            String space = space(ProcessHandle.current().pid(), node);
            String outer = "pv" + mark + node;
            Shell.run("ip", "netns", "add", space);
            spaces.add(space);
            Shell.run("ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", space);
            Shell.run("ip", "link", "set", outer, "master", bridge, "up");
            inside(node, "ip", "address", "add", node(node) + "/24", "dev", "eth0");
            inside(node, "ip", "link", "set", "lo", "up");
            inside(node, "ip", "link", "set", "eth0", "up");
        }

        private void inside(int node, String... command) {
            List<String> line = new ArrayList<>(inside(node));
            line.addAll(List.of(command));
            Shell.run(line);
        }

        @Override
        boolean cuts() {
            return true;
        }

        @Override
        String node(int node) {
            return subnet + (FIRST_NODE + node);
        }

        @Override
        String postgres() {
            return subnet + 2;
        }

        @Override
        String redis() {
            return subnet + 3;
        }

        @Override
        List<String> inside(int node) {
            return List.of("ip", "netns", "exec", spaces.get(node));
        }

        @Override
        void muffle(int node, String to) {
            inside(node, "iptables", "-w", "-A", "OUTPUT", "-d", to, "-j", "DROP");
        }

        @Override
        void deafen(int node, String from) {
            inside(node, "iptables", "-w", "-A", "INPUT", "-s", from, "-j", "DROP");
        }

        @Override
        void heal() {
            for (int node = 0; node < spaces.size(); node++) {
                inside(node, "iptables", "-w", "-F");
            }
        }

        @Override
        public void close() {
            spaces.forEach(space -> Shell.works("ip", "netns", "delete", space));
            Shell.works("ip", "link", "delete", bridge);
        }
    }
}
