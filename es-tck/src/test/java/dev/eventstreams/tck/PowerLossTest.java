package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.eventstreams.Bytes;
import dev.eventstreams.tck.FailingDisk.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files after a power loss in which no unsynced change survives. */
final class PowerLossTest {

  private static final long ROOT = 7;

  private final PowerLoss disk = new PowerLoss("/r", ROOT);

  @TempDir
  private Path left;

  private void call(Kind kind, long file, long offset, String path, String bytes) {
    disk.apply(new DiskTrace.Call(kind, file, offset, path, Bytes.utf8(bytes)));
  }

  private void write(long file, String path, String bytes) {
    call(Kind.CREATE, file, 0, path, "");
    call(Kind.WRITE, file, 0, "", bytes);
    call(Kind.SYNC, file, 0, "", "");
  }

  private String left(String name) throws IOException {
    disk.restore(() -> false, left);
    return Files.readString(left.resolve(name));
  }

  @Test
  void aNameRefersToItsOldFileAlsoIfAnotherFileGotItsNumber() throws IOException {
    write(1, "/r/a", "old");
    call(Kind.SYNC, ROOT, 0, "", "");
    write(2, "/r/a.tmp", "new");
    call(Kind.RENAME, 2, 0, "/r/a", "/r/a.tmp");
    call(Kind.SYNC, ROOT, -1, "", ""); // fails: the new name is not safe
    write(1, "/r/b", "other");

    assertEquals("old", left("a"));
    assertFalse(Files.exists(left.resolve("b")));
  }

  @Test
  void bytesOfASyncThatFailedAreNotSafeAfterOneThatSucceeds() throws IOException {
    write(1, "/r/a", "old");
    call(Kind.SYNC, ROOT, 0, "", "");
    call(Kind.WRITE, 1, 0, "", "new");
    call(Kind.SYNC, 1, -1, "", "");
    call(Kind.SYNC, 1, 0, "", "");

    assertEquals("old", left("a"));
  }
}
