package dev.eventstreams.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreUrlTest {

  @Test
  void splitsAtTheFirstQuestionMarkAndDecodesBothParts() {
    StoreUrl url = StoreUrl.parse("sqlite:/data/what%3F/50%25.db?synchronous=full&note=a%26b?c");
    assertEquals("sqlite", url.scheme());
    assertEquals("/data/what?/50%.db", url.body());
    assertEquals(Map.of("synchronous", "full", "note", "a&b?c"), url.options());
  }

  @Test
  void takesPlusAndHashAndSpaceLiterally() {
    assertEquals("/a+b#c d/é.db", StoreUrl.parse("sqlite:/a+b#c d/é.db").body());
  }

  @Test
  void acceptsTheJdbcPrefixAndAnyCaseOfTheScheme() {
    assertEquals("sqlite", StoreUrl.parse("jdbc:SQLite:/x").scheme());
    assertEquals("/x", StoreUrl.parse("JDBC:sqlite:/x").body());
  }

  @Test
  void acceptsAnEmptyBodyAndHostsWithAnUnderscore() {
    assertEquals("", StoreUrl.parse("memory:").body());
    assertEquals("//db_1:5432/app", StoreUrl.parse("postgresql://db_1:5432/app").body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a/b", "/a?b#c%d", "/a b+c&d=e", "relative.db", "/é/日本/😀.db", "C:\\x\\y", ""})
  void escapesAPathSoThatItComesBack(String path) {
    StoreUrl url = StoreUrl.of("sqlite", path);
    assertEquals(path, url.body());
    assertEquals(url, StoreUrl.parse(url.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "events.db",
        ":x",
        "/var/x.db",
        "1x:y",
        "sqlite:/x%",
        "sqlite:/x%2",
        "sqlite:/x%zz",
        "sqlite:/%ff"
      })
  void refusesWhatHasNoSchemeOrABrokenEscape(String url) {
    assertThrows(IllegalArgumentException.class, () -> StoreUrl.parse(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sqlite:/x?a=1&a=2", "sqlite:/x?a", "sqlite:/x?=1", "sqlite:/x?", "sqlite:/x?a=1&"
      })
  void refusesRepeatedAndBrokenOptions(String url) {
    assertThrows(IllegalArgumentException.class, () -> StoreUrl.parse(url));
  }

  @Test
  void refusesAnUnknownOptionByName() {
    StoreUrl url = StoreUrl.parse("sqlite:/x?sync=full");
    String message = String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> url.allowingOnly(Set.of("synchronous")))
            .getMessage());
    assertTrue(message.contains("sync") && message.contains("synchronous"), message);
    assertEquals(url, url.allowingOnly(Set.of("sync")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ann:s3cr3t@host/db",
        "postgresql://ann:s3cr3t@host/db?schema=x",
        "postgresql://host/db?password=s3cr3t",
        "postgresql://host/db?sslpassword=s3cr3t&schema=x"
      })
  void neverShowsAPassword(String text) {
    StoreUrl url = StoreUrl.parse(text);
    assertFalse(url.toString().contains("s3cr3t"), url.toString());
    assertTrue(url.unmasked().contains("s3cr3t"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//ann:s3cr3t@host/db",
        "postgresql://h/d?password=s3cr3t&password=s3cr3t",
        "x://h?s3cr3tpassword"
      })
  void neverShowsAPasswordInARefusalEither(String text) {
    String message = String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> StoreUrl.parse(text)).getMessage());
    assertFalse(message.contains("s3cr3t"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql://u:top?cret@h/db", "postgresql://u:top?a=cret@h/db"})
  void hidesAPasswordThatIsCutAtAQuestionMark(String url) {
    IllegalArgumentException e = assertThrows(
        IllegalArgumentException.class, () -> StoreUrl.parse(url).allowingOnly(Set.of()));
    assertFalse(String.valueOf(e.getMessage()).contains("top"), e.getMessage());
    assertFalse(String.valueOf(e.getMessage()).contains("cret"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"postgresql://h:5432/db", "postgresql://h:5432", "postgresql://[::1]:5432/db"})
  void showsPorts(String url) {
    assertEquals(url, StoreUrl.parse(url).toString());
  }
}
