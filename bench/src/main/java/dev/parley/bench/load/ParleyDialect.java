package dev.parley.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bench.client.Account;
import dev.parley.bench.client.Rest;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** The protocol of Parley: each seat is an account, live when its {@code room.synced} came. */
public final class ParleyDialect implements Dialect {

    private final URI node;
    private final URI socket;
    private final List<Account> accounts;

    /** Sockets on a node, {@code http://host:port}, for the accounts in the order of the seats. */
    public ParleyDialect(URI node, List<Account> accounts) {
        this.node = node;
        this.socket = URI.create("ws://" + node.getAuthority() + "/eventbus/websocket");
        this.accounts = accounts;
    }

    @Override
    public URI socket() {
        return socket;
    }

    @Override
    public void opened(Seat seat) {
        seat.send("{\"type\":\"send\",\"address\":\"session.open\",\"replyAddress\":\"open\",\"body\":{\"token\":\""
                + accounts.get(seat.index()).token() + "\"}}");
    }

    @Override
    public void control(Seat seat, JsonNode frame) {
        String address = frame.path("address").asText();
        boolean failed = frame.path("type").asText().equals("err");
        String reason = frame.path("message").asText();
        if (address.equals("open") && !failed) {
            seat.send("{\"type\":\"register\",\"address\":\"room." + seat.room() + "\"}");
        } else if (frame.path("body").path("type").asText().equals("room.synced")) {
            seat.live(frame.path("body").path("rev").asLong() + 1);
        } else if (address.startsWith("p") && !failed) {
            seat.acknowledged(Long.parseLong(address.substring(1)));
        } else if (failed) {
            seat.refused(address.startsWith("p") ? Long.parseLong(address.substring(1)) : -1, address + " " + reason);
        }
    }

    @Override
    public int posters() {
        return 16;
    }

    @Override
    public void post(Seat seat, long number, String content) {
        seat.send("{\"type\":\"send\",\"address\":\"messages.post\",\"replyAddress\":\"p" + number
                + "\",\"body\":{\"roomId\":\"" + seat.room() + "\",\"key\":\"" + UUID.randomUUID() + "\",\"content\":\""
                + content + "\"}}");
    }

    @Override
    public OptionalLong head(Seat seat) {
        try (HttpClient http = Rest.client()) {
            return OptionalLong.of(new Rest(http, node).rev(accounts.get(seat.index()), seat.room()));
        }
    }
}
