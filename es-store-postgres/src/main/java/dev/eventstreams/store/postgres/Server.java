package dev.eventstreams.store.postgres;

import dev.eventstreams.spi.Names;
import dev.eventstreams.spi.StoreUrl;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import org.postgresql.Driver;

/**
 * A database on a server, and the settings for connecting to it. Only the driver gets the password,
 * and not in the URL, because the driver may show that URL. The text form contains neither user nor
 * password.
 */
final class Server {

  /**
   * The options that are passed on to the driver. Its other options could change the meaning of the
   * statements.
   */
  static final Set<String> OPTIONS = Set.of(
      "user",
      "password",
      "ssl",
      "sslmode",
      "sslnegotiation",
      "sslrootcert",
      "sslcert",
      "sslkey",
      "sslpassword",
      "channelBinding",
      "gssEncMode",
      "connectTimeout",
      "loginTimeout",
      "socketTimeout",
      "cancelSignalTimeout",
      "tcpKeepAlive",
      "ApplicationName",
      "targetServerType",
      "loadBalanceHosts",
      "hostRecheckSeconds",
      "prepareThreshold");

  // A port has digits only. The driver's parser logs any other port, and that text may be the
  // beginning of a password with a / in it.
  private static final String HOST = "([A-Za-z0-9._\\-]*|\\[[A-Za-z0-9.:%_\\-]*\\])(:[0-9]{1,5})?";
  private static final String HOSTS = HOST + "(," + HOST + ")*";
  private static final int CONNECT_SECONDS = 5;
  private static final int SPARE_SECONDS = 20;

  private final Driver driver = new Driver();
  private final String jdbcUrl;
  private final String location;
  private final Properties properties;

  private Server(String jdbcUrl, String location, Properties properties) {
    this.jdbcUrl = jdbcUrl;
    this.location = location;
    this.properties = properties;
  }

  static Server of(StoreUrl url, Duration lockTimeout, boolean pooled) {
    String raw = url.rawBody();
    if (!raw.startsWith("//")) {
      throw new IllegalArgumentException("the store URL " + url
          + " names no server; it is like postgresql://user:password@host:5432/database");
    }
    int slash = raw.indexOf('/', 2);
    String authority = raw.substring(2, slash < 0 ? raw.length() : slash);
    int at = authority.lastIndexOf('@');
    String hosts = authority.substring(at + 1);
    if (!hosts.matches(HOSTS) || raw.indexOf('@', 2 + authority.length()) >= 0) {
      throw new IllegalArgumentException(
          "the store URL " + url + " names no host or port; in a user or password, write / as %2F");
    }
    hosts = hosts.isEmpty() ? "localhost" : hosts;
    String database = slash < 0 ? "" : decoded(raw.substring(slash + 1));
    Properties properties = properties(url, lockTimeout, pooled);
    credentials(at < 0 ? "" : authority.substring(0, at), properties, url);
    String path =
        hosts + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    Server server = new Server("jdbc:postgresql://" + path, "postgresql://" + path, properties);
    server.check(url);
    return server;
  }

  private static Properties properties(StoreUrl url, Duration lockTimeout, boolean pooled) {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    properties.setProperty("loginTimeout", Integer.toString(2 * CONNECT_SECONDS));
    properties.setProperty(
        "socketTimeout", Long.toString(Math.max(30, lockTimeout.toSeconds() + SPARE_SECONDS)));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "eventstreams");
    // Statements are prepared from the first use on, and use the binary format from the second use
    // on. A pooler may use a different server connection for each transaction, and that connection
    // does not know the prepared statements.
    properties.setProperty("prepareThreshold", pooled ? "0" : "1");
    url.options().forEach((name, value) -> {
      if (OPTIONS.contains(name)) {
        properties.setProperty(name, value);
      }
    });
    requireLongerThan(lockTimeout, properties.getProperty("socketTimeout"));
    // All names here are qualified; this setting is for names that are not, such as those in
    // triggers. A pooler does not know this parameter, and shares its server connections with other
    // users.
    if (!"0".equals(properties.getProperty("prepareThreshold"))) {
      properties.setProperty("currentSchema", "pg_catalog, pg_temp");
    }
    properties.setProperty("assumeMinServerVersion", "13"); // saves a round trip
    // The server's details on a rejected row contain that row.
    properties.setProperty("logServerErrorDetail", "false");
    return properties;
  }

  private static void requireLongerThan(Duration lockTimeout, String socketSeconds) {
    if (!socketSeconds.matches("[0-9]{1,6}")
        || (!socketSeconds.matches("0+")
            && Long.parseLong(socketSeconds) * 1_000 <= lockTimeout.toMillis())) {
      throw new IllegalArgumentException(
          "socketTimeout is in seconds, and longer than lock_timeout, which is "
              + lockTimeout.toMillis() + " ms; it is " + Names.quote(socketSeconds));
    }
  }

  private static void credentials(String userInfo, Properties properties, StoreUrl url) {
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    if (!user.isEmpty()) {
      put(properties, "user", decoded(user), url);
    }
    if (colon >= 0) {
      put(properties, "password", decoded(userInfo.substring(colon + 1)), url);
    }
  }

  private static void put(Properties properties, String name, String value, StoreUrl url) {
    if (properties.setProperty(name, value) != null) {
      throw new IllegalArgumentException("the " + name
          + " is in the store URL twice: before the host and among the options of " + url);
    }
  }

  private static String decoded(String text) {
    return StoreUrl.parse("x:" + text).body();
  }

  // The driver's parser returns null for a URL that it cannot parse.
  private void check(StoreUrl url) {
    if (Driver.parseURL(jdbcUrl, null) == null) {
      throw new IllegalArgumentException("the store URL " + url + " names no host or port");
    }
  }

  /** Returns where the database is, for messages. */
  String location() {
    return location;
  }

  Connection connect() throws SQLException {
    Connection connection = driver.connect(jdbcUrl, properties);
    if (connection == null) {
      throw new SQLException("the driver does not know " + location);
    }
    return connection;
  }

  @Override
  public String toString() {
    return location;
  }
}
