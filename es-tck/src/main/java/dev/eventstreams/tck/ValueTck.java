package dev.eventstreams.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.eventstreams.spi.StorageHandle;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Values that are put into a store once, below the API. Encryption settles its parameters by them
 * for every later opening.
 */
public abstract class ValueTck extends StoreTck {

  private @Nullable StorageHandle storage;

  /** For a backend's own class. */
  protected ValueTck() {}

  private StorageHandle storage() {
    StorageHandle known = storage;
    if (known == null) {
      known = closedAfterwards(openStorage(newStore()));
      storage = known;
    }
    return known;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private @Nullable String valueOf(String name) {
    byte[] value = storage().value(name);
    return value == null ? null : new String(value, UTF_8);
  }

  @Test
  @Rule("L8")
  void theFirstValueStands() {
    assertArrayEquals(bytes("one"), storage().putIfAbsent("n", bytes("one")), "the first answer");
    for (String other : List.of("two", "", "a longer one")) {
      assertArrayEquals(
          bytes("one"), storage().putIfAbsent("n", bytes(other)), "the answer to a later value");
      assertEquals("one", valueOf("n"), "the value after a later one was put");
    }
  }

  @Test
  @Rule("L8")
  void lookingPutsNothing() {
    assertNull(valueOf("n"), "a value that was never put");
    assertArrayEquals(bytes("one"), storage().putIfAbsent("n", bytes("one")), "put after a look");
    assertNull(valueOf("m"), "another name's value");
    assertEquals(0, storage().head(null).count(), "events of a store that has a value");
  }

  @Test
  @Rule("L8")
  void anArrayIsNeverSharedWithACaller() {
    byte[] given = bytes("one");
    byte[] first = storage().putIfAbsent("n", given);
    given[0] = 'X';
    assertEquals("one", valueOf("n"), "the value after the array given was changed");
    first[0] = 'X';
    assertEquals("one", valueOf("n"), "the value after the array of the first answer was changed");

    storage().putIfAbsent("n", bytes("two"))[0] = 'X';
    assertEquals("one", valueOf("n"), "the value after the array of a later answer was changed");
    Objects.requireNonNull(storage().value("n"))[0] = 'X';
    assertEquals("one", valueOf("n"), "the value after an array looked at was changed");
  }

  @Test
  @Rule("L8")
  void everyByteComesBack() {
    byte[] large = new byte[64 << 10];
    new Random(1).nextBytes(large);
    for (byte[] value : List.of(new byte[0], new byte[] {0}, new byte[] {0, -1, 10, 39}, large)) {
      String name = "of " + value.length;
      assertArrayEquals(value, storage().putIfAbsent(name, value), () -> "the answer, " + name);
      assertArrayEquals(value, storage().value(name), () -> "the value, " + name);
    }
  }

  @Test
  @Rule("L8")
  void namesAreComparedCharacterByCharacter() {
    List<String> names = List.of(
        "name",
        "Name",
        "name ",
        " name",
        "nam",
        "name.check",
        "na%e",
        "n_me",
        "na/me",
        "..",
        "sett:led",
        "\u00e9",
        "e\u0301",
        "\uD83D\uDE00".repeat(255));
    for (String name : names) {
      assertArrayEquals(bytes(name), storage().putIfAbsent(name, bytes(name)), name);
    }

    for (String name : names) {
      assertEquals(name, valueOf(name), "the value of the name itself");
    }
  }

  @Test
  @Rule("L8")
  void ofManyWhoPutAtOnceAllGetTheSame() {
    for (int round = 0; round < 10; round++) {
      String name = "round " + round;
      StorageHandle shared = storage();
      List<String> answers = Work.together(
              patience(),
              8,
              i -> () -> new String(shared.putIfAbsent(name, bytes("of " + i)), UTF_8))
          .stream()
          .map(Work::result)
          .toList();

      assertEquals(1, answers.stream().distinct().count(), "different answers: " + answers);
      assertEquals(answers.get(0), valueOf(name), "the value that is stored");
    }
  }
}
