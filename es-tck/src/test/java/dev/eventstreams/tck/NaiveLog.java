package dev.eventstreams.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Changes the log of a closed naive store. */
final class NaiveLog {

  private NaiveLog() {}

  static void rewrite(Path path, UnaryOperator<List<NaiveFrame>> change) {
    List<NaiveFrame> frames = new ArrayList<>();
    try (NaiveFile file = new NaiveFile(path, NaiveFlaw.NONE)) {
      for (byte[] frame = file.next(); frame != null; frame = file.next()) {
        frames.add(NaiveFrame.decode(frame));
      }
    }
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (NaiveFile file = new NaiveFile(path, NaiveFlaw.NONE)) {
      change.apply(frames).forEach(frame -> file.write(frame.encode()));
    }
  }

  static void damageMetadata(Path path, long position, String metadata) {
    rewrite(
        path, frames -> frames.stream().map(f -> damaged(f, position, metadata)).toList());
  }

  private static NaiveFrame damaged(NaiveFrame frame, long position, String metadata) {
    return frame instanceof NaiveFrame.Group group
        ? new NaiveFrame.Group(group.events().stream()
            .map(event -> event.position() == position ? Altered.metadata(event, metadata) : event)
            .toList())
        : frame;
  }

  static void setVersion(Path path, int version) {
    rewrite(path, frames -> {
      List<NaiveFrame> changed = new ArrayList<>(frames);
      changed.removeIf(NaiveFrame.Version.class::isInstance);
      changed.add(new NaiveFrame.Version(version));
      return changed;
    });
  }
}
