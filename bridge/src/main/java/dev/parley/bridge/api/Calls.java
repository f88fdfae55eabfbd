package dev.parley.bridge.api;

import dev.parley.bridge.auth.Limits;
import dev.parley.bridge.ops.Counters;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.Services;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Everything that callers can ask for, by operation id: limits first, then the contract call; every call ends with an answer or a failure. */
public final class Calls {

    private final Map<String, Call> calls;
    private final Limits limits;
    private final Counters counters;

    /** The calls of a node. */
    public Calls(Services services, Limits limits, Counters counters) {
        Map<String, Call> all = new TreeMap<>();
        People people = new People(services.users());
        all.putAll(people.calls());
        all.putAll(new Places(services.rooms(), services.messages(), people).calls());
        all.putAll(new Words(services.messages(), people).calls());
        this.calls = Map.copyOf(all);
        this.limits = limits;
        this.counters = counters;
    }

    /** The ids of all calls. */
    public Set<String> ids() {
        return calls.keySet();
    }

    /**
     * Makes a call. A limit that a node counts for itself is decided at once, so that calls made one after another reach the service in that order.
     */
    public Future<Answer> make(String id, Caller caller, JsonObject input) {
        return attempt(id, caller, input)
                .onComplete(done -> counters.called(id, done.succeeded() ? "ok" : Failures.reason(done.cause())));
    }

    private Future<Answer> attempt(String id, Caller caller, JsonObject input) {
        Call call = calls.get(id);
        if (call == null) {
            return Future.failedFuture(new IllegalArgumentException("There is no call " + id + "."));
        }
        try {
            return limits.admit(id, caller, input).compose(admitted -> call.make(caller, input));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
