package dev.eventstreams.core;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file system of the machine; a test can make its n-th operation fail. */
final class FaultyFiles extends FileSystemProvider {

  private final FileSystem real = FileSystems.getDefault();
  private final FileSystemProvider provider = real.provider();
  private final FileSystem system = new FaultyFileSystem(this, real);
  private int steps;
  private int failAt;
  private String failed = "nothing";
  private @Nullable Path foreign;
  private String foreignBy = "";

  /** Counts an operation, and fails if it is the chosen one. */
  void step(String operation) throws IOException {
    if (++steps == failAt) {
      failed = operation;
      throw new IOException("injected failure of " + operation);
    }
  }

  /** Makes the n-th operation from now fail; 0 for none. */
  void failAt(int n) {
    steps = 0;
    failAt = n;
    failed = "nothing";
  }

  /** Returns how many operations there were since {@link #failAt}. */
  int steps() {
    return steps;
  }

  /** Returns which operation failed, or "nothing". */
  String failed() {
    return failed;
  }

  /** Returns the path on this file system. */
  Path path(Path path) {
    return (Path) Proxy.newProxyInstance(
        Path.class.getClassLoader(), new Class<?>[] {Path.class}, (proxy, method, arguments) -> {
          if (method.getName().equals("getFileSystem")) {
            return system;
          }
          if (method.getName().equals("toRealPath")) {
            step("toRealPath");
          }
          Object[] given = arguments == null ? new Object[0] : arguments.clone();
          for (int i = 0; i < given.length; i++) {
            given[i] = given[i] instanceof Path other ? real(other) : given[i];
          }
          try {
            Object result = method.invoke(path, given);
            return result instanceof Path other ? path(other) : result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private Path real(Path path) {
    return path.getFileSystem() == system ? real.getPath(path.toString()) : path;
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    step("open");
    return new FaultyChannel(this, provider.newFileChannel(real(path), options, attributes));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    step("open");
    return provider.newByteChannel(real(path), options, attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    provider.delete(real(path));
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    step("move");
    provider.move(real(source), real(target), options);
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    step("copy");
    provider.copy(real(source), real(target), options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    step("readAttributes");
    A found = provider.readAttributes(real(path), type, options);
    return real(path).equals(foreign) ? foreign(found, type) : found;
  }

  /** Makes the file appear to have another {@code owner} or {@code group} than this process. */
  void giveAway(Path file, String by) {
    foreign = file;
    foreignBy = by;
  }

  private <A extends BasicFileAttributes> A foreign(A found, Class<A> type) {
    return type.cast(Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> method.getName().equals(foreignBy)
            ? (GroupPrincipal) () -> "54321"
            : method.invoke(found, arguments)));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    step("readAttributes");
    return provider.readAttributes(real(path), names, options);
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    step("checkAccess");
    provider.checkAccess(real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return provider.getFileAttributeView(real(path), type, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    step("setAttribute");
    provider.setAttribute(real(path), name, value, options);
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    step("createDirectory");
    provider.createDirectory(real(path), attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    return provider.newDirectoryStream(real(path), filter);
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return provider.isSameFile(real(one), real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return provider.isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return provider.getFileStore(real(path));
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    return system;
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return system;
  }

  @Override
  public Path getPath(URI uri) {
    return path(provider.getPath(uri));
  }
}
