package dev.eventstreams.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StoredSnapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of a frame: the events of a group, a snapshot, a deletion of snapshots, a settled
 * value, or the version of the log from there on.
 */
sealed interface NaiveFrame {

  record Group(List<EventRecord> events) implements NaiveFrame {}

  record Saved(StoredSnapshot snapshot) implements NaiveFrame {}

  record Deleted(String source) implements NaiveFrame {}

  record Settled(String name, Bytes value) implements NaiveFrame {}

  record Version(int number) implements NaiveFrame {}

  /** Returns the frame's bytes. */
  default byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      if (this instanceof Group group) {
        out.writeByte('E');
        out.writeInt(group.events().size());
        for (EventRecord event : group.events()) {
          write(out, event);
        }
      } else if (this instanceof Saved saved) {
        StoredSnapshot snapshot = saved.snapshot();
        out.writeByte('S');
        write(out, snapshot.source());
        write(out, snapshot.projection());
        out.writeLong(snapshot.version());
        out.writeLong(snapshot.timestamp());
        write(out, snapshot.state());
        out.writeInt(snapshot.format());
      } else if (this instanceof Deleted deleted) {
        out.writeByte('D');
        write(out, deleted.source());
      } else if (this instanceof Settled settled) {
        out.writeByte('K');
        write(out, settled.name());
        write(out, settled.value());
      } else if (this instanceof Version version) {
        out.writeByte('V');
        out.writeInt(version.number());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Reads a frame that {@link #encode} wrote. */
  static NaiveFrame decode(byte[] frame) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame))) {
      return switch (in.readByte()) {
        case 'E' -> new Group(events(in));
        case 'S' ->
          new Saved(new StoredSnapshot(
              text(in), text(in), in.readLong(), in.readLong(), bytes(in), in.readInt()));
        case 'D' -> new Deleted(text(in));
        case 'V' -> new Version(in.readInt());
        default -> new Settled(text(in), bytes(in));
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<EventRecord> events(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<EventRecord> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(new EventRecord(
          text(in),
          in.readLong(),
          in.readLong(),
          in.readLong(),
          text(in),
          text(in),
          in.readBoolean(),
          List.of(),
          text(in),
          bytes(in),
          in.readInt()));
    }
    return events;
  }

  private static void write(DataOutputStream out, EventRecord event) throws IOException {
    write(out, event.streamId());
    out.writeLong(event.version());
    out.writeLong(event.position());
    out.writeLong(event.timestamp());
    write(out, event.type());
    write(out, event.id());
    out.writeBoolean(event.keyed());
    write(out, event.metadata());
    write(out, event.data());
    out.writeInt(event.format());
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    write(out, Bytes.utf8(text));
  }

  private static void write(DataOutputStream out, Bytes bytes) throws IOException {
    out.writeInt(bytes.length());
    out.write(bytes.toArray());
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), UTF_8);
  }

  private static Bytes bytes(DataInputStream in) throws IOException {
    return Bytes.of(in.readNBytes(in.readInt()));
  }
}
