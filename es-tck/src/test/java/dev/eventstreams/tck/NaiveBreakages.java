package dev.eventstreams.tck;

import java.util.List;

/** Breakages of processes that are killed, that share a store, or that open it again. */
final class NaiveBreakages {

  private NaiveBreakages() {}

  static List<Breakage> all() {
    // A lost acknowledged append also has no place in any order of a history.
    return List.of(
        Breakage.ofUrl(
            "L11",
            "keeps its lock where memory runs out",
            Chapters.ShortMemory.class,
            url(NaiveFlaw.KEEPS_LOCK)),
        Breakage.ofUrl(
                "A2",
                "answers before it writes",
                Chapters.Durability.class,
                url(NaiveFlaw.WRITES_LATER))
            .alsoFailing("whatAKilledProcessWasAnsweredHasOneOrder"),
        Breakage.ofUrl(
                "L4",
                "forgets half a group when it is killed",
                Chapters.Durability.class,
                url(NaiveFlaw.FORGETS_HALF_A_GROUP))
            .alsoFailing("whatAKilledProcessWasAnsweredHasOneOrder"),
        Breakage.ofUrl(
            "L10",
            "makes a store that is not there",
            Chapters.Lifecycle.class,
            url(NaiveFlaw.MAKES_WHAT_IS_MISSING)),
        Breakage.ofUrl(
            "L7",
            "acknowledges what it could not sync",
            Chapters.Fault.class,
            url(NaiveFlaw.IGNORES_A_FAILED_SYNC)),
        Breakage.ofUrl(
            "L7",
            "syncs again after a sync that failed, and believes it",
            Chapters.Fault.class,
            url(NaiveFlaw.BELIEVES_A_SECOND_SYNC)),
        Breakage.ofUrl(
            "L7",
            "reports that nothing was written of what it has written",
            Chapters.Fault.class,
            url(NaiveFlaw.DENIES_WHAT_IT_WROTE)),
        Breakage.ofUrl(
            "L2",
            "reopens without snapshots",
            Chapters.Restart.class,
            url(NaiveFlaw.FORGETS_SNAPSHOTS)),
        Breakage.ofUrl(
            "L8",
            "does not commit values",
            Chapters.Restart.class,
            url(NaiveFlaw.KEEPS_VALUES_IN_MEMORY)),
        Breakage.ofUrl(
            "A6", "reopens without keys", Chapters.Restart.class, url(NaiveFlaw.FORGETS_KEYS)),
        Breakage.ofUrl(
            "A5",
            "lets two processes win",
            Chapters.MultiProcess.class,
            url(NaiveFlaw.TRUSTS_OTHERS)),
        Breakage.ofUrl(
            "L3",
            "five processes can open, and no more",
            Chapters.MultiProcess.class,
            url(NaiveFlaw.REFUSES_THE_SIXTH)),
        Breakage.ofUrl(
            "W1",
            "skips what another process appended",
            Chapters.MultiProcess.class,
            url(NaiveFlaw.SKIPS_FOREIGN)));
  }

  static String url(NaiveFlaw flaw) {
    // Two JVMs run tests at once, so the process id separates their stores.
    return "naive:target/naive/" + ProcessHandle.current().pid() + "-{n}?break=" + flaw;
  }
}
