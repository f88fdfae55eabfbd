package dev.parley.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.client.Sockets;
import dev.parley.bench.load.Crowd;
import dev.parley.bench.load.Plan;
import dev.parley.bench.load.Server;
import dev.parley.bench.load.Town;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** People who were put into the database, and never signed up, are people to the node. */
@Timeout(600)
class TownTest {

    @Test
    void aSettledPersonOpensASessionAndPostsIntoItsRoom(@TempDir Path directory) throws Exception {
        try (ParleyContender parley = new ParleyContender(directory);
                Sockets sockets = new Sockets(1)) {
            parley.prepare(new Plan(6, 2, 1, 1), step -> {});
            try (Server server = parley.start();
                    Crowd crowd = new Crowd(sockets, server.dialect(), server.rooms())) {
                crowd.join(0, 6, 30);
                crowd.post(crowd.seats().getFirst(), 1, "hello");

                assertThat(crowd.settle()).as(crowd.complaints()).isTrue();
                assertThat(crowd.acknowledged()).isEqualTo(1);
                assertThat(crowd.delivered()).isEqualTo(3);
            }
        } finally {
            Leftovers.clean(directory);
        }
    }

    @Test
    void everybodySitsInAsManyRoomsAsWereAskedFor() {
        Town town = new Town(1_000, 400, 5);
        int[] members = new int[400];
        for (int person = 0; person < 1_000; person++) {
            Set<Integer> rooms = new HashSet<>();
            for (int which = 0; which < 5; which++) {
                int room = town.roomOf(person, which);
                rooms.add(room);
                members[room]++;
            }
            assertThat(rooms).hasSize(5);
        }
        assertThat(members).containsOnly(12, 13);
    }
}
