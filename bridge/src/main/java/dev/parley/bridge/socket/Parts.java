package dev.parley.bridge.socket;

import dev.parley.bridge.BridgeOptions;
import dev.parley.bridge.auth.Limits;
import dev.parley.bridge.auth.Revocations;
import dev.parley.bridge.auth.Tokens;
import dev.parley.bridge.ops.Counters;

/**
 * What all hubs of a node share.
 *
 * @param options how the edge behaves
 * @param counters what was done
 * @param tokens who somebody is
 * @param limits what comes too often
 * @param ended which sessions have ended
 * @param attendance who is here how often
 * @param accounts whose sessions are opened
 * @param gate who may subscribe
 * @param feed where events come from
 * @param commands what can be asked for
 */
public record Parts(
        BridgeOptions options,
        Counters counters,
        Tokens tokens,
        Limits limits,
        Revocations ended,
        Attendance attendance,
        Accounts accounts,
        Gate gate,
        Feed feed,
        Commands commands) {}
