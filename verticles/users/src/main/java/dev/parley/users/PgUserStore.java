package dev.parley.users;

import dev.parley.contracts.Failures;
import dev.parley.contracts.users.Account;
import dev.parley.contracts.users.Card;
import dev.parley.contracts.users.EndedSession;
import dev.parley.contracts.users.EndedSessions;
import dev.parley.contracts.users.SessionInfo;
import dev.parley.contracts.users.UserRole;
import dev.parley.contracts.users.UserStatus;
import dev.parley.platform.ChangeWindow;
import dev.parley.platform.Jobs;
import dev.parley.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Keeps accounts and sessions in PostgreSQL. */
final class PgUserStore implements UserStore {

    /** The schema that holds everything of this verticle. */
    static final String SCHEMA = "users";

    /** The kind of the job that welcomes a newcomer; its payload carries {@code userId}. */
    static final String WELCOME = "welcome";

    private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

    private final Postgres postgres;

    PgUserStore(Postgres postgres) {
        this.postgres = postgres;
    }

    @Override
    public Future<Account> register(NewUser user, NewSession session) {
        JsonObject welcome = new JsonObject().put("userId", user.id().toString());
        return postgres.transaction(connection -> insert(connection, user)
                        .compose(account -> insertKeys(connection, user)
                                .compose(done -> connection.preparedQuery(BEGIN).execute(values(session)))
                                .compose(done -> Jobs.enqueue(connection, SCHEMA, WELCOME, null, welcome))
                                .map(account)))
                .recover(PgUserStore::taken);
    }

    @Override
    public Future<Void> begin(NewSession session) {
        return postgres.query(BEGIN, values(session)).mapEmpty();
    }

    @Override
    public Future<Optional<Proof>> proof(String email) {
        return postgres.query(PROOF, Tuple.of(email))
                .map(rows -> first(rows).map(row -> new Proof(account(row), row.getString("password_hash"))));
    }

    @Override
    public Future<Optional<Account>> account(UUID userId) {
        return postgres.query(ACCOUNT, Tuple.of(userId)).map(rows -> first(rows).map(PgUserStore::account));
    }

    @Override
    public Future<Optional<UUID>> renew(Renewal renewal) {
        Buffer presented = Buffer.buffer(renewal.presented());
        Buffer next = Buffer.buffer(renewal.next());
        Tuple renewed = Tuple.of(
                renewal.sessionId(), presented, next, renewal.device(), renewal.address(), seconds(renewal.lasts()));
        return postgres.query(RENEW, renewed)
                .compose(rows -> rows.size() == 1
                        ? Future.succeededFuture(rows)
                        : postgres.query(
                                REPEAT, Tuple.of(renewal.sessionId(), presented, next, seconds(renewal.grace()))))
                .map(rows -> first(rows).map(row -> row.getUUID("user_id")));
    }

    @Override
    public Future<List<SessionInfo>> sessions(UUID userId) {
        return postgres.query(SESSIONS, Tuple.of(userId))
                .map(rows -> rows.stream().map(PgUserStore::session).toList());
    }

    @Override
    public Future<Optional<EndedSession>> end(UUID sessionId) {
        return postgres.query(END, Tuple.of(sessionId)).map(rows -> first(rows).map(PgUserStore::ended));
    }

    @Override
    public Future<Optional<EndedSession>> endOwn(UUID userId, UUID sessionId) {
        return postgres.query(END_OWN, Tuple.of(sessionId, userId))
                .map(rows -> first(rows).map(PgUserStore::ended));
    }

    @Override
    public Future<List<EndedSession>> endOthers(UUID userId, UUID kept) {
        return postgres.query(END_OTHERS, Tuple.of(userId, kept))
                .map(rows -> rows.stream().map(PgUserStore::ended).toList());
    }

    @Override
    public Future<EndedSessions> endedSince(long cursor, Duration beginning) {
        return ChangeWindow.after(postgres, cursor)
                .compose(window -> postgres.query(
                                ENDED_SINCE,
                                cursor == 0 ? Tuple.of(window.from().minus(beginning), window.to()) : window.bounds())
                        .map(rows -> new EndedSessions(
                                window.cursor(),
                                window.more(),
                                window.now().truncatedTo(ChronoUnit.MILLIS),
                                rows.stream().map(PgUserStore::ended).toList())));
    }

    @Override
    public Future<List<Account>> accounts(Collection<UUID> userIds) {
        return postgres.query(ACCOUNTS, Tuple.tuple().addArrayOfUUID(userIds.toArray(UUID[]::new)))
                .map(rows -> rows.stream().map(PgUserStore::account).toList());
    }

    @Override
    public Future<List<Card>> cards(Collection<UUID> userIds) {
        return postgres.query(CARDS, Tuple.tuple().addArrayOfUUID(userIds.toArray(UUID[]::new)))
                .map(rows -> rows.stream().map(PgUserStore::card).toList());
    }

    @Override
    public Future<List<Card>> search(String prefix, int limit) {
        return postgres.query(SEARCH, Tuple.of(prefix, prefix + LAST_CHARACTER, limit))
                .map(rows -> rows.stream().map(PgUserStore::card).toList());
    }

    @Override
    public Future<Integer> forgetSessions() {
        return postgres.query(FORGET, Tuple.of(FORGOTTEN_AT_ONCE))
                .map(RowSet::rowCount)
                .compose(forgotten -> forgotten < FORGOTTEN_AT_ONCE
                        ? Future.succeededFuture(forgotten)
                        : forgetSessions().map(more -> forgotten + more));
    }

    private static Future<Account> insert(SqlConnection connection, NewUser user) {
        return connection
                .preparedQuery(INSERT)
                .execute(Tuple.of(
                        user.id(),
                        user.username().text(),
                        user.username().skeleton(),
                        user.email().text(),
                        user.displayName().text(),
                        user.passwordHash()))
                .map(rows -> account(rows.iterator().next()));
    }

    private static Future<RowSet<Row>> insertKeys(SqlConnection connection, NewUser user) {
        String[] keys = user.displayName().keys().toArray(String[]::new);
        return connection
                .preparedQuery(
                        "INSERT INTO users.display_names (key, user_id) SELECT key, $2 FROM unnest($1::text[]) key")
                .execute(Tuple.tuple().addArrayOfString(keys).addUUID(user.id()));
    }

    private static <T> Future<T> taken(Throwable failure) {
        String constraint = failure instanceof PgException database ? String.valueOf(database.getConstraint()) : "";
        return Future.failedFuture(
                switch (constraint) {
                    case "users_username", "users_skeleton" ->
                        Failures.conflict("username_taken", "This username, or one that looks like it, is taken.");
                    case "users_email" ->
                        Failures.conflict("email_taken", "There is an account with this e-mail address.");
                    default -> failure;
                });
    }

    private static Tuple values(NewSession session) {
        return Tuple.of(
                session.id(),
                session.userId(),
                session.device(),
                session.address(),
                Buffer.buffer(session.secretHash()),
                seconds(session.lasts()));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return rows.stream().findFirst();
    }

    private static Account account(Row row) {
        return new Account(
                row.getUUID("id"),
                row.getString("username"),
                row.getString("email"),
                row.getString("display_name"),
                UserRole.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                UserStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getOffsetDateTime("created_at").toInstant());
    }

    private static Card card(Row row) {
        return new Card(row.getUUID("id"), row.getString("username"), row.getString("display_name"));
    }

    private static EndedSession ended(Row row) {
        return new EndedSession(row.getUUID("id"), row.getUUID("user_id"));
    }

    private static SessionInfo session(Row row) {
        return new SessionInfo(
                row.getUUID("id"),
                row.getString("device"),
                row.getString("address"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("last_used_at").toInstant(),
                false);
    }

    private static final String ACCOUNT_COLUMNS = "id, username, email, display_name, role, status, created_at";

    /** Makes an account, an administrator when it is the first. A second one that races with the first waits for it. $1 to $6: id, username, skeleton, e-mail, display name, hash. */
    private static final String INSERT = """
            WITH founder AS (INSERT INTO users.founder (user_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING user_id)
            INSERT INTO users.users (id, username, skeleton, email, display_name, password_hash, role)
            VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN EXISTS (SELECT 1 FROM founder) THEN 'admin' ELSE 'member' END)
            RETURNING\s""" + ACCOUNT_COLUMNS;

    private static final String PROOF =
            "SELECT password_hash, " + ACCOUNT_COLUMNS + " FROM users.users WHERE email = $1";

    private static final String ACCOUNT = "SELECT " + ACCOUNT_COLUMNS + " FROM users.users WHERE id = $1";

    private static final String ACCOUNTS = "SELECT " + ACCOUNT_COLUMNS + " FROM users.users WHERE id = ANY ($1)";

    private static final String CARDS = "SELECT id, username, display_name FROM users.users WHERE id = ANY ($1)";

    /** $1 to $6: id, user, device, address, hash of the secret, how many seconds it lives unused. */
    private static final String BEGIN = """
            INSERT INTO users.sessions (id, user_id, device, address, secret_hash, expires_at)
            VALUES ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6))""";

    private static final String LIVE = "ended_at IS NULL AND expires_at > clock_timestamp()";

    /** Renews a session by its present secret. $1: the session; $2, $3: hash shown and hash that follows; $4, $5: device and address; $6: how many seconds it lives on. */
    private static final String RENEW = """
            UPDATE users.sessions SET previous_hash = secret_hash, secret_hash = $3, device = $4, address = $5,
                renewed_at = clock_timestamp(), last_used_at = clock_timestamp(),
                expires_at = clock_timestamp() + make_interval(secs => $6)
            WHERE id = $1 AND secret_hash = $2 AND\s""" + LIVE + " RETURNING user_id";

    /** Finds a session that was renewed by the secret a moment ago. $1: the session; $2, $3: hash shown and hash that followed; $4: how many seconds a moment has. */
    private static final String REPEAT = """
            SELECT user_id FROM users.sessions
            WHERE id = $1 AND previous_hash = $2 AND secret_hash = $3
              AND renewed_at > clock_timestamp() - make_interval(secs => $4) AND\s""" + LIVE;

    private static final String SESSIONS = """
            SELECT id, device, address, created_at, last_used_at FROM users.sessions
            WHERE user_id = $1 AND\s""" + LIVE + " ORDER BY last_used_at DESC, id DESC LIMIT 200";

    private static final String END = "UPDATE users.sessions SET ended_at = clock_timestamp() WHERE id = $1 AND " + LIVE
            + " RETURNING id, user_id";

    private static final String END_OWN = """
            UPDATE users.sessions SET ended_at = clock_timestamp()
            WHERE id = $1 AND user_id = $2 AND\s""" + LIVE + " RETURNING id, user_id";

    private static final String END_OTHERS = """
            UPDATE users.sessions SET ended_at = clock_timestamp()
            WHERE user_id = $1 AND id <> $2 AND\s""" + LIVE + " RETURNING id, user_id";

    /** $1, $2: the window. */
    private static final String ENDED_SINCE =
            "SELECT id, user_id FROM users.sessions WHERE ended_at > $1 AND ended_at <= $2";

    /** $1 to $2: from the beginning to just after it; $3: how many. Of display names with a very common beginning only the first 500 are looked at. */
    private static final String SEARCH = """
            WITH hits AS (
                (SELECT id FROM users.users WHERE username >= $1 AND username < $2 AND status = 'active'
                 ORDER BY username LIMIT $3)
                UNION
                (SELECT user_id FROM users.display_names WHERE key >= $1 AND key < $2 ORDER BY key LIMIT 500))
            SELECT u.id, u.username, u.display_name FROM hits JOIN users.users u USING (id)
            WHERE u.status = 'active'
            ORDER BY u.username = $1 DESC, u.username
            LIMIT $3""";

    /** So many at once, so that a statement ends in time however many there are. */
    private static final int FORGOTTEN_AT_ONCE = 2_000;

    /** $1: how many at most. */
    private static final String FORGET = """
            DELETE FROM users.sessions WHERE id IN (
                SELECT id FROM users.sessions
                WHERE ended_at < now() - interval '1 day'
                   OR (ended_at IS NULL AND expires_at < now() - interval '1 day')
                LIMIT $1)""";
}
