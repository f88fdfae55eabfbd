package dev.parley.messages;

import static dev.parley.messages.Desk.done;
import static dev.parley.messages.Desk.message;
import static dev.parley.messages.Desk.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.MessageChanges;
import dev.parley.contracts.messages.Reaction;
import dev.parley.platform.Ids;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every {@link MessageStore} must do when several of them write at once. */
@ExtendWith(VertxExtension.class)
abstract class MessageStoreRaces {

    private static final int STORES = 3;
    private static final List<String> EMOJI = List.of("👍", "🎉", "👀");

    private final UUID room = Ids.next();
    private List<Desk> desks;

    /** One more store on the same storage. */
    protected abstract MessageStore store(Vertx vertx);

    @BeforeEach
    void open(Vertx vertx) {
        desks = IntStream.range(0, STORES)
                .mapToObj(i -> new Desk(vertx.getOrCreateContext(), store(vertx)))
                .toList();
    }

    @Test
    void theLogHasNoHolesAndKeepsTheOrderOfEverySender() {
        List<Future<Stored>> answers = new ArrayList<>();
        List<UUID> senders = IntStream.range(0, 12).mapToObj(i -> Ids.next()).toList();
        for (int i = 0; i < 30; i++) {
            for (int s = 0; s < senders.size(); s++) {
                NewMessage message = text(room, senders.get(s), "k" + i, "text " + i);
                answers.add(desks.get(s % STORES).call(store -> store.post(message)));
            }
        }
        List<ChatMessage> acknowledged =
                answers.stream().map(answer -> message(done(answer))).toList();
        List<ChatMessage> log = log();
        assertThat(log).extracting(ChatMessage::seq).containsExactlyElementsOf(numbers(360));
        assertThat(log).containsExactlyInAnyOrderElementsOf(acknowledged);
        for (UUID sender : senders) {
            assertThat(log.stream().filter(m -> m.senderId().equals(sender)).map(ChatMessage::content))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 30).mapToObj(i -> "text " + i).toList());
        }
    }

    @Test
    void whoFollowsTheChangesNeverMissesOne() {
        int count = 600;
        List<Future<Stored>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NewMessage message = text(room, Ids.next(), "k", "text " + i);
            answers.add(desks.get(i % STORES).call(store -> store.post(message)));
        }
        List<Long> followed = new ArrayList<>();
        boolean last = false;
        while (!last) {
            last = answers.stream().allMatch(Future::isComplete);
            follow(followed);
            assertThat(followed).isEqualTo(numbers(followed.size()));
        }
        answers.forEach(Desk::done);
        assertThat(followed).hasSize(count);
    }

    private void follow(List<Long> followed) {
        MessageChanges changes;
        do {
            long rev = followed.isEmpty() ? 0 : followed.getLast();
            changes = desks.getFirst().changes(room, new MessageStore.Cursor(rev, 1L), 100, 1_000);
            changes.messages().forEach(message -> followed.add(message.rev()));
        } while (changes.hasMore());
    }

    @Test
    void oneKeyFromEverywhereAtOnceIsOneMessage() {
        UUID sender = Ids.next();
        List<Future<Stored>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            NewMessage message = text(room, sender, "k", i % 4 == 3 ? "other" : "same");
            answers.add(desks.get(i % STORES).call(store -> store.post(message)));
        }
        List<Stored> outcomes = answers.stream().map(Desk::done).toList();
        assertThat(outcomes.stream().filter(one -> one.outcome() == Stored.Outcome.STORED))
                .hasSize(1);
        assertThat(outcomes.stream().filter(one -> one.outcome() == Stored.Outcome.CONFLICT))
                .isNotEmpty();
        assertThat(outcomes.stream().map(one -> message(one).id()).distinct()).hasSize(1);
        assertThat(log()).hasSize(1);
    }

    @Test
    void batchesOverTheSameNewRoomsDoNotLockEachOtherOut() {
        Random random = new Random(7);
        for (int round = 0; round < 10; round++) {
            List<UUID> rooms = new ArrayList<>(
                    IntStream.range(0, 8).mapToObj(i -> Ids.next()).toList());
            List<Future<Stored>> answers = new ArrayList<>();
            for (Desk desk : desks) {
                Collections.shuffle(rooms, random);
                for (UUID one : rooms) {
                    answers.add(desk.call(store -> store.post(text(one, Ids.next(), "k", "hello"))));
                }
            }
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(done(answer).outcome()).isEqualTo(Stored.Outcome.STORED));
        }
    }

    @Test
    void everyChangeTakesItsOwnRev() {
        UUID sender = Ids.next();
        for (int i = 0; i < 20; i++) {
            desks.getFirst().says(room, sender, "text " + i);
        }
        List<Future<Changed>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            long seq = 1 + i / STORES;
            String content = "edit " + i;
            answers.add(desks.get(i % STORES).call(store -> store.edit(room, seq, sender, content, List.of())));
        }
        List<Long> revs = answers.stream()
                .map(answer -> message(done(answer)).rev())
                .sorted()
                .toList();
        assertThat(revs).isEqualTo(LongStream.rangeClosed(21, 80).boxed().toList());
        for (long seq = 1; seq <= 20; seq++) {
            assertThat(desks.getFirst().edits(room, seq).orElseThrow()).hasSize(3);
        }
    }

    @Test
    void reactionsThatComeAndGoFromEverywhereAtOnceAreCounted() {
        desks.getFirst().says(room, Ids.next(), "text");
        Random random = new Random(11);
        List<UUID> people = IntStream.range(0, 15).mapToObj(i -> Ids.next()).toList();
        for (int round = 0; round < 10; round++) {
            List<Future<Changed>> answers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                UUID person = people.get(random.nextInt(people.size()));
                answers.add(react(i, person, EMOJI.get(random.nextInt(EMOJI.size())), random.nextBoolean()));
            }
            answers.forEach(Desk::done);
            assertThat(reactions())
                    .isNotEmpty()
                    .allSatisfy(reaction -> assertThat(reaction.users()).hasSize(reaction.count()));
        }
        List<Future<Changed>> takenBack = new ArrayList<>();
        for (UUID person : people) {
            EMOJI.forEach(emoji -> takenBack.add(react(takenBack.size(), person, emoji, false)));
        }
        takenBack.forEach(Desk::done);
        assertThat(reactions()).isEmpty();
    }

    private Future<Changed> react(int turn, UUID person, String emoji, boolean on) {
        return desks.get(turn % STORES).call(store -> store.react(room, 1, person, emoji, on, 20));
    }

    private List<Reaction> reactions() {
        List<Reaction> reactions =
                desks.getFirst().get(room, 1, null).orElseThrow().reactions();
        return reactions == null ? List.of() : reactions;
    }

    private List<ChatMessage> log() {
        List<ChatMessage> log = new ArrayList<>();
        boolean more = true;
        while (more) {
            var page = desks.getFirst().history(room, Span.after(log.size(), 100), null);
            log.addAll(page.messages());
            more = page.hasAfter();
        }
        return log;
    }

    private static List<Long> numbers(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
