package dev.eventstreams.postgres.server;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A running PostgreSQL with {@code fsync} and {@code synchronous_commit} on: the server in the
 * environment variable {@value #VARIABLE}, else a container if a Docker engine answers, else real
 * binaries on this machine.
 *
 * <p>{@link #shared()} serves all tests of a JVM, each with its own schema. It ends with the JVM,
 * no matter how the JVM ends.
 */
public final class PostgresServer {

  /**
   * The environment variable with the server to use:
   * {@code postgresql://user:password@host:port/database}.
   */
  public static final String VARIABLE = "ES_TEST_POSTGRES_URL";

  private static final System.Logger LOG = System.getLogger(PostgresServer.class.getName());

  // A strong reference, because otherwise the logger's level is lost. Each of many stores would log
  // that its pool starts and stops.
  private static final java.util.logging.Logger POOL =
      java.util.logging.Logger.getLogger("com.zaxxer.hikari");

  // Schemas on a server that outlives the JVM must not have the name of a schema of another run.
  private static final AtomicLong SCHEMAS =
      new AtomicLong(TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));

  private static @Nullable PostgresServer shared;

  private final String url;

  private PostgresServer(String url) {
    this.url = url;
  }

  /** Returns this JVM's server, which starts at the first call. */
  public static synchronized PostgresServer shared() {
    PostgresServer known = shared;
    if (known == null) {
      known = new PostgresServer(choose());
      shared = known;
    }
    return known;
  }

  private static String choose() {
    POOL.setLevel(java.util.logging.Level.WARNING);
    String named = System.getenv(VARIABLE);
    if (named != null && !named.isBlank()) {
      LOG.log(Level.INFO, "PostgreSQL: the server that " + VARIABLE + " names");
      return named;
    }
    String container = Container.start();
    if (container != null) {
      LOG.log(Level.INFO, "PostgreSQL: a container");
      return container;
    }
    OwnPostgres own = OwnPostgres.start();
    Runtime.getRuntime().addShutdownHook(new Thread(own::close, "es-postgres-stop"));
    LOG.log(Level.INFO, "PostgreSQL: binaries on this machine, port " + own.port());
    return own.url();
  }

  /** Returns the URL of the database, with user and password, and without options. */
  public String url() {
    return url;
  }

  /** Returns the URL of an empty store in a new schema; opening the store creates the schema. */
  public String newStore() {
    return url + "?schema=" + newSchema();
  }

  /** Returns a name that no schema has had before. */
  public static String newSchema() {
    return "es_" + SCHEMAS.incrementAndGet();
  }
}
