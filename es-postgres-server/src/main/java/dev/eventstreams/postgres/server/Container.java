package dev.eventstreams.postgres.server;

import java.lang.System.Logger.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.PostgreSQLContainer;

/** PostgreSQL in a container. Testcontainers removes the container when this JVM has ended. */
final class Container {

  private static final System.Logger LOG = System.getLogger(Container.class.getName());
  private static final String IMAGE = "postgres:17";

  // A strong reference, because otherwise the logger's level is lost. Testcontainers logs a missing
  // engine as an error; here it is not an error.
  private static final Logger QUIET = Logger.getLogger("org.testcontainers");

  private Container() {}

  /**
   * Returns the URL of a new server, or null if no Docker engine answers or the engine cannot start
   * one.
   */
  @SuppressWarnings("resource") // the container lives as long as the JVM
  static @Nullable String start() {
    QUIET.setLevel(java.util.logging.Level.OFF);
    try {
      if (!DockerClientFactory.instance().isDockerAvailable()) {
        return null;
      }
      PostgreSQLContainer<?> container = new PostgreSQLContainer<>(IMAGE);
      container.setCommand(
          "postgres", "-c", "fsync=on", "-c", "max_connections=" + OwnPostgres.MAX_CONNECTIONS);
      container.start();
      return "postgresql://" + container.getUsername() + ":" + container.getPassword() + "@"
          + container.getHost() + ":" + container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT)
          + "/" + container.getDatabaseName();
    } catch (RuntimeException e) {
      LOG.log(Level.INFO, "no container of " + IMAGE + ": " + e.getMessage());
      return null;
    }
  }
}
