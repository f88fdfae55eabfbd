package dev.parley.users;

import dev.parley.contracts.Caller;
import dev.parley.contracts.users.Credentials;
import dev.parley.contracts.users.Registration;
import dev.parley.contracts.users.SignIn;
import dev.parley.contracts.users.UserRole;

/** What the tests of this verticle have in common. */
final class Samples {

    static final String PASSWORD = "correct horse battery";
    static final Caller NOBODY = Caller.anonymous("192.0.2.1", "Firefox on Linux");

    /** So cheap that tests are quick; the standard cost has a test of its own. */
    static final PasswordHashing.Cost CHEAP = new PasswordHashing.Cost(64, 1);

    private Samples() {}

    static Registration registration(String username) {
        return new Registration(username, username + "@example.com", PASSWORD, null);
    }

    static Credentials credentials(String username) {
        return new Credentials(username + "@example.com", PASSWORD);
    }

    static Caller caller(SignIn signIn) {
        boolean admin = signIn.user().role() == UserRole.ADMIN;
        return Caller.user(signIn.user().id(), signIn.sessionId(), admin, "192.0.2.2", "Firefox on Linux");
    }
}
