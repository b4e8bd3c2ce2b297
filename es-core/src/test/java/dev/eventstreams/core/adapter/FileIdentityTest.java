package dev.eventstreams.core.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The identity of the file at a path (L3: the store object does not continue in another store). */
final class FileIdentityTest {

  private Path file;

  @BeforeEach
  void make(@TempDir Path folder) throws IOException {
    file = Files.writeString(folder.resolve("file"), "before");
  }

  @Test
  void writingToAFileKeepsItsIdentity() throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    Files.writeString(file, "after");
    assertTrue(identity.isThere());
    assertEquals(identity, FileIdentity.of(file));
    assertFalse(FileIdentity.isMissing(file));
  }

  @Test
  void deletedFileIsMissing() throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    Files.delete(file);
    assertFalse(identity.isThere());
    assertTrue(FileIdentity.isMissing(file));
  }

  @Test
  void fileBelowAMissingDirectoryIsMissing() throws IOException {
    assertTrue(FileIdentity.isMissing(file.resolveSibling("no").resolve("such").resolve("file")));
  }

  @Test
  void openFileAndItsReplacementHaveDifferentIdentities() throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    try (OutputStream open = Files.newOutputStream(file)) {
      open.write(1);
      Path other = Files.writeString(file.resolveSibling("other"), "before");
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
      assertFalse(identity.isThere());
      assertNotEquals(identity, FileIdentity.of(file));
      assertFalse(FileIdentity.isMissing(file));
    }
  }

  @Test
  void pathBelowAFileIsAnErrorAndNotMissing() {
    assertThrows(
        FileSystemException.class,
        () -> FileIdentity.isMissing(file.resolve("a").resolve("b")));
  }
}
