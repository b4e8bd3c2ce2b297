package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.KeyRing;
import dev.eventstreams.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rights to a key file, and links in its place. */
final class KeyFileAccessTest {

  private static final byte[] MASTER = new byte[32];

  @TempDir
  Path folder;

  private Path path = Path.of("keys");

  @BeforeEach
  void choosePath() {
    path = folder.resolve("keys");
  }

  private static void setMode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static String refusal(Runnable call) {
    return String.valueOf(assertThrows(StorageException.class, call::run).getMessage());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw-rw-", "rw-r-----", "rw----r--", "rw---x---", "rw-----w-"})
  void fileWithRightsOfOtherUsersIsRefusedWithTheRemedy(String mode) throws IOException {
    KeyRing ring = KeyRings.createFile(path, MASTER);
    UUID id = ring.currentKey("ann");
    setMode(path, mode);
    String message = refusal(() -> KeyRings.openFile(path, MASTER));
    assertTrue(message.contains(mode) && message.contains("chmod 600"), message);
    refusal(() -> ring.currentKey("bob"));
    setMode(path, "rw-------");
    assertEquals(id, KeyRings.openFile(path, MASTER).currentKey("ann"));
  }

  @Test
  void linkToAKeyFileStaysALink() throws IOException {
    UUID id = KeyRings.createFile(path, MASTER).currentKey("ann");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("keys"));
    KeyRing ring = KeyRings.openFile(link, MASTER);
    UUID bobs = ring.currentKey("bob");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(id, ring.currentKey("ann"));
    assertEquals(bobs, KeyRings.openFile(path, MASTER).currentKey("bob"));
  }

  @Test
  void danglingLinkIsNeitherReplacedNorFollowed() throws IOException {
    Path link = Files.createSymbolicLink(path, Path.of("missing"));
    refusal(() -> KeyRings.createFile(link, MASTER));
    refusal(() -> KeyRings.openFile(link, MASTER));
    assertTrue(Files.isSymbolicLink(link));
    assertFalse(Files.exists(folder.resolve("missing")));
  }

  @Test
  void lockThatIsALinkIsNotFollowed() throws IOException {
    KeyRing ring = KeyRings.createFile(path, MASTER);
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Path lock = folder.resolve("keys.lock");
    for (String leadsTo : List.of("victim", "missing")) {
      Files.delete(lock);
      Files.createSymbolicLink(lock, Path.of(leadsTo));
      refusal(() -> ring.currentKey("ann"));
      assertEquals("precious", Files.readString(victim));
      assertFalse(Files.exists(folder.resolve("missing")));
    }
  }

  @Test
  void lockIsForItsOwnerAlone() throws IOException {
    KeyRing unused = KeyRings.createFile(path, MASTER);
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys.lock"))));
  }

  // Only root may give a file away. For other users, the test file system shows another owner.
  @ParameterizedTest
  @ValueSource(strings = {"owner", "group"})
  void anotherUsersFileIsReadAndNeverChanged(String by) throws IOException {
    UUID id = KeyRings.createFile(path, MASTER).currentKey("ann");
    Files.delete(folder.resolve("keys.lock"));
    byte[] before = Files.readAllBytes(path);
    FaultyFiles files = new FaultyFiles();
    Object self = Files.getAttribute(path, "unix:uid");
    String attribute = by.equals("owner") ? "unix:uid" : "unix:gid";
    if (self.equals(0)) {
      Files.setAttribute(path, attribute, 54_321, LinkOption.NOFOLLOW_LINKS);
    } else {
      files.giveAway(path, by);
    }
    KeyRing other = KeyRings.openFile(files.path(path), MASTER);
    String message = refusal(() -> other.forget("ann"));
    assertTrue(message.contains("54321"), message);
    assertEquals(id, other.currentKey("ann"));
    assertArrayEquals(before, Files.readAllBytes(path));
    assertEquals(self.equals(0) ? 54_321 : self, Files.getAttribute(path, attribute));
    assertEquals(List.of("keys"), names(), "files that the owner could not use");
  }
}
