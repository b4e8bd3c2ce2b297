package dev.eventstreams.tck;

import dev.eventstreams.EventStore;
import dev.eventstreams.KeyRing;
import dev.eventstreams.core.BrokenVaults.Flaw;
import dev.eventstreams.spi.StorageHandle;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * One way to break one rule and no other rule. The chapter must catch it.
 *
 * @param rule the broken rule
 * @param how the behaviour of the broken backend, as the words after "a store that"
 * @param chapter a class of {@link Chapters}, or a subclass of one for stores that are broken above
 *     the storage, such as in {@link BrokenKits}
 * @param storage breaks the storage, below the SPI
 * @param store breaks the store, above the SPI
 * @param cipher the flaw of the encryption
 * @param ring breaks the key rings that the chapter makes
 * @param alsoFailing tests of other rules that necessarily fail too
 * @param url the URL of its stores; {@code {n}} is replaced by a new number
 */
record Breakage(
    String rule,
    String how,
    Class<? extends StoreTck> chapter,
    UnaryOperator<StorageHandle> storage,
    UnaryOperator<EventStore> store,
    Flaw cipher,
    UnaryOperator<KeyRing> ring,
    Set<String> alsoFailing,
    String url) {

  private static final String IN_MEMORY = "broken:{n}";

  static Breakage none(Class<? extends StoreTck> chapter) {
    return new Breakage(
        "", "keeps the contract", chapter, h -> h, s -> s, Flaw.NONE, r -> r, Set.of(), IN_MEMORY);
  }

  static Breakage ofStorage(
      String rule,
      String how,
      Class<? extends StoreTck> chapter,
      UnaryOperator<StorageHandle> storage) {
    return new Breakage(
        rule, how, chapter, storage, s -> s, Flaw.NONE, r -> r, Set.of(), IN_MEMORY);
  }

  static Breakage ofStore(
      String rule, String how, Class<? extends StoreTck> chapter, UnaryOperator<EventStore> store) {
    return new Breakage(rule, how, chapter, h -> h, store, Flaw.NONE, r -> r, Set.of(), IN_MEMORY);
  }

  static Breakage ofCipher(String rule, String how, Class<? extends StoreTck> chapter, Flaw flaw) {
    return new Breakage(rule, how, chapter, h -> h, s -> s, flaw, r -> r, Set.of(), IN_MEMORY);
  }

  static Breakage ofRing(
      String rule, String how, Class<? extends StoreTck> chapter, UnaryOperator<KeyRing> ring) {
    return new Breakage(rule, how, chapter, h -> h, s -> s, Flaw.NONE, ring, Set.of(), IN_MEMORY);
  }

  /** For flaws that a forked JVM must have too: the URL names the flaw. */
  static Breakage ofUrl(String rule, String how, Class<? extends StoreTck> chapter, String url) {
    return new Breakage(rule, how, chapter, h -> h, s -> s, Flaw.NONE, r -> r, Set.of(), url);
  }

  /** Returns the same backend without the flaw. The chapter must accept it. */
  Breakage sound() {
    String flawless = url.replaceFirst("break=.*", "break=" + NaiveFlaw.NONE);
    return new Breakage(
        "", "keeps the contract", chapter, h -> h, s -> s, Flaw.NONE, r -> r, Set.of(), flawless);
  }

  /** Allows these tests of other rules to fail too. A comment at the call must give the reason. */
  Breakage alsoFailing(String... tests) {
    Set<String> also = new TreeSet<>(Arrays.asList(tests));
    return new Breakage(rule, how, chapter, storage, store, cipher, ring, also, url);
  }

  @Override
  public String toString() {
    return rule + ": a store that " + how;
  }
}
