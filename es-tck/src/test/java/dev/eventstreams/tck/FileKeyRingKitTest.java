package dev.eventstreams.tck;

import dev.eventstreams.KeyRing;
import dev.eventstreams.core.KeyRings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.io.TempDir;

/** The key ring in a file keeps the rules of key rings. */
final class FileKeyRingKitTest extends KeyRingTck {

  private static final byte[] MASTER_KEY = new byte[32];

  @TempDir
  Path folder;

  @Override
  protected Callable<KeyRing> emptyRing() throws IOException {
    Path file = Files.createTempDirectory(folder, "ring").resolve("keys");
    KeyRing unused = KeyRings.createFile(file, MASTER_KEY);
    return () -> KeyRings.openFile(file, MASTER_KEY);
  }
}
