package dev.parley.bridge.auth;

import dev.parley.contracts.Caller;
import java.time.Instant;
import java.util.UUID;

/**
 * What a valid access token says.
 *
 * @param userId who it is
 * @param id the session
 * @param admin whether the person administers the installation
 * @param expiresAt when the token ends
 */
public record Session(UUID userId, UUID id, boolean admin, Instant expiresAt) {

    /** The person of this session as the one who asks. */
    public Caller caller(String address, String device) {
        return Caller.user(userId, id, admin, address, device);
    }
}
