package dev.eventstreams.core.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import java.io.File;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims of one file by class loaders that each have a copy of the library. */
final class JvmClaimTest {

  @TempDir
  Path folder;

  private Path file = Path.of("file");

  @BeforeEach
  void makeFile() throws Exception {
    file = Files.createFile(folder.resolve("file"));
  }

  // The claims that a failed test leaves would make the next test fail.
  @AfterEach
  void removeClaims() {
    claims().forEach(System::clearProperty);
  }

  private static ClassLoader copy() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry :
        Splitter.on(File.pathSeparatorChar).split(System.getProperty("java.class.path"))) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static AutoCloseable claim(ClassLoader loader, Path file) throws Exception {
    try {
      return (AutoCloseable)
          loader.loadClass(JvmClaim.class.getName()).getMethod("of", Path.class).invoke(null, file);
    } catch (InvocationTargetException e) {
      throw (Exception) e.getCause();
    }
  }

  private static void assertRefused(ClassLoader loader, Path file) {
    Exception refusal = assertThrows(Exception.class, () -> claim(loader, file));
    assertEquals("StoreLockedException", refusal.getClass().getSimpleName());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(file.toString()), message);
    assertTrue(message.contains("close the store there"), message);
    assertTrue(message.matches(".*the class loader [\\w.$]+@[0-9a-f]+ of this JVM .*"), message);
  }

  private static Set<String> claims() {
    Set<String> names = new TreeSet<>(System.getProperties().stringPropertyNames());
    names.removeIf(name -> !name.startsWith("dev.eventstreams.claim:"));
    return names;
  }

  @Test
  void secondClassLoaderIsRefusedUntilTheLastClaimOfTheFirstIsClosed() throws Exception {
    ClassLoader one = copy();
    ClassLoader two = copy();
    AutoCloseable first = claim(one, file);
    AutoCloseable second = claim(one, file);
    assertRefused(two, file);
    first.close();
    first.close();
    assertRefused(two, file);
    second.close();
    claim(two, file).close();
    assertEquals(Set.of(), claims());
  }

  @Test
  void linksLeadToTheSameClaim() throws Exception {
    Path symbolic = Files.createSymbolicLink(folder.resolve("symbolic"), file);
    Path hard = Files.createLink(folder.resolve("hard"), file);
    Path around = Files.createSymbolicLink(folder.resolve("around"), folder).resolve("file");
    JvmClaim claim = JvmClaim.of(file);
    for (Path path : List.of(file, symbolic, hard, around)) {
      assertRefused(copy(), path);
      JvmClaim.of(path).close();
    }
    claim.close();
    for (Path path : List.of(symbolic, hard, around)) {
      AutoCloseable other = claim(copy(), path);
      assertRefused(JvmClaim.class.getClassLoader(), file);
      other.close();
    }
  }

  @Test
  void refusedClaimLeavesNothingBehind() throws Exception {
    Path hard = Files.createLink(folder.resolve("hard"), file);
    JvmClaim claim = JvmClaim.of(file);
    Set<String> before = claims();
    assertRefused(copy(), hard);
    assertEquals(before, claims());
    claim.close();
    assertEquals(Set.of(), claims());
  }

  @Test
  void otherFilesCanBeClaimed() throws Exception {
    JvmClaim one = JvmClaim.of(file);
    AutoCloseable two = claim(copy(), Files.createFile(folder.resolve("other")));
    assertEquals(4, claims().size());
    one.close();
    two.close();
  }

  @Test
  void collectedClassLoaderGivesItsClaimsUp() throws Exception {
    WeakReference<ClassLoader> abandoned = abandon();
    while (!claims().isEmpty()) {
      System.gc();
      Thread.onSpinWait();
    }
    assertEquals(null, abandoned.get());
    claim(copy(), file).close();
  }

  private WeakReference<ClassLoader> abandon() throws Exception {
    ClassLoader loader = copy();
    claim(loader, file);
    assertRefused(JvmClaim.class.getClassLoader(), file);
    return new WeakReference<>(loader);
  }

  @Test
  void restoredSystemPropertiesDoNotRefuseTheirOwnClassLoader() throws Exception {
    Properties current = System.getProperties();
    JvmClaim claim = JvmClaim.of(file);
    Properties saved = (Properties) current.clone();
    claim.close();
    try {
      System.setProperties(saved);
      JvmClaim.of(file).close();
      assertEquals(Set.of(), claims());
    } finally {
      System.setProperties(current);
    }
  }

  @Test
  void missingFileCannotBeClaimed() {
    assertThrows(NoSuchFileException.class, () -> JvmClaim.of(folder.resolve("missing")));
    assertEquals(Set.of(), claims());
  }
}
