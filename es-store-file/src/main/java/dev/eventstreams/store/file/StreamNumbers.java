package dev.eventstreams.store.file;

/**
 * Looks up the numbers of streams. Keeps the last one, because the next stream is mostly the same.
 * The caller holds the index's exclusive lock.
 */
final class StreamNumbers {

  private final LogIndex index;
  private String name = "";
  private int number;
  private long hash;

  StreamNumbers(LogIndex index) {
    this.index = index;
  }

  void use(String stream) {
    if (!stream.equals(name)) {
      byte[] utf8 = Text.utf8(stream);
      number = index.streams().findOrAdd(utf8);
      hash = Hash.of(index.seed(), utf8);
      name = stream;
    }
  }

  int number() {
    return number;
  }

  long hash() {
    return hash;
  }
}
