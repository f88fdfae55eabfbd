package dev.parley.bench.run;

import dev.parley.bench.load.Contender;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Town;

/** A kind of server that can hold a town. */
interface TownContender extends Contender {

    /** Makes the people, rooms and seats of a town, once for all repetitions. */
    void settle(Town town, Progress progress);

    /** What its people speak, as a generator names it. */
    String tongue();

    /** What their tokens are signed with. */
    String key();
}
