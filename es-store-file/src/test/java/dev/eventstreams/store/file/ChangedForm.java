package dev.eventstreams.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Changes the files of a closed store, and adapts their checksums to the change. */
final class ChangedForm {

  private ChangedForm() {}

  /** Replaces an event's metadata. A line feed becomes a space, because an event is one line. */
  static void metadata(Path directory, long position, String metadata) throws IOException {
    String start = "{\"position\":" + position + ",";
    change(directory, line -> line.startsWith(start) ? withMetadata(line, metadata) : line);
  }

  private static String withMetadata(String line, String metadata) {
    String before = line.substring(0, line.lastIndexOf(",\"metadata\":"));
    LineBuffer buffer = new LineBuffer();
    buffer.put((before + ",\"metadata\":" + metadata.replace('\n', ' ')).getBytes(UTF_8));
    buffer.endLine(0, EventLine.CRC);
    return new String(buffer.bytes, 0, buffer.length - 1, UTF_8);
  }

  /** Puts another version into the header of every segment. */
  static void version(Path directory, int version) throws IOException {
    change(directory, line -> {
      byte[] bytes = (line + "\n").getBytes(UTF_8);
      SegmentHeader header = SegmentHeader.read(bytes, 0, bytes.length);
      return header == null
          ? line
          : text(
              new SegmentHeader(version, header.store(), header.segment(), header.first()).line());
    });
  }

  // Deletes the index files and the head, which depend on the lengths of the lines: both may be
  // missing.
  private static void change(Path directory, UnaryOperator<String> line) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".jsonl")) {
          List<String> lines = Files.readAllLines(file).stream().map(line).toList();
          Files.write(file, withGroups(lines));
        } else if (name.endsWith(".index") || name.equals("head")) {
          Files.delete(file);
        }
      }
    }
  }

  private static byte[] withGroups(List<String> lines) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < lines.size(); ) {
      byte[] line = (lines.get(i++) + "\n").getBytes(UTF_8);
      GroupHeader group = GroupHeader.read(line, 0, line.length);
      if (group == null) {
        all.writeBytes(line);
        continue;
      }
      String events = String.join("\n", lines.subList(i, i + group.events())) + "\n";
      byte[] bytes = events.getBytes(UTF_8);
      int crc = Crc.of(bytes, 0, bytes.length);
      all.writeBytes(new GroupHeader(group.first(), group.events(), bytes.length, crc).line());
      all.writeBytes(bytes);
      i += group.events();
    }
    return all.toByteArray();
  }

  private static String text(byte[] line) {
    return new String(line, 0, line.length - 1, UTF_8);
  }
}
