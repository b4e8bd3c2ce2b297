package dev.eventstreams.tck;

import static dev.eventstreams.tck.RingAnswers.assertForgotten;
import static dev.eventstreams.tck.RingAnswers.assertGone;
import static dev.eventstreams.tck.RingAnswers.assertKnown;
import static dev.eventstreams.tck.RingAnswers.assertNameForgotten;
import static dev.eventstreams.tck.RingAnswers.assertOwned;
import static dev.eventstreams.tck.RingAnswers.assertUnknown;
import static dev.eventstreams.tck.RingAnswers.key;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.RecipientForgottenException;
import dev.eventstreams.WrappingKey;
import dev.eventstreams.spi.Names;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The rules of a key ring (K1 to K11 of the contract). A test class for an implementation of
 * {@link KeyRing} extends this class.
 *
 * <pre>{@code
 * final class MyRingTest extends KeyRingTck {
 *   @Override
 *   protected Callable<KeyRing> emptyRing() {
 *     String tenant = service.newTenant();
 *     return () -> new MyRing(service, tenant);
 *   }
 * }
 * }</pre>
 *
 * <p>The message of a failure begins with the rule and the name of the test, which states the
 * expected behaviour. A ring that is {@link AutoCloseable} is closed after the test.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
public abstract class KeyRingTck {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int THREADS = 6;
  private static final List<String> RESERVED =
      List.of(KeyRing.ALL, KeyRing.SNAPSHOTS, KeyRing.RING);
  private static final SecureRandom RANDOM = new SecureRandom();

  @RegisterExtension
  final NamesRule namesRule = new NamesRule();

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /** For the test class of a ring. */
  protected KeyRingTck() {}

  /**
   * Makes a new empty ring, and returns an action that opens it. Each call of the action returns
   * another opening of the same ring, with memory of its own, as another process would open it. For
   * a ring that cannot be shared, the action returns the same object each time.
   */
  protected abstract Callable<KeyRing> emptyRing() throws Exception;

  @Test
  @Rule("K1")
  void allOpeningsReturnOneCurrentKeyOfAName() {
    Ring ring = new Ring();
    KeyRing one = ring.open();
    KeyRing other = ring.open();
    UUID id = one.currentKey("ann");

    assertEquals(id, one.currentKey("ann"), "currentKey, asked again");
    assertEquals(id, other.currentKey("ann"), "currentKey of another opening");
    assertEquals(id, ring.open().currentKey("ann"), "currentKey of a later opening");
    assertNotEquals(id, other.currentKey("bob"), "currentKey of another name");
    assertEquals(
        ring.open().currentKey("bob"), one.currentKey("bob"), "currentKey of bob, by two openings");
  }

  @Test
  @Rule("K1")
  void openingsAndThreadsThatAskAtOnceGetOneKey() {
    Ring ring = new Ring();
    List<KeyRing> openings = ring.openings(THREADS / 2);
    for (String name : List.of("ann", "bob", "cem", "dan", "eve", KeyRing.SNAPSHOTS)) {
      List<UUID> ids = together(i -> () -> openings.get(i % openings.size()).currentKey(name));
      assertEquals(
          1,
          new HashSet<>(ids).size(),
          "keys that " + THREADS + " threads got as the current key of " + name + ": " + ids);
      assertKnown(ring.allAndOneMore(), ids.get(0), name, "made by threads at once");
    }
  }

  @Test
  @Rule("K2")
  void idsAreRandomAndNeverTheSame() {
    Set<UUID> ids = new HashSet<>();
    for (int round = 0; round < 2; round++) {
      KeyRing ring = new Ring().open();
      for (int i = 0; i < 16; i++) {
        for (UUID id : List.of(ring.currentKey("p" + i), ring.rotate("p" + i))) {
          assertTrue(
              ids.add(id), "the id " + id + " was used for another key, maybe in another ring");
          assertEquals(4, id.version(), "the version of the UUID " + id + "; random ones are of");
          assertEquals(2, id.variant(), "the variant of the UUID " + id + "; random ones are of");
        }
      }
    }
  }

  @Test
  @Rule("K3")
  void aKeyIsFoundAsTheKeyOfItsOwnName() {
    Ring ring = new Ring();
    List<KeyRing> openings = ring.openings(2);
    Map<UUID, String> names = new LinkedHashMap<>();
    for (String name : List.of("ann", "bob", "cem", KeyRing.ALL, KeyRing.RING)) {
      names.put(openings.get(0).currentKey(name), name);
      names.put(openings.get(1).rotate(name), name);
    }
    List<KeyRing> all = ring.allAndOneMore();
    names.forEach((id, name) -> assertOwned(all, id, name, "among many keys"));
  }

  @Test
  @Rule("K3")
  void destroyedKeysAreForgottenAndIdsThatTheRingNeverMadeAreUnknown() {
    Ring ring = new Ring();
    KeyRing one = ring.open();
    UUID elsewhere = new Ring().open().currentKey("ann");
    UUID old = one.currentKey("ann");
    UUID current = one.rotate("ann");
    UUID bobs = one.currentKey("bob");
    one.forget("ann");
    one.forget("never seen");
    one.destroyKeys("bob");
    for (KeyRing opening : List.of(one, ring.open())) {
      assertForgotten(List.of(opening), old, "for a rotated key of a forgotten name");
      assertForgotten(List.of(opening), current, "for the last key of a forgotten name");
      assertForgotten(List.of(opening), bobs, "for a key after destroyKeys");
      assertUnknown(opening, UUID.randomUUID(), "for a random id");
      assertUnknown(opening, new UUID(0, 0), "for the id of zeros");
      assertUnknown(opening, elsewhere, "for the id of a key of another ring");
    }
  }

  @Test
  @Rule("K4")
  void everyOpeningUnwrapsWhatAKeyHasWrapped() throws Exception {
    Ring ring = new Ring();
    KeyRing one = ring.open();
    UUID id = one.currentKey("ann");
    byte[] plain = random();
    byte[] before = plain.clone();
    byte[] wrapped = key(one, id, "ann", "made just now").wrap(plain);

    assertArrayEquals(before, plain, "the caller's array, after wrap");
    assertTrue(
        wrapped.length >= 1 && wrapped.length <= WrappingKey.MAX_WRAPPED_BYTES,
        "length of a wrapped key: " + wrapped.length);
    assertFalse(contains(wrapped, plain), "the wrapped bytes contain the plain key");
    UUID rotated = one.rotate("ann");
    assertNotEquals(id, rotated, "the key after a rotation");
    for (KeyRing opening : List.of(one, ring.open())) {
      byte[] copy = wrapped.clone();
      assertArrayEquals(plain, key(opening, id, "ann", "wrapped").unwrap(copy), "unwrap(wrap(x))");
      assertArrayEquals(wrapped, copy, "the caller's array, after unwrap");
    }
  }

  @Test
  @Rule("K4")
  void wrappedBytesThatWereChangedAreRefused() {
    KeyRing ring = new Ring().open();
    WrappingKey key = key(ring, ring.currentKey("ann"), "ann", "made just now");
    byte[] wrapped = key.wrap(random());
    for (int i = 0; i < wrapped.length; i++) {
      byte[] changed = wrapped.clone();
      changed[i] ^= (byte) (1 << (i % 8));
      refused("wrapped bytes with a flipped bit in byte " + i, key, changed);
    }
    refused("no bytes", key, new byte[0]);
    refused("wrapped bytes without the last", key, Arrays.copyOf(wrapped, wrapped.length - 1));
    refused("wrapped bytes with one more", key, Arrays.copyOf(wrapped, wrapped.length + 1));
    refused("half of the wrapped bytes", key, Arrays.copyOf(wrapped, wrapped.length / 2));
  }

  @Test
  @Rule("K4")
  void noOtherKeyUnwrapsIt() {
    KeyRing ring = new Ring().open();
    UUID id = ring.currentKey("ann");
    byte[] wrapped = key(ring, id, "ann", "made just now").wrap(random());
    UUID rotated = ring.rotate("ann");
    UUID bobs = ring.currentKey("bob");
    refused("bytes that ann's key has wrapped, by bob's", key(ring, bobs, "bob", ""), wrapped);
    refused("bytes of an old key, by the new one", key(ring, rotated, "ann", ""), wrapped);
  }

  @Test
  @Rule("K5")
  void afterRotationTheNewKeyIsCurrentAndTheOldOneIsFound() {
    Ring ring = new Ring();
    KeyRing one = ring.open();
    UUID first = one.currentKey("ann");
    UUID second = one.rotate("ann");
    UUID third = one.rotate("ann");
    UUID bobs = one.rotate("bob");

    assertEquals(3, Set.of(first, second, third).size(), "keys of ann");
    assertEquals(third, one.currentKey("ann"), "ann's current key");
    assertEquals(bobs, one.currentKey("bob"), "the first key of bob, which rotate has made");
    for (UUID id : List.of(first, second, third)) {
      assertKnown(ring.allAndOneMore(), id, "ann", "after rotations");
    }
  }

  @Test
  @Rule("K6")
  void aForgottenNameHasNoKeyInAnyOpening() {
    Ring ring = new Ring();
    List<KeyRing> openings = ring.openings(2);
    KeyRing one = openings.get(0);
    UUID old = one.currentKey("ann");
    UUID current = one.rotate("ann");
    Map<UUID, String> others = new HashMap<>();
    for (String name : List.of("bob", KeyRing.ALL, KeyRing.SNAPSHOTS, KeyRing.RING)) {
      others.put(one.currentKey(name), name);
    }
    assertKnown(openings, old, "ann", "before");

    one.forget("ann");
    one.forget("never seen");

    for (List<KeyRing> all : List.of(openings, ring.allAndOneMore())) {
      assertGone(all, old, "a rotated one");
      assertGone(all, current, "the current one");
      assertNameForgotten(all, "ann", "after forget");
      assertNameForgotten(all, "never seen", "which never had a key");
      others.forEach((id, name) -> assertKnown(all, id, name, "after ann was forgotten"));
    }
  }

  @Test
  @Rule("K6")
  void noOpeningRevivesAForgottenName() {
    Ring ring = new Ring();
    KeyRing one = ring.open();
    KeyRing remembers = ring.open();
    UUID id = one.currentKey("ann");
    assertKnown(List.of(remembers), id, "ann", "before");
    assertEquals(id, remembers.currentKey("ann"), "the key that another opening remembers");

    one.forget("ann");
    UUID bobs = remembers.rotate("bob");
    remembers.destroyKeys("cem");
    remembers.forget("dan");

    assertGone(ring.allAndOneMore(), id, "after changes by an opening that had used it");
    assertNameForgotten(ring.allAndOneMore(), "ann", "after changes by another opening");
    remembers.forget("ann");
    remembers.destroyKeys("ann");
    assertNameForgotten(ring.allAndOneMore(), "ann", "forgotten again, and its keys destroyed");
    assertGone(ring.allAndOneMore(), id, "forgotten again");
    assertKnown(ring.allAndOneMore(), bobs, "bob", "beside a forgotten name");
  }

  @Test
  @Rule("K6")
  void noKeyThatIsMadeWhileItsNameIsForgottenSurvives() {
    Ring ring = new Ring();
    List<KeyRing> openings = ring.openings(3);
    for (String name : List.of("ann", "bob", "cem", "dan")) {
      UUID first = openings.get(0).currentKey(name);
      List<List<UUID>> made = together(i -> () -> {
        KeyRing own = openings.get(i % openings.size());
        if (i == 0) {
          own.forget(name);
          return List.<UUID>of();
        }
        return madeUntilForgotten(own, name);
      });
      List<KeyRing> all = ring.allAndOneMore();
      assertGone(all, first, "the first one of " + name);
      made.forEach(
          ids -> ids.forEach(id -> assertGone(all, id, "made while the name was forgotten")));
      assertNameForgotten(all, name, "by one thread of several");
    }
  }

  @Test
  @Rule("K7")
  void forgettingReportsHowManyKeysItDestroyed() {
    Ring ring = new Ring();
    KeyRing one = ring.open();
    KeyRing other = ring.open();
    UUID unused = one.currentKey("ann");
    UUID unused2 = other.rotate("ann");
    UUID unused3 = other.currentKey("bob");

    assertEquals(new ForgetResult(0, false), one.forget("anne"), "forget of a misspelt name");
    assertEquals(new ForgetResult(2, true), one.forget("ann"), "forget of a name with two keys");
    for (KeyRing opening : List.of(one, other, ring.open())) {
      assertEquals(new ForgetResult(0, true), opening.forget("ann"), "forget, once more");
      assertEquals(new ForgetResult(0, false), opening.forget("anne"), "forget, misspelt again");
    }
    assertEquals(new ForgetResult(1, true), one.forget("bob"), "forget of a name with one key");
  }

  @Test
  @Rule("K7")
  void eachKeyIsCountedOnceIfOpeningsForgetAtOnce() {
    Ring ring = new Ring();
    List<KeyRing> openings = ring.openings(3);
    UUID unused = openings.get(0).rotate("ann");
    UUID unused2 = openings.get(1).rotate("ann");
    List<ForgetResult> results =
        together(i -> () -> openings.get(i % openings.size()).forget("ann"));
    assertEquals(
        2,
        results.stream().mapToInt(ForgetResult::keysDestroyed).sum(),
        "keys that all calls at once report as destroyed: " + results);
    assertTrue(results.stream().allMatch(ForgetResult::hadKeys), "hadKeys of all: " + results);
  }

  @Test
  @Rule("K8")
  void afterItsKeysAreDestroyedANameGetsANewKey() {
    Ring ring = new Ring();
    KeyRing one = ring.open();
    KeyRing other = ring.open();
    for (String name : List.of(KeyRing.SNAPSHOTS, "ann")) {
      UUID old = one.currentKey(name);
      UUID current = other.rotate(name);
      UUID bobs = one.currentKey("bob");

      one.destroyKeys(name);

      assertGone(ring.allAndOneMore(), old, "a rotated one of " + name);
      assertGone(ring.allAndOneMore(), current, "the current one of " + name);
      UUID fresh = other.currentKey(name);
      assertFalse(Set.of(old, current).contains(fresh), "the new key of " + name + " is destroyed");
      assertEquals(fresh, one.currentKey(name), "the new key of " + name + ", by each opening");
      assertKnown(ring.allAndOneMore(), fresh, name, "made after destroyKeys");
      assertKnown(ring.allAndOneMore(), bobs, "bob", "after destroyKeys(" + name + ")");
      assertGone(ring.allAndOneMore(), old, "after a new key was made");
    }
  }

  @Test
  @Rule("K8")
  void destroyingKeysForgetsNoNameAndRemembersNone() {
    Ring ring = new Ring();
    KeyRing one = ring.open();
    UUID unused = one.currentKey("ann");
    UUID unused2 = one.currentKey("bob");
    UUID unused3 = one.currentKey("cem");
    one.forget("cem");
    for (String name : List.of("ann", "bob", "cem", "never seen")) {
      one.destroyKeys(name);
      one.destroyKeys(name);
    }
    UUID again = one.currentKey("bob");
    assertNameForgotten(List.of(one), "cem", "after destroyKeys");
    assertKnown(ring.allAndOneMore(), again, "bob", "made after destroyKeys");
    assertEquals(new ForgetResult(0, true), one.forget("ann"), "forget after destroyKeys");
    assertEquals(new ForgetResult(1, true), one.forget("bob"), "forget of a key made since");
    assertEquals(
        new ForgetResult(0, false), one.forget("never seen"), "forget of a name without keys");
  }

  @Test
  @Rule("K9")
  void namesThatLookAlikeHaveKeysOfTheirOwn() {
    Ring ring = new Ring();
    KeyRing one = ring.open();
    Map<String, UUID> ids = new LinkedHashMap<>();
    NamesTck.NAMES.forEach(name -> ids.put(name, one.currentKey(name)));

    assertEquals(
        NamesTck.NAMES.size(), new HashSet<>(ids.values()).size(), "keys of names that look alike");
    KeyRing later = ring.open();
    ids.forEach((name, id) -> {
      assertEquals(id, later.currentKey(name), "the key of " + Names.quote(name));
      assertKnown(List.of(one, later), id, name, "among names that look alike");
    });
    List<String> gone = List.of("Name", "na%", "\u00e9");
    gone.forEach(name ->
        assertEquals(new ForgetResult(1, true), one.forget(name), "forget " + Names.quote(name)));
    later.destroyKeys("n_me");
    ids.forEach((name, id) -> {
      if (gone.contains(name) || name.equals("n_me")) {
        assertGone(List.of(one, later), id, "that of " + Names.quote(name));
      } else {
        assertKnown(List.of(one, later), id, name, "beside forgotten names that look alike");
      }
    });
  }

  @Test
  @Rule("K9")
  void namesOutsideOfTheLimitsAreRefused() {
    KeyRing ring = new Ring().open();
    String most = "\uD83D\uDE00".repeat(255);
    assertKnown(List.of(ring), ring.currentKey(most), most, "of 255 code points");
    for (String wrong :
        List.of("", most + "x", "x".repeat(256), "a\nb", "\u0000", "\uD83D", "@x")) {
      String name = "(" + Names.quote(wrong) + ")";
      refused("currentKey" + name, () -> ring.currentKey(wrong));
      refused("rotate" + name, () -> ring.rotate(wrong));
      refused("forget" + name, () -> ring.forget(wrong));
      refused("destroyKeys" + name, () -> ring.destroyKeys(wrong));
    }
  }

  @Test
  @Rule("K9")
  void reservedNamesHaveKeysAndAreNotForgotten() {
    Ring ring = new Ring();
    KeyRing one = ring.open();
    for (String name : RESERVED) {
      UUID id = one.currentKey(name);
      refused("forget(" + name + ")", () -> one.forget(name));
      if (!name.equals(KeyRing.SNAPSHOTS)) {
        refused("destroyKeys(" + name + ")", () -> one.destroyKeys(name));
      }
      assertKnown(ring.allAndOneMore(), id, name, "after a refusal");
      assertEquals(id, one.currentKey(name), "the current key of " + name);
    }
  }

  @Test
  @Rule("K10")
  void noChangeOfTwoOpeningsIsLost() {
    Ring ring = new Ring();
    KeyRing one = ring.open();
    KeyRing other = ring.open();
    UUID anns = one.currentKey("ann");
    UUID bobs = other.currentKey("bob");
    UUID cems = one.currentKey("cem");
    UUID rotated = other.rotate("ann");
    for (KeyRing opening : List.of(one, other)) {
      assertKnown(List.of(opening), bobs, "bob", "made by the second opening");
    }
    one.forget("bob");
    UUID dans = other.currentKey("dan");
    one.destroyKeys("cem");
    UUID eves = other.currentKey("eve");

    List<KeyRing> all = ring.allAndOneMore();
    assertKnown(all, anns, "ann", "made by the first opening");
    assertKnown(all, rotated, "ann", "rotated by the second opening");
    assertGone(all, bobs, "of the second opening, forgotten by the first");
    assertGone(all, cems, "destroyed by the first opening");
    assertKnown(all, dans, "dan", "made by the second opening");
    assertKnown(all, eves, "eve", "made by the second opening, last");
  }

  @Test
  @Rule("K10")
  void changesOfOpeningsAndThreadsAtOnceAreAllKept() {
    Ring ring = new Ring();
    List<KeyRing> openings = ring.openings(THREADS);
    List<Map<String, List<UUID>>> made = together(i -> () -> {
      KeyRing own = openings.get(i);
      Map<String, List<UUID>> ids = new HashMap<>();
      for (int n = 0; n < 5; n++) {
        String name = "p" + i + "-" + n;
        ids.put(name, List.of(own.currentKey(name), own.rotate(name), own.rotate("shared")));
        own.forget("gone" + i + "-" + n);
      }
      return ids;
    });
    KeyRing later = ring.open();
    Set<UUID> shared = new HashSet<>();
    for (int i = 0; i < THREADS; i++) {
      made.get(i).forEach((name, ids) -> {
        assertKnown(List.of(later), ids.get(0), name, "made while others were");
        assertKnown(List.of(later), ids.get(1), name, "rotated while others were");
        assertKnown(List.of(later), ids.get(2), "shared", "rotated by several threads at once");
        assertTrue(shared.add(ids.get(2)), "two rotations of one name returned one key");
      });
      assertNameForgotten(List.of(later), "gone" + i + "-4", "while other openings changed");
    }
  }

  @Test
  @Rule("K11")
  void aPartHasTheKeysOfItsNamesAlone() {
    Ring ring = new Ring();
    KeyRing whole = ring.open();
    UUID cems = whole.currentKey("cem");
    whole.forget("cem");
    UUID snapshots = whole.currentKey(KeyRing.SNAPSHOTS);
    Map<String, UUID> mine = new HashMap<>();
    List.of("ann", KeyRing.RING).forEach(name -> mine.put(name, whole.currentKey(name)));
    Map<String, UUID> others = new HashMap<>(Map.of(KeyRing.SNAPSHOTS, snapshots));
    List.of("bob", KeyRing.ALL).forEach(name -> others.put(name, whole.currentKey(name)));
    KeyRing part = whole.only("ann");

    mine.forEach((name, id) -> {
      assertEquals(id, part.currentKey(name), "the key of " + name + " in ann's part");
      assertKnown(List.of(part), id, name, "in ann's part");
    });
    others.forEach((name, id) -> {
      assertUnknown(part, id, "for the key of " + name + " in ann's part");
      refused("currentKey(" + name + ") of ann's part", () -> part.currentKey(name));
      refused("rotate(" + name + ") of ann's part", () -> part.rotate(name));
    });
    refused("forget(bob) of ann's part", () -> part.forget("bob"));
    refused("destroyKeys(bob) of ann's part", () -> part.destroyKeys("bob"));
    assertGone(List.of(part), cems, "in ann's part");
    part.destroyKeys(KeyRing.SNAPSHOTS);
    assertGone(ring.allAndOneMore(), snapshots, "by ann's part");
    assertEquals(new ForgetResult(1, true), part.forget("ann"), "forget by ann's part");
  }

  @AfterEach
  void closeTheRings() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  /** A new ring, and the openings of it that the test has made. */
  private final class Ring {

    private final Callable<KeyRing> opener = called(KeyRingTck.this::emptyRing);
    private final List<KeyRing> openings = new ArrayList<>();

    KeyRing open() {
      KeyRing ring = called(opener);
      if (ring instanceof AutoCloseable closeable && !opened.contains(closeable)) {
        opened.push(closeable);
      }
      openings.add(ring);
      return ring;
    }

    List<KeyRing> openings(int count) {
      return IntStream.range(0, count).mapToObj(i -> open()).toList();
    }

    /** Returns the openings of the test and a new one, which sees only what is stored. */
    List<KeyRing> allAndOneMore() {
      KeyRing unused = open();
      return List.copyOf(openings);
    }
  }

  private static <T> T called(Callable<T> action) {
    try {
      return action.call();
    } catch (Exception e) {
      throw new AssertionError("no key ring to test: " + e, e);
    }
  }

  private static <T> List<T> together(IntFunction<Callable<T>> bodies) {
    return Work.together(PATIENCE, THREADS, bodies).stream().map(Work::result).toList();
  }

  private static List<UUID> madeUntilForgotten(KeyRing ring, String name) {
    List<UUID> made = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        made.add(ring.rotate(name));
        made.add(ring.currentKey(name));
      }
    } catch (RecipientForgottenException expected) {
      return made;
    }
    return made;
  }

  private static byte[] random() {
    byte[] key = new byte[32];
    RANDOM.nextBytes(key);
    return key;
  }

  private static boolean contains(byte[] bytes, byte[] part) {
    return IntStream.rangeClosed(0, bytes.length - part.length)
        .anyMatch(i -> Arrays.equals(bytes, i, i + part.length, part, 0, part.length));
  }

  private static void refused(String what, WrappingKey key, byte[] wrapped) {
    assertThrows(GeneralSecurityException.class, () -> key.unwrap(wrapped), "unwrap of " + what);
  }

  private static void refused(String call, Runnable calling) {
    assertThrows(IllegalArgumentException.class, calling::run, call);
  }
}
