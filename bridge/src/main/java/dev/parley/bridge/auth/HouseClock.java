package dev.parley.bridge.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The time that tokens are measured by: that of this machine, corrected by what the users service last said. So a token is good for as long on every node, however wrong its clock is. */
public final class HouseClock implements InstantSource {

    private final InstantSource own;
    private volatile Duration ahead = Duration.ZERO;

    /** The time of this machine, until {@link #learn}. */
    public HouseClock(InstantSource own) {
        this.own = own;
    }

    @Override
    public Instant instant() {
        return own.instant().plus(ahead);
    }

    /** Takes the time that it was just now elsewhere. */
    public void learn(Instant now) {
        ahead = Duration.between(own.instant(), now);
    }
}
