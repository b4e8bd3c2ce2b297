package com.example.logstore;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StoredSnapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The content of one frame of the log: a transaction, which is applied as a whole. */
sealed interface Change {

  record Events(List<EventRecord> events) implements Change {}

  record SnapshotSaved(StoredSnapshot snapshot) implements Change {}

  record SnapshotsDeleted(String source) implements Change {}

  record ValuePut(String name, byte[] value) implements Change {}

  /** Returns the change as bytes: a letter for its kind, then its fields. */
  default byte[] encoded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      if (this instanceof Events change) {
        out.writeByte('E');
        out.writeInt(change.events.size());
        for (EventRecord event : change.events) {
          write(out, event);
        }
      } else if (this instanceof SnapshotSaved change) {
        out.writeByte('S');
        write(out, change.snapshot);
      } else if (this instanceof SnapshotsDeleted change) {
        out.writeByte('D');
        out.writeUTF(change.source);
      } else if (this instanceof ValuePut change) {
        out.writeByte('V');
        out.writeUTF(change.name);
        write(out, change.value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Returns the change that these bytes encode. */
  static Change decoded(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    char kind = (char) in.readByte();
    switch (kind) {
      case 'E':
        int count = in.readInt();
        List<EventRecord> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          events.add(readEvent(in));
        }
        return new Events(events);
      case 'S':
        return new SnapshotSaved(readSnapshot(in));
      case 'D':
        return new SnapshotsDeleted(in.readUTF());
      case 'V':
        return new ValuePut(in.readUTF(), readBytes(in));
      default:
        throw new IOException("unknown kind of change: " + kind);
    }
  }

  private static void write(DataOutputStream out, EventRecord event) throws IOException {
    out.writeUTF(event.streamId());
    out.writeLong(event.version());
    out.writeLong(event.position());
    out.writeLong(event.timestamp());
    out.writeUTF(event.type());
    out.writeUTF(event.id());
    out.writeBoolean(event.keyed());
    out.writeInt(event.tags().size());
    for (String tag : event.tags()) {
      out.writeUTF(tag);
    }
    write(out, event.metadata().getBytes(StandardCharsets.UTF_8));
    write(out, event.data().toArray());
    out.writeInt(event.format());
  }

  private static EventRecord readEvent(DataInputStream in) throws IOException {
    return new EventRecord(
        in.readUTF(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readUTF(),
        in.readUTF(),
        in.readBoolean(),
        readTags(in),
        new String(readBytes(in), StandardCharsets.UTF_8),
        Bytes.of(readBytes(in)),
        in.readInt());
  }

  private static List<String> readTags(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tags.add(in.readUTF());
    }
    return List.copyOf(tags);
  }

  private static void write(DataOutputStream out, StoredSnapshot snapshot) throws IOException {
    out.writeUTF(snapshot.source());
    out.writeUTF(snapshot.projection());
    out.writeLong(snapshot.version());
    out.writeLong(snapshot.timestamp());
    write(out, snapshot.state().toArray());
    out.writeInt(snapshot.format());
  }

  private static StoredSnapshot readSnapshot(DataInputStream in) throws IOException {
    return new StoredSnapshot(
        in.readUTF(),
        in.readUTF(),
        in.readLong(),
        in.readLong(),
        Bytes.of(readBytes(in)),
        in.readInt());
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }
}
