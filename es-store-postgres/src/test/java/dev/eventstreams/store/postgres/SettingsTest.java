package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.spi.StoreUrl;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings in a URL, and the URLs that are refused. */
final class SettingsTest {

  private static PostgresSettings settings(String url) {
    return PostgresSettings.of(StoreUrl.parse(url));
  }

  @Test
  void bothSchemesAreServed() {
    assertEquals(Set.of("postgresql", "postgres"), new PostgresStorageProvider().schemes());
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://h/db, postgresql://h/db?schema=eventstreams",
    "postgres://h/db, postgresql://h/db?schema=eventstreams",
    "jdbc:postgresql://h/db, postgresql://h/db?schema=eventstreams",
    "postgresql://u:p@h:5433/db?schema=s, postgresql://h:5433/db?schema=s",
    "postgresql://u@[::1]:5433/db, postgresql://[::1]:5433/db?schema=eventstreams",
    "postgresql://my_host/db, postgresql://my_host/db?schema=eventstreams",
    "postgresql:///db, postgresql://localhost/db?schema=eventstreams",
    "postgresql://h/my%20d%2Fb, postgresql://h/my%20d%2Fb?schema=eventstreams",
    "'postgresql://a:1,b:2/db?targetServerType=primary', 'postgresql://a:1,b:2/db?schema=eventstreams'"
  })
  void placeIsShownWithoutUserAndPassword(String url, String location) {
    assertEquals(location, settings(url).location());
    assertEquals(location, settings(url).toString());
  }

  @Test
  void defaultsApplyWithoutOptions() {
    PostgresSettings settings = settings("postgresql://h/db");
    assertEquals(Duration.ofSeconds(10), settings.lockTimeout());
    assertEquals(Duration.ofSeconds(5), settings.reconnectTimeout());
    assertEquals(4, settings.poolSize());
    assertEquals(null, settings.listen());
  }

  @Test
  void refusedNumberIsReportedWithItsLimits() {
    var refused = assertThrows(
        IllegalArgumentException.class, () -> settings("postgresql://h/db?reconnect_timeout=18s"));
    assertEquals("reconnect_timeout is 500 to 600000, not \"18s\"", refused.getMessage());
  }

  @Test
  void listenNamesAnotherServer() {
    Server listen = settings("postgresql://u:p@pooler:6432/db?listen="
            + "postgresql%3A%2F%2Fu%3Ap%40direct%3A5432%2Fdb%3Fsslmode%3Drequire")
        .listen();
    assertNotNull(listen);
    assertEquals("postgresql://direct:5432/db", listen.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sslmode=verify-full",
        "sslrootcert=/etc/ca.pem",
        "sslcert=/etc/c.pem",
        "sslkey=/etc/k.pk8",
        "connectTimeout=3",
        "socketTimeout=60",
        "ApplicationName=shop"
      })
  void driversOptionsArePassedOn(String option) {
    assertNotNull(settings("postgresql://h/db?" + option));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql:db",
        "postgresql://h:port/db",
        "postgresql://h:99999999/db",
        "postgresql://h/db?schema=",
        "postgresql://h/db?schema=pg_mine",
        "postgresql://h/db?schema=information_schema",
        "postgresql://h/db?schema=0123456789012345678901234567890123456789012345678901234567890123",
        "postgresql://h/db?lock_timeout=0",
        "postgresql://h/db?lock_timeout=1s",
        "postgresql://h/db?pool_size=0",
        "postgresql://h/db?reconnect_timeout=499",
        "postgresql://h/db?reconnect_timeout=600001",
        "postgresql://h/db?reconnect_timeout=18s",
        "postgresql://h/db?schema=a%0Ab",
        "postgresql://h/db?socketTimeout=10",
        "postgresql://h/db?socketTimeout=soon",
        "postgresql://u@h/db?user=v",
        "postgresql://u:p@h/db?password=q",
        "postgresql://h/db?listen=sqlite:x",
        "postgresql://h/db?preferQueryMode=simple",
        "postgresql://h/db?options=-c%20search_path%3Dx",
        "postgresql://h/db?socketFactory=x",
        "postgresql://h/db?loggerLevel=TRACE"
      })
  void wrongUrlIsRefused(String url) {
    assertThrows(IllegalArgumentException.class, () -> settings(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://u:secret@h:port/db",
        "postgresql://u:se/cret@h/db",
        "postgresql://u:secret@h/db?nonsense=1",
        "postgresql://h/db?password=secret&nonsense=1",
        "postgresql://u:secret@h/db?schema=",
        "postgresql://u:secret@h/db?password=secret",
        "postgresql://u:secret@h/db?listen=postgresql://u:secret@h:port/db",
        "postgresql://u:secret@h/db?listen=nothing://u:secret@h/db",
        "postgresql://h/db?listen=secret",
        "postgresql://h/db?listen=postgresql:u:secret@h",
        "postgresql://h/db?listen=postgresql://u:secret@h/db%3Fnonsense=secret",
        "postgresql://h/db?listen=postgresql://u:secret@h/db%3Fschema=secret",
        "postgresql://u:secret@h/db?sslpassword=secret&pool_size=0",
        "postgresql://u:se?cret@h/db"
      })
  void refusalDoesNotShowThePassword(String url) {
    var refused = assertThrows(IllegalArgumentException.class, () -> settings(url));
    assertFalse(String.valueOf(refused.getMessage()).contains("cret"), refused.getMessage());
  }

  @Test
  void hostileSchemaIsQuoted() {
    PostgresSql sql = new PostgresSql("a\"; DROP TABLE x; --");
    assertTrue(sql.of(PostgresSql.LAST_POSITION).contains("\"a\"\"; DROP TABLE x; --\".events"));
  }
}
