package dev.parley.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until the test moves it. */
public final class TestClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-01-31T09:30:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    /** Moves the clock on. */
    public void advance(Duration by) {
        now = now.plus(by);
    }
}
