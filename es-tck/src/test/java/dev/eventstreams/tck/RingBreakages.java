package dev.eventstreams.tck;

import dev.eventstreams.KeyRing;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Key rings that break one rule each. {@link KeyRingTck} must catch them. */
final class RingBreakages {

  private RingBreakages() {}

  /**
   * One way to break one rule of key rings.
   *
   * @param rule the broken rule
   * @param how the behaviour of the broken ring, as the words after "a ring that"
   * @param opening opens the ring on a disk
   * @param alsoFailing tests of other rules that may fail too
   */
  record Breakage(
      String rule, String how, Function<NaiveRing.Disk, KeyRing> opening, Set<String> alsoFailing) {

    @Override
    public String toString() {
      return rule + ": a ring that " + how;
    }
  }

  private static Breakage of(
      String rule, String how, Function<NaiveRing.Disk, KeyRing> opening, String... alsoFailing) {
    return new Breakage(rule, how, opening, new TreeSet<>(Arrays.asList(alsoFailing)));
  }

  static List<Breakage> all() {
    String unknown = "destroyedKeysAreForgottenAndIdsThatTheRingNeverMadeAreUnknown";
    String destroys = "destroyingKeysForgetsNoNameAndRemembersNone";
    String fresh = "afterItsKeysAreDestroyedANameGetsANewKey";
    String noChange = "noChangeOfTwoOpeningsIsLost";
    String atOnce = "changesOfOpeningsAndThreadsAtOnceAreAllKept";
    String part = "aPartHasTheKeysOfItsNamesAlone";
    String oneKey = "openingsAndThreadsThatAskAtOnceGetOneKey";
    String counted = "eachKeyIsCountedOnceIfOpeningsForgetAtOnce";
    return List.of(
        // Tests of other rules ask two openings for the key of a name.
        of(
            "K1",
            "has a current key for each opening",
            BrokenRings.OwnCurrentKey::new,
            fresh,
            "noOpeningRevivesAForgottenName",
            "namesThatLookAlikeHaveKeysOfTheirOwn"),
        of("K1", "makes two keys for threads that ask at once", BrokenRings.TwoAtOnce::new),
        // The id of the other ring's key is an id of this ring.
        of("K2", "counts its ids", BrokenRings.CountedIds::new, unknown),
        of("K2", "makes ids of names", BrokenRings.NamedIds::new, unknown),
        // A part hides keys by their owners.
        of("K3", "hands a key to the wrong person", BrokenRings.WrongOwner::new, part),
        of("K3", "reports forgotten keys as unknown", BrokenRings.ForgottenAsUnknown::new),
        of("K3", "reports unknown keys as forgotten", BrokenRings.UnknownAsForgotten::new),
        of("K4", "wraps without authentication", BrokenRings.Unauthenticated::new),
        of("K4", "wraps all keys with one key", BrokenRings.OneKeyForAll::new),
        of("K5", "goes on using the key from before a rotation", BrokenRings.OldKeyStays::new),
        // Tests of other rules destroy keys too, and look for them with several openings.
        of("K6", "revives a key that an opening remembers", BrokenRings.Remembers::new, noChange),
        of("K6", "loses tombstones of names when it is opened", BrokenRings.Reopens::new, atOnce),
        of(
            "K6",
            "keeps the keys of forgotten names",
            BrokenRings.KeepsKeys::new,
            unknown,
            noChange,
            "namesThatLookAlikeHaveKeysOfTheirOwn",
            part),
        of("K6", "destroys other names' keys too", BrokenRings.DestroysSnapshots::new),
        of("K6", "forgets no name that had no key", BrokenRings.ForgetsOnlyOwners::new, atOnce),
        // The count also shows whether destroyKeys has left a trace of the name.
        of("K7", "reports a destroyed key of any name", BrokenRings.ReportsOne::new, destroys),
        of("K7", "counts keys again", BrokenRings.CountsAgain::new, destroys),
        of("K7", "does not remember that a name had keys", BrokenRings.HadNone::new, destroys),
        of("K8", "forgets the name whose keys it destroys", BrokenRings.ForgetsInstead::new),
        of("K8", "destroys the last key only", BrokenRings.DestroysLast::new),
        of("K9", "folds names to lower case", BrokenRings.LowerCase::new),
        of("K9", "cuts names", BrokenRings.CutNames::new),
        of("K9", "forgets reserved names", BrokenRings.ForgetsReserved::new),
        // Each test that changes a ring by two openings, at once or not, may notice these.
        of(
            "K10",
            "overwrites what other openings have made",
            BrokenRings.Overwrites::new,
            fresh,
            "aKeyIsFoundAsTheKeyOfItsOwnName"),
        of(
            "K10",
            "loses one of two changes at once",
            BrokenRings.LostUpdate::new,
            oneKey,
            counted,
            "noKeyThatIsMadeWhileItsNameIsForgottenSurvives"),
        of(
            "K10",
            "caches the keys that it has found",
            BrokenRings.Caches::new,
            fresh,
            "aForgottenNameHasNoKeyInAnyOpening",
            "noOpeningRevivesAForgottenName"),
        of("K11", "gives its parts every key", BrokenRings.WholeParts::new),
        of("K11", "hides its own key from its parts", BrokenRings.HidesItself::new));
  }
}
