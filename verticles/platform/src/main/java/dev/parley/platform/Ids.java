package dev.parley.platform;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/** Makes ids. */
public final class Ids {

    private Ids() {}

    /** A new UUIDv7 (RFC 9562): unique, and roughly in the order of time, which keeps indexes compact. */
    public static UUID next() {
        return UuidCreator.getTimeOrderedEpoch();
    }
}
