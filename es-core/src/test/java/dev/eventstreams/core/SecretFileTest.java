package dev.eventstreams.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files for their owner alone, on the machine's file system and on the file system of a ZIP file,
 * which has no permissions.
 */
final class SecretFileTest {

  @TempDir
  Path folder;

  private static void replace(Path target, String content) throws IOException {
    try (SecretFile draft = SecretFile.draftOf(target)) {
      draft.out().write(content.getBytes(UTF_8));
      draft.moveToTarget();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void newFileIsForItsOwnerAloneFromTheBeginning() throws IOException {
    Path target = folder.resolve("secret");
    try (SecretFile draft = SecretFile.draftOf(target)) {
      String name = names(folder).get(0);
      assertTrue(name.matches("\\.secret\\.[0-9a-z]+"), name);
      Path made = folder.resolve(name);
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
      draft.out().write("x".getBytes(UTF_8));
      draft.moveToTarget();
    }
    assertEquals(List.of("secret"), names(folder));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
  }

  @Test
  void draftsHaveNamesThatCannotBeGuessed() throws IOException {
    try (SecretFile one = SecretFile.draftOf(folder.resolve("secret"));
        SecretFile other = SecretFile.draftOf(folder.resolve("secret"))) {
      one.out().write(1);
      other.out().write(2);
      assertEquals(2, names(folder).size());
    }
  }

  @Test
  void abandonedDraftIsRemovedAndTheTargetStays() throws IOException {
    Path target = Files.writeString(folder.resolve("secret"), "old");
    try (SecretFile draft = SecretFile.draftOf(target)) {
      draft.out().write("new".getBytes(UTF_8));
    }
    assertEquals(List.of("secret"), names(folder));
    assertEquals("old", Files.readString(target));
  }

  @ParameterizedTest
  @ValueSource(strings = {"victim", "missing"})
  void linkIsNeitherFollowedNorReplaced(String leadsTo) throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of(leadsTo));
    assertThrows(IOException.class, () -> replace(link, "new"));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("precious", Files.readString(victim));
    assertEquals(List.of("link", "victim"), names(folder));
  }

  @Test
  void directoryAndDeviceAreNotReplaced() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("directory"));
    assertThrows(IOException.class, () -> replace(directory, "new"));
    assertThrows(IOException.class, () -> replace(Path.of("/dev/null"), "new"));
    assertFalse(Files.isRegularFile(Path.of("/dev/null")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"owner", "group"})
  void fileOfAnotherOwnerOrGroupIsNotReplaced(String kind) throws IOException {
    FaultyFiles files = new FaultyFiles();
    Path target = Files.writeString(folder.resolve("secret"), "old");
    files.giveAway(target, kind);
    IOException refused = assertThrows(IOException.class, () -> replace(files.path(target), "new"));
    assertTrue(String.valueOf(refused.getMessage()).contains("54321"), refused.getMessage());
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("secret"), names(folder));
  }

  @Test
  void fileSystemWithoutPermissionsGivesTheRightsOfItsDirectory() throws IOException {
    try (FileSystem zip = zip("plain")) {
      Path target = zip.getPath("/secret");
      replace(target, "old");
      replace(target, "new");
      SecretFile.requireOwnerAlone(target);
      SecretFile.syncFolder(target);
      assertEquals("new", Files.readString(target));
      assertEquals(List.of("secret"), names(zip.getPath("/")));
    }
  }

  private FileSystem zip(String name) throws IOException {
    return FileSystems.newFileSystem(folder.resolve(name + ".zip"), Map.of("create", "true"));
  }

  @Test
  void interruptLeavesNoDraftBehind() throws IOException {
    Path target = folder.resolve("secret");
    Thread.currentThread().interrupt();
    try {
      assertThrows(java.nio.channels.ClosedByInterruptException.class, () -> replace(target, "x"));
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertEquals(List.of(), names(folder));
    Uninterrupted.run(() -> {
      Thread.currentThread().interrupt();
      FileChannel.open(folder).close();
      return target;
    });
    assertTrue(Thread.interrupted());
  }
}
