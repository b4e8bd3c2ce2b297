package dev.eventstreams.tck;

import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamWrite;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Breakages of names that look alike. */
final class NameBreakages {

  private NameBreakages() {}

  static List<Breakage> all() {
    return List.of(
        breakage("compares keys in any case", keys(key -> key.toLowerCase(Locale.ROOT))),
        breakage(
            "compares keys after normalising them",
            keys(key -> Normalizer.normalize(key, Normalizer.Form.NFKC))),
        breakage("compares keys without spaces around them", keys(String::strip)),
        breakage("cuts keys at 255 UTF-16 units", keys(NameBreakages::cut)),
        breakage("takes the id of an event without a key for a key", NameBreakages::keyed),
        breakage("compares types without spaces behind them", NameBreakages::typesWithoutSpaces),
        breakage("compares ids of streams in any case", StreamsInAnyCase::new),
        breakage("cuts names of projections at 255 UTF-16 units", CutsProjections::new),
        breakage("looks for snapshots by their projection alone", IgnoresTheSource::new));
  }

  private static Breakage breakage(String how, UnaryOperator<StorageHandle> storage) {
    return Breakage.ofStorage("A15", how, Chapters.Names.class, storage);
  }

  private static String cut(String name) {
    return name.substring(0, Math.min(255, name.length()));
  }

  private static UnaryOperator<StorageHandle> keys(UnaryOperator<String> compared) {
    return sound -> Broken.appending(
        sound,
        request ->
            events(request, event -> with(event, compared.apply(event.id()), event.keyed())));
  }

  private static StorageHandle keyed(StorageHandle sound) {
    return Broken.appending(
        sound, request -> events(request, event -> with(event, event.id(), true)));
  }

  private static AppendRequest events(AppendRequest request, UnaryOperator<NewEvent> change) {
    return Broken.writing(
        request,
        write -> new StreamWrite(
            write.streamId(),
            write.expected(),
            write.events().stream().map(change).toList()));
  }

  private static NewEvent with(NewEvent event, String id, boolean keyed) {
    return new NewEvent(
        event.type(), id, keyed, event.tags(), event.metadata(), event.data(), event.format());
  }

  private static StorageHandle typesWithoutSpaces(StorageHandle sound) {
    return Broken.selecting(
        sound,
        (filter, event) -> Stream.of("", " ", "  ")
            .map(spaces -> Altered.type(event, event.type().stripTrailing() + spaces))
            .anyMatch(alike -> RecordFilter.of(filter).test(alike)));
  }

  /** Reads all streams whose ids differ only in case as the one of them that was read first. */
  private static final class StreamsInAnyCase extends BrokenHandle {

    private final Map<String, String> firstOfItsKind = new ConcurrentHashMap<>();

    StreamsInAnyCase(StorageHandle sound) {
      super(sound);
    }

    @Override
    public dev.eventstreams.spi.Page read(PageRequest request) {
      return super.read(
          request.stream() == null ? request : Broken.ofStream(request, alike(request.stream())));
    }

    private String alike(String stream) {
      return firstOfItsKind.computeIfAbsent(stream.toLowerCase(Locale.ROOT), first -> stream);
    }
  }

  private static final class CutsProjections extends BrokenHandle {
    CutsProjections(StorageHandle sound) {
      super(sound);
    }

    @Override
    public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
      return super.loadSnapshot(source, cut(projection));
    }

    @Override
    public void saveSnapshot(StoredSnapshot given) {
      super.saveSnapshot(new StoredSnapshot(
          given.source(),
          cut(given.projection()),
          given.version(),
          given.timestamp(),
          given.state(),
          given.format()));
    }
  }

  private static final class IgnoresTheSource extends BrokenHandle {

    private final Map<String, StoredSnapshot> byProjection = new ConcurrentHashMap<>();

    IgnoresTheSource(StorageHandle sound) {
      super(sound);
    }

    @Override
    public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
      StoredSnapshot own = super.loadSnapshot(source, projection);
      return own == null ? byProjection.get(projection) : own;
    }

    @Override
    public void saveSnapshot(StoredSnapshot given) {
      super.saveSnapshot(given);
      byProjection.put(given.projection(), given);
    }
  }
}
