package dev.parley.bench.load.swarm;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The frames of the stock bridge. It gives no numbers, so that nobody writes here.
 *
 * <p>The bridge does not answer a registration. Somebody counts as live when a send that was made after all registrations is answered: they have been handled by then.
 */
final class StockTongue implements Tongue {

    private final Swarm swarm;

    StockTongue(Swarm swarm) {
        this.swarm = swarm;
    }

    @Override
    public String path() {
        return "/eventbus/websocket";
    }

    @Override
    public void opened(Person person) {
        for (int which = 0; which < person.rooms(); which++) {
            person.write("{\"type\":\"register\",\"address\":\"room." + swarm.roomId(person.room(which))
                    + "\",\"headers\":{}}");
        }
        person.write("{\"type\":\"send\",\"address\":\"echo\",\"replyAddress\":\"live\",\"headers\":{},\"body\":{}}");
        person.flush();
    }

    @Override
    public void take(Person person, ByteBuf frame) {
        String text = frame.toString(StandardCharsets.UTF_8);
        if (text.contains("\"type\":\"err\"")) {
            swarm.tally().complain(text);
        } else if (text.contains("\"address\":\"live\"")) {
            for (int which = 0; which < person.rooms(); which++) {
                person.synced(person.room(which), 0);
            }
        }
    }

    @Override
    public void post(Person person, int which, long due, String key, String text) {
        throw new IllegalStateException("the stock bridge gives no numbers");
    }
}
