package dev.eventstreams.tck;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamWrite;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.function.Executable;

/**
 * The traces of a store: the data that it gave its backend, the data that the backend keeps, log
 * messages, and other texts.
 */
final class Traces implements AutoCloseable {

  private final List<String> given = new CopyOnWriteArrayList<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final StringBuilder stored = new StringBuilder();
  private final Logger logger = Logger.getLogger("dev.eventstreams");
  private final Level level = logger.getLevel();
  private final Handler handler = new Handler() {
    private final SimpleFormatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord logged) {
      said.add(formatter.format(logged));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };

  /** Whether the storage fails every append and every save of a snapshot. */
  volatile boolean refuse;

  Traces() {
    handler.setLevel(Level.ALL);
    logger.addHandler(handler);
    logger.setLevel(Level.ALL);
  }

  /** Returns storage that records the data that it gets. */
  StorageHandle tap(StorageHandle storage) {
    return new Tap(storage) {
      @Override
      public GroupOutcome append(List<AppendRequest> group) {
        for (AppendRequest request : group) {
          request.writes().forEach(Traces.this::keep);
        }
        refuseIfTold();
        return super.append(group);
      }

      @Override
      public void saveSnapshot(StoredSnapshot snapshot) {
        given.add(text(snapshot.state().toArray()) + snapshot);
        refuseIfTold();
        super.saveSnapshot(snapshot);
      }

      @Override
      public byte[] putIfAbsent(String name, byte[] value) {
        given.add(name + text(value));
        return super.putIfAbsent(name, value);
      }

      private void refuseIfTold() {
        if (refuse) {
          throw new StorageException("the test makes it fail", null);
        }
      }
    };
  }

  private void keep(StreamWrite write) {
    for (NewEvent event : write.events()) {
      given.add(text(event.data().toArray()) + event);
    }
  }

  /** Adds the bytes that the backend keeps. */
  void keeps(byte[] bytes) {
    stored.append(text(bytes)).append('\n');
  }

  /** Adds the texts of these objects. */
  void says(Object... things) {
    for (Object thing : things) {
      said.add(String.valueOf(thing));
    }
  }

  /** Runs work that must fail, and adds the stack trace of the failure. */
  void fails(Executable work) {
    StringWriter trace = new StringWriter();
    assertThrows(RuntimeException.class, work).printStackTrace(new PrintWriter(trace));
    said.add(trace.toString());
  }

  /** Returns the records of data given to the backend that contain the text. */
  List<String> given(String text) {
    return given.stream().filter(one -> one.contains(text)).toList();
  }

  /** Returns the log messages and other texts that contain the text. */
  List<String> said(String text) {
    return said.stream().filter(one -> one.contains(text)).toList();
  }

  String stored() {
    return stored.toString();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    logger.setLevel(level);
  }
}
