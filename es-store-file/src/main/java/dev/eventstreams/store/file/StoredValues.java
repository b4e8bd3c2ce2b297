package dev.eventstreams.store.file;

import dev.eventstreams.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The values of a store, each put only once: one file with one line for each value, replaced as a
 * whole. A name may be any text, so the file is named by a hash of it, and contains the name.
 */
final class StoredValues {

  private static final byte[] NAME = Text.ascii("{\"name\":");

  private final StoreDirectory directory;
  private final Runnable requireOwner;
  private final Runnable doubt;
  private final ReentrantLock lock = new ReentrantLock(); // for the threads of the writing process
  private final Set<String> unsure = new HashSet<>(); // names whose file may not be on the disk

  /**
   * Makes the part of a store that has its values.
   *
   * @param requireOwner fails unless this opening may write
   * @param doubt is run when it is not known whether a value is on the disk
   */
  StoredValues(StoreDirectory directory, Runnable requireOwner, Runnable doubt) {
    this.directory = directory;
    this.requireOwner = requireOwner;
    this.doubt = doubt;
  }

  private Path fileOf(String name) {
    return directory.settled().resolve(fileName(name));
  }

  private static String fileName(String name) {
    return SmallFile.nameFor(name) + ".json";
  }

  byte[] putIfAbsent(String name, byte[] value) {
    lock.lock();
    try {
      requireOwner.run();
      byte[] stands = value(name);
      if (stands != null) {
        return stands;
      }
      write(name, value);
      return value.clone();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the stored value, or null. */
  byte @Nullable [] value(String name) {
    lock.lock();
    try {
      byte[] value = read(name);
      if (value != null && unsure.contains(name)) {
        write(name, value);
      }
      return value;
    } finally {
      lock.unlock();
    }
  }

  // This opening returns no value that may not be on the disk: it first writes the value again. The
  // next opening that writes does the same.
  private void write(String name, byte[] value) {
    LineBuffer line = new LineBuffer();
    line.put(NAME);
    line.putText(name);
    byte[] content = EventLine.end(line, Bytes.of(value), 0);
    unsure.add(name);
    try {
      SmallFile.replace(directory.settled(), fileName(name), content);
      unsure.remove(name);
    } catch (IOException e) {
      throw SmallFile.failed("write", fileOf(name), e);
    } finally {
      if (unsure.contains(name)) {
        doubt.run();
      }
    }
  }

  private byte @Nullable [] read(String name) {
    Path file = fileOf(name);
    try {
      byte[] content = SmallFile.read(file);
      if (content == null) {
        return null;
      }
      LineParser line = new LineParser();
      line.begin(content, 0, content.length);
      line.expect(NAME);
      if (!line.text(null).equals(name)) {
        throw new BadLineException("a value of another name");
      }
      return EventParser.data(line).toArray();
    } catch (BadLineException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw SmallFile.damaged(file, e);
    } catch (IOException e) {
      throw SmallFile.failed("read", file, e);
    }
  }
}
