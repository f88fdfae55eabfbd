package dev.parley.users;

import static dev.parley.users.Samples.NOBODY;
import static dev.parley.users.Samples.PASSWORD;
import static dev.parley.users.Samples.caller;
import static dev.parley.users.Samples.registration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Services;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.users.Card;
import dev.parley.contracts.users.Registration;
import dev.parley.contracts.users.SignIn;
import dev.parley.contracts.users.UserSearch;
import dev.parley.platform.Ids;
import dev.parley.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Registering, cards and search, as callers of the deployed service see them. */
class UsersTest extends DeployedUsers {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("users");

    @Override
    TestDatabase database() {
        return DATABASE;
    }

    @Test
    void whoRegistersIsLoggedInAndWelcomed() throws Exception {
        SignIn signIn = users.register(
                        NOBODY, new Registration("Ada.L", "Ada@Example.COM ", PASSWORD, " Ada  Lovelace "))
                .await();

        assertThat(signIn.user().username()).isEqualTo("ada.l");
        assertThat(signIn.user().email()).isEqualTo("ada@example.com");
        assertThat(signIn.user().displayName()).isEqualTo("Ada Lovelace");
        assertThat(welcomed.poll()).isEqualTo(signIn.user().id());
        assertThat(users.account(caller(signIn)).await()).isEqualTo(signIn.user());
    }

    @Test
    void registeringSucceedsWhenRoomsAreAwayAndTheWelcomeFollows() throws Exception {
        rooms.unregister().await();
        SignIn signIn = users.register(NOBODY, registration("early")).await();
        assertThat(welcomed).isEmpty();

        Services.offer(vertx, Addresses.ROOMS, RoomService.class, fakeRooms()).await();
        assertThat(welcomed.poll(60, TimeUnit.SECONDS)).isEqualTo(signIn.user().id());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            a,          a@example.com,     correct horse battery, '',      invalid_username
            'a b',      a@example.com,     correct horse battery, '',      invalid_username
            .dot,       a@example.com,     correct horse battery, '',      invalid_username
            not-mail,   example.com,       correct horse battery, '',      invalid_email
            no-domain,  a@,                correct horse battery, '',      invalid_email
            no-dot,     a@b,               correct horse battery, '',      invalid_email
            short,      s@example.com,     ninechars,             '',      weak_password
            common,     c@example.com,     qwertyuiop,            '',      weak_password
            common2,    c2@example.com,    Password123,           '',      weak_password
            same,       d@example.com,     aaaaaaaaaaaa,          '',      weak_password
            rosalind,   e@example.com,     xx-rosalind-xx,        '',      weak_password
            by-mail,    franklin@example.com, my-franklin-99,     '',      weak_password
            unseen,     u@example.com,     correct horse battery, '\u200B\u202E', invalid_name
            """)
    void whatMakesNoSenseIsRefused(String username, String email, String password, String displayName, String reason) {
        String name = displayName.isEmpty() ? null : displayName;

        assertThat(failure(users.register(NOBODY, new Registration(username, email, password, name))))
                .isEqualTo(reason);
    }

    @Test
    void aSecondRegistrationFailsWithWhatIsTaken() {
        users.register(NOBODY, registration("taken")).await();

        assertThat(failure(users.register(NOBODY, registration("TAKEN")))).isEqualTo("username_taken");
        assertThat(failure(users.register(NOBODY, new Registration("takenn", "TAKEN@example.com", PASSWORD, null))))
                .isEqualTo("email_taken");
    }

    @Test
    void cardsComeInTheOrderAsked() {
        SignIn one = users.register(NOBODY, registration("card1")).await();
        SignIn two = users.register(NOBODY, registration("card2")).await();
        UUID unknown = Ids.next();
        List<UUID> asked = List.of(two.user().id(), unknown, one.user().id());

        for (int i = 0; i < 2; i++) {
            assertThat(users.cards(Caller.SERVICE, asked).await().users())
                    .extracting(Card::username)
                    .containsExactly("card2", "card1");
        }
        assertThat(failure(users.cards(NOBODY, asked))).isEqualTo("unauthenticated");
        List<UUID> many = IntStream.range(0, 201).mapToObj(i -> Ids.next()).toList();
        assertThat(failure(users.cards(caller(one), many))).isEqualTo("invalid_request");
    }

    @Test
    void peopleAreSearched() {
        SignIn signIn = users.register(NOBODY, new Registration("search1", "s1@example.com", PASSWORD, "Zoë Ｑuix"))
                .await();

        assertThat(users.search(caller(signIn), new UserSearch(" QU ", null))
                        .await()
                        .users())
                .containsExactly(new Card(signIn.user().id(), "search1", "Zoë Ｑuix"));
        assertThat(users.search(caller(signIn), new UserSearch("%", null))
                        .await()
                        .users())
                .isEmpty();
        assertThat(failure(users.search(NOBODY, new UserSearch("qu", null)))).isEqualTo("unauthenticated");
        assertThat(failure(users.search(caller(signIn), new UserSearch("  ", null))))
                .isEqualTo("invalid_request");
        assertThat(failure(users.search(caller(signIn), new UserSearch("q", 51))))
                .isEqualTo("invalid_request");
        assertThat(failure(users.search(caller(signIn), new UserSearch("a\u0000", 5))))
                .isEqualTo("invalid_request");
    }

    @Test
    void whoIsNobodyGetsNothing() {
        Caller stranger = Caller.user(Ids.next(), Ids.next(), false, "", "");

        assertThat(failure(users.account(NOBODY))).isEqualTo("unauthenticated");
        assertThat(failure(users.account(stranger))).isEqualTo("unauthenticated");
        assertThat(failure(users.sessions(NOBODY))).isEqualTo("unauthenticated");
        assertThat(failure(users.logOut(NOBODY))).isEqualTo("unauthenticated");
        assertThat(failure(users.revokeOtherSessions(NOBODY))).isEqualTo("unauthenticated");
        assertThat(failure(users.endedSessionsSince(stranger, 0))).isEqualTo("not_allowed");
        assertThat(failure(users.accounts(stranger, List.of(stranger.id())))).isEqualTo("not_allowed");
    }
}
