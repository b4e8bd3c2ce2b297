package dev.eventstreams.core.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The reasons in messages: the path once, then the reason, and no terminal control characters. */
final class FileFailureTest {

  private static final Path FILE = Path.of("/data/events/lock");

  @TempDir
  Path folder;

  private static String reason(Executable call, Path named) {
    return FileFailure.reason(assertThrows(IOException.class, call), named);
  }

  @Test
  void pathThatTheMessageAlreadyHasIsLeftOut() {
    assertEquals(
        "permission denied", FileFailure.reason(new AccessDeniedException(FILE.toString()), FILE));
    assertEquals(
        "no such file or directory",
        FileFailure.reason(new NoSuchFileException(FILE.toString()), FILE));
    assertEquals(
        "Is a directory",
        FileFailure.reason(new FileSystemException(FILE.toString(), null, "Is a directory"), FILE));
  }

  @Test
  void otherPathIsNamed() {
    assertEquals(
        "/data/events/lock: permission denied",
        FileFailure.reason(new AccessDeniedException(FILE.toString()), Path.of("/data/events")));
  }

  @Test
  void otherPathIsNamedAlsoIfTheJdkHasItInTheMessage() {
    Path missing = folder.resolve("missing");
    String said = reason(() -> new FileInputStream(missing.toFile()).close(), folder);
    assertTrue(said.startsWith(missing + ": ") && !said.endsWith(")"), said);
    String ofNoPath = reason(() -> new FileInputStream("").close(), folder);
    assertTrue(ofNoPath.matches(": [^()]+"), ofNoPath);
  }

  @Test
  void reasonIsTakenFromTheMessageOfTheJdk() throws IOException {
    Path missing = folder.resolve("missing (1)");
    String said = reason(() -> new FileInputStream(missing.toFile()).close(), missing);
    assertTrue(said.matches("[^/()]+"), said); // in the language of the system
    assertEquals("no such file or directory", reason(() -> Files.readString(missing), missing));
    Path file = Files.writeString(folder.resolve("file"), "text");
    assertEquals("it already exists", reason(() -> Files.createFile(file), file));
  }

  @Test
  void failureWithoutAPathHasItsMessage() {
    assertEquals(
        "No space left on device",
        FileFailure.reason(new IOException("No space left on device"), FILE));
    assertEquals("java.io.IOException", FileFailure.reason(new IOException(), FILE));
    assertEquals(
        "it is not a directory",
        FileFailure.reason(new NotDirectoryException(FILE.toString()), FILE));
    assertEquals(
        "the thread was interrupted", FileFailure.reason(new ClosedByInterruptException(), FILE));
    Throwable denied = new AccessDeniedException(FILE.toString());
    assertEquals("permission denied", FileFailure.reason(denied, FILE));
    Throwable other = new OutOfMemoryError("Java heap space");
    assertEquals("Java heap space", FileFailure.reason(other, FILE));
  }

  @Test
  void terminalControlCharactersAreEscaped() {
    assertEquals(
        "/data/\\u001b[2J: a\\u000ab",
        FileFailure.reason(new FileSystemException("/data/\u001b[2J", null, "a\nb"), FILE));
  }
}
