package dev.eventstreams.store.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Files on which some calls fail: the n-th call from now on, and a given number of calls after it.
 */
final class FaultyDisk implements LogFile.Opener {

  private final Supplier<Throwable> failure;
  private int calls;
  private int first;
  private int last;
  private Hook hook = call -> {};

  /** Runs before each call. */
  interface Hook {
    void before(String call) throws IOException;
  }

  FaultyDisk(Supplier<Throwable> failure) {
    this.failure = failure;
  }

  /** Lets {@code many} calls fail, beginning with the n-th from now on. */
  void fail(int nth, int many) {
    calls = 0;
    first = nth;
    last = nth + many - 1;
  }

  /** Lets every call succeed again. Returns the number of calls since {@link #fail}. */
  int heal() {
    first = 0;
    last = -1;
    return calls;
  }

  void before(Hook next) {
    hook = next;
  }

  @Override
  public LogFile open(Path path) throws IOException {
    check("open");
    return new Faulty(LogFile.open(path));
  }

  private boolean fails(String call) throws IOException {
    hook.before(call);
    calls++;
    return calls >= first && calls <= last;
  }

  private void check(String call) throws IOException {
    if (fails(call)) {
      throw thrown(failure.get());
    }
  }

  private static IOException thrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (IOException) failure;
  }

  private final class Faulty implements LogFile {

    private final LogFile file;

    Faulty(LogFile file) {
      this.file = file;
    }

    @Override
    public void write(long offset, byte[] bytes, int length) throws IOException {
      if (fails("write")) {
        file.write(offset, bytes, length - length / 3); // only a part
        throw thrown(failure.get());
      }
      file.write(offset, bytes, length);
    }

    @Override
    public void sync() throws IOException {
      check("sync");
      file.sync();
    }

    @Override
    public long length() throws IOException {
      check("length");
      return file.length();
    }

    @Override
    public void truncate(long length) throws IOException {
      check("truncate");
      file.truncate(length);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
