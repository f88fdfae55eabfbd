package dev.parley.bench.load.swarm;

import dev.parley.bench.load.Town;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The people of one generator and their sockets, all on one event loop. Everything but the constructor is for that loop. */
final class Swarm {

    private static final int AT_ONCE = 128;
    private static final int CONNECT_MS = 10_000;
    private static final int RECEIVE_BYTES = 64 * 1024;
    private static final long AGAIN_MS = 1_000;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final List<Person> people = new ArrayList<>();
    private final Queue<Person> waiting = new ArrayDeque<>();
    private final Orders orders;
    private final Tally tally = new Tally();
    private final Tongue tongue;
    private final List<InetSocketAddress> nodes;
    private final Bootstrap bootstrap;
    private int connecting;
    private int live;
    private boolean comeBack;

    Swarm(Orders orders) {
        this.orders = orders;
        this.tongue = Tongue.of(orders.tongue(), this, orders.key());
        Town town = new Town(
                orders.town().get(0), orders.town().get(1), orders.town().get(2));
        for (int number = orders.first(); number < orders.first() + orders.people(); number++) {
            int[] rooms = new int[town.roomsEach()];
            for (int which = 0; which < rooms.length; which++) {
                rooms[which] = town.roomOf(number, which);
            }
            people.add(new Person(number, rooms, this));
        }
        nodes = Stream.of(orders.node().split(",")).map(Swarm::address).toList();
        bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                // the port is chosen with the connection and not before, when those of closed ones would count as taken
                .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new io.netty.channel.FixedRecvByteBufAllocator(RECEIVE_BYTES));
    }

    private static InetSocketAddress address(String node) {
        String[] parts = node.split(":");
        return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
    }

    EventLoop loop() {
        return loop;
    }

    Tally tally() {
        return tally;
    }

    Tongue tongue() {
        return tongue;
    }

    List<Person> people() {
        return people;
    }

    int live() {
        return live;
    }

    String roomId(int room) {
        return Town.room(room).toString();
    }

    /** Lets everybody in who is not, some at a time, and again whoever loses the connection. */
    void connect() {
        comeBack = true;
        people.stream().filter(person -> !person.isLive()).forEach(waiting::add);
        more();
    }

    /** Breaks all connections; nobody comes back until told. */
    void cut() {
        comeBack = false;
        waiting.clear();
        people.forEach(Person::cut);
    }

    private void more() {
        while (connecting < AT_ONCE && !waiting.isEmpty()) {
            Person person = waiting.remove();
            connecting++;
            bootstrap
                    .clone()
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(io.netty.channel.Channel channel) {
                            channel.pipeline().addLast(person);
                        }
                    })
                    .connect(node(person), new InetSocketAddress(orders.from(), 0))
                    .addListener((ChannelFutureListener) done -> {
                        if (!done.isSuccess()) {
                            tally.complain(
                                    "not connected: " + done.cause().getClass().getSimpleName());
                            person.moves++;
                            lost(person, false);
                        }
                    });
        }
    }

    /** The first for everybody as long as it lets them in, then one of the others for each, so that nobody's way leads all to the same. */
    private InetSocketAddress node(Person person) {
        int at = person.moves % nodes.size();
        return nodes.get(at == 0 ? 0 : 1 + (person.number + at) % (nodes.size() - 1));
    }

    void live(Person person) {
        live++;
        connecting--;
        more();
    }

    void closed(Person person, boolean wasLive, int code) {
        if (comeBack) {
            tally.closed++;
            tally.complain("closed with " + code);
        }
        lost(person, wasLive);
    }

    private void lost(Person person, boolean wasLive) {
        if (wasLive) {
            live--;
        } else {
            connecting--;
        }
        if (comeBack) {
            loop.schedule(
                    () -> {
                        waiting.add(person);
                        more();
                    },
                    AGAIN_MS,
                    TimeUnit.MILLISECONDS);
        }
    }
}
