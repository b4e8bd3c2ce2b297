package dev.eventstreams.tck;

import dev.eventstreams.spi.StoreUrl;
import java.nio.file.Path;
import java.util.List;

/** Breakages of damaged stored metadata, and of stores of a newer version. */
final class StoredFormBreakages {

  private StoredFormBreakages() {}

  static List<Breakage> all() {
    return List.of(
        breakage("L5", "fails every filter for one damaged event", NaiveFlaw.FAILS_FILTERS),
        breakage("L5", "fails every condition for one damaged event", NaiveFlaw.FAILS_CONDITIONS),
        breakage("L5", "reads damaged metadata as none", NaiveFlaw.INVENTS_METADATA),
        breakage("L5", "drops an event with damaged metadata", NaiveFlaw.DROPS_DAMAGED),
        breakage("L5", "fails a page for one damaged event", NaiveFlaw.FAILS_PAGES),
        breakage("L3", "opens a newer store", NaiveFlaw.OPENS_NEWER),
        breakage("L3", "refuses a newer store and empties it", NaiveFlaw.EMPTIES_NEWER));
  }

  private static Breakage breakage(String rule, String how, NaiveFlaw flaw) {
    return Breakage.ofUrl(rule, how, OnNaive.class, NaiveBreakages.url(flaw));
  }

  /** The chapter on the naive backend. Only {@link KitRun} runs it. */
  static class OnNaive extends Chapters.StoredForm {
    @Override
    protected void damageMetadata(String url, long position, String metadata) {
      NaiveLog.damageMetadata(path(url), position, metadata);
    }

    @Override
    protected int formatVersion() {
      return NaiveState.VERSION;
    }

    @Override
    protected void setFormatVersion(String url, int version) {
      NaiveLog.setVersion(path(url), version);
    }

    private static Path path(String url) {
      return Path.of(StoreUrl.parse(url).body());
    }
  }
}
