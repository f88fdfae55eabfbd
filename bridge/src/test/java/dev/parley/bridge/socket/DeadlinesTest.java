package dev.parley.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Failures;
import io.vertx.serviceproxy.ServiceException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private final Deadlines deadlines = new Deadlines(100);
    private final List<String> late = new ArrayList<>();

    @Test
    void whatWaitsTooLongIsAnsweredOnce() {
        deadlines.watch(new Call("one"), 0);
        deadlines.watch(new Call("two"), 50);
        deadlines.sweep(99);
        assertThat(late).isEmpty();
        deadlines.sweep(100);
        assertThat(late).containsExactly("one unavailable");
        deadlines.sweep(149);
        assertThat(late).hasSize(1);
        deadlines.sweep(1_000);
        deadlines.sweep(2_000);
        assertThat(late).containsExactly("one unavailable", "two unavailable");
    }

    @Test
    void whatWasAnsweredIsLeftAlone() {
        Call answered = new Call("one");
        deadlines.watch(answered, 0);
        deadlines.watch(new Call("two"), 0);
        answered.waiting = false;
        deadlines.sweep(500);
        assertThat(late).containsExactly("two unavailable");
    }

    private final class Call implements Deadlines.Waiting {

        private final String name;
        private boolean waiting = true;

        Call(String name) {
            this.name = name;
        }

        @Override
        public boolean waiting() {
            return waiting;
        }

        @Override
        public void late(ServiceException failure) {
            waiting = false;
            late.add(name + ' ' + Failures.reason(failure));
        }
    }
}
