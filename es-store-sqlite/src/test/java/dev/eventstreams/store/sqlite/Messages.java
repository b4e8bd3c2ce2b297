package dev.eventstreams.store.sqlite;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps the log messages of a class instead of printing them, until it is closed. */
final class Messages extends Handler implements AutoCloseable {

  private final Logger logger;
  private final Queue<String> messages = new ConcurrentLinkedQueue<>();

  Messages(Class<?> logged) {
    logger = Logger.getLogger(logged.getName());
    logger.addHandler(this);
    logger.setUseParentHandlers(false);
  }

  List<String> all() {
    return List.copyOf(messages);
  }

  @Override
  public void publish(LogRecord message) {
    messages.add(message.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
