package dev.parley.bench.run;

import dev.parley.bench.load.Contender;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Town;
import java.util.Collections;

/** A kind of server that can hold a town. */
interface TownContender extends Contender {

    /** Makes the people, rooms and seats of a town, once for all repetitions. */
    void settle(Town town, Progress progress);

    /** Starts fresh servers for a scenario of so many nodes, which has as many generators: one address, however many processes are behind it, where the peer does not say otherwise. */
    default Site start(int nodes) {
        return new PeerSite(Collections.nCopies(nodes, start()));
    }

    /** What its people speak, as a generator names it. */
    String tongue();

    /** What their tokens are signed with. */
    String key();
}
