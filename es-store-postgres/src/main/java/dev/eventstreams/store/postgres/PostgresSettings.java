package dev.eventstreams.store.postgres;

import dev.eventstreams.spi.Names;
import dev.eventstreams.spi.StoreUrl;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings from a store URL. The text form shows the place of the store, without user and
 * password.
 *
 * @param server where the database is and the credentials for it
 * @param listen the server itself, if {@code server} is a pooler
 * @param schema the schema's name, not quoted
 * @param lockTimeout how long an append waits for appends of other processes
 * @param reconnectTimeout how long a call waits for a server that is away
 * @param poolSize the maximum number of connections for reading
 */
record PostgresSettings(
    Server server,
    @Nullable Server listen,
    String schema,
    Duration lockTimeout,
    Duration reconnectTimeout,
    int poolSize) {

  static final String DEFAULT_SCHEMA = "eventstreams";

  private static final Set<String> OWN =
      Set.of("schema", "listen", "lock_timeout", "reconnect_timeout", "pool_size");
  private static final int MAX_SCHEMA_BYTES = 63;
  private static final int MAX_MILLIS = 600_000;
  private static final int LEAST_RECONNECT_MILLIS = 500; // the pool accepts no less than 250
  private static final int MAX_POOL = 100;

  static PostgresSettings of(StoreUrl url) {
    Set<String> known = new HashSet<>(OWN);
    known.addAll(Server.OPTIONS);
    url.allowingOnly(known);
    Map<String, String> options = url.options();
    String listen = options.get("listen");
    Duration lockTimeout =
        Duration.ofMillis(number(options, "lock_timeout", 10_000, 1, MAX_MILLIS));
    return new PostgresSettings(
        Server.of(url, lockTimeout, listen != null),
        listen == null ? null : listen(listen, lockTimeout),
        schema(options.getOrDefault("schema", DEFAULT_SCHEMA)),
        lockTimeout,
        Duration.ofMillis(
            number(options, "reconnect_timeout", 5_000, LEAST_RECONNECT_MILLIS, MAX_MILLIS)),
        number(options, "pool_size", 4, 1, MAX_POOL));
  }

  // The message shows neither the value nor the parser's reason: a value that is not a URL may be a
  // password.
  private static Server listen(String text, Duration lockTimeout) {
    try {
      StoreUrl url = StoreUrl.parse(text);
      if (new PostgresStorageProvider().schemes().contains(url.scheme())) {
        return Server.of(url.allowingOnly(Server.OPTIONS), lockTimeout, false);
      }
    } catch (IllegalArgumentException e) {
      // Fails below, without the parser's message.
    }
    throw new IllegalArgumentException(
        "the option listen is a URL like postgresql://user:password@host:5432/database, percent-encoded, with no other options than "
            + Server.OPTIONS.stream().sorted().toList());
  }

  private static String schema(String name) {
    if (name.isEmpty()
        || name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_SCHEMA_BYTES
        || name.chars().anyMatch(Character::isISOControl)
        || name.startsWith("pg_")
        || name.equals("information_schema")) {
      throw new IllegalArgumentException("schema is a name of 1 to " + MAX_SCHEMA_BYTES
          + " bytes without control characters that PostgreSQL does not keep for itself, not "
          + Names.quote(name));
    }
    return name;
  }

  private static int number(
      Map<String, String> options, String name, int usual, int least, int most) {
    String value = options.get(name);
    if (value == null) {
      return usual;
    }
    if (value.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        name + " is " + least + " to " + most + ", not " + Names.quote(value));
  }

  /** Returns where the store is, for messages. */
  String location() {
    return server.location() + "?schema=" + schema;
  }

  @Override
  public String toString() {
    return location();
  }
}
