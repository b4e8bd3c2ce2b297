package dev.eventstreams.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
      strings = {
        "/a/b",
        "/a?b#c%d",
        "/a b+c&d=e",
        "/a@b:c@d;e=f",
        "relative.db",
        "/é/日本/😀.db",
        "C:\\x\\y",
        ""
      })
  void escapedPathIsParsedBackUnchanged(String path) {
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
  void refusesAUrlWithoutSchemeOrWithABrokenEscape(String url) {
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
  @CsvSource({
    "postgresql://ann:s3cr3t@host/db?schema=x, postgresql://***@host/db?schema=x",
    "postgresql:ann:s3cr3t@host/db, postgresql:***@host/db",
    "jdbc:postgresql://ann:s3cr3t@host/db, postgresql://***@host/db",
    "jdbc:jdbc:postgresql://ann:s3cr3t@host/db, jdbc:postgresql://***@host/db",
    "postgresql://host/db?listen=postgresql://ann:s3cr3t@host/db, postgresql://host/db?listen=***",
    "'mongodb://ann:s3cr3t@a:1,b:2/db?w=1', 'mongodb://***@a:1,b:2/db?w=***'",
    "'mysql://a:1,[::1]:2/db', 'mysql://a:1,[::1]:2/db'",
    "'sqlserver://a:1;user=ann;password=s3cr3t', 'sqlserver://a:1;***'",
    "postgresql://host/db?user=ann@corp, postgresql://host/db?user=***",
    "postgresql://host:1/db?mode=a%20b, postgresql://host:1/db?mode=***",
    "postgresql://h:5432, postgresql://h:5432",
    "postgresql://[::1]:5432/db, postgresql://[::1]:5432/db",
    "postgresql:///db, postgresql:///db",
    "postgresql://höst/db, postgresql://höst/db",
    "'sqlite:/a;b/c;d.db', 'sqlite:/a;b/c;d.db'"
  })
  void showsHostsPathsAndHarmlessOptions(String url, String shown) {
    assertEquals(shown, StoreUrl.parse(url).toString());
  }

  @Test
  void showsNoControlCharacter() {
    assertEquals(
        "sqlite:/a%0Ab%1B[2J%C2%85",
        StoreUrl.parse("sqlite:/a\nb\u001b[2J\u0085").toString());
  }

  // Every form of a URL with every form of a password, at each place that may have a password.
  static Stream<String> urlsWithPasswords() {
    List<String> secrets = List.of(
        "", "/", "?", "?x=", "?user=", "&", "=", "%", "%2", "@", ":", "12:", "12/", "12?x=", ";",
        " ", "\n", ",", "[", "#");
    List<String> forms = List.of(
        "postgresql://u:SECRET@host:1/db",
        "postgresql://u:SECRET@host:1/db?schema=s",
        "postgresql://a:1,b:2/db?password=SECRET",
        "postgresql://host/db?sslpassword=SECRET&schema=s",
        "postgresql://host/db?pwd=SECRET&nope=1",
        "postgresql://host/db?token=SECRET",
        "postgresql://host/db?listen=postgresql://u:SECRET@host/db",
        "postgresql://host/db?listen=postgresql%3A%2F%2Fu%3ASECRET%40host",
        "postgresql:u:SECRET@host/db",
        "postgresql:/u:SECRET@host/db",
        "jdbc:postgresql://u:SECRET@host/db",
        "jdbc:jdbc:postgresql://u:SECRET@host/db",
        "postgres//u:SECRET@host/db",
        "://u:SECRET@host/db",
        "//u:SECRET@host/db",
        "postgresql ://u:SECRET@host/db",
        "u:SECRET@host/db",
        "mysql://u:SECRET@a:1,b:2/db",
        "oracle:thin:u/SECRET@host:1521:x",
        "jdbc:sqlserver://host;user=u;password=SECRET",
        "sqlite://u:SECRET@host/db",
        "file:/x?passphrase=SECRET");
    return forms.stream()
        .flatMap(form -> secrets.stream()
            .flatMap(odd -> Stream.of(odd + "h1dd3n", "h1dd3n" + odd, "h1dd3n" + odd + "h1dd3n")
                .map(secret -> form.replace("SECRET", secret))));
  }

  @Test
  void showsNoPasswordInAnyFormOfUrl() {
    List<String> urls = urlsWithPasswords().toList();
    assertTrue(urls.size() > 1_000, "too few");
    for (String url : urls) {
      String shown;
      try {
        StoreUrl parsed = StoreUrl.parse(url);
        shown = parsed.toString();
        assertTrue(parsed.unmasked().length() >= shown.length() - 40);
        StoreUrl unused = parsed.allowingOnly(Set.of());
      } catch (IllegalArgumentException e) {
        shown = "refused: " + e.getMessage() + e.getCause();
      }
      assertFalse(shown.contains("h1dd3n"), url + " shows as " + shown);
    }
  }
}
