package dev.eventstreams.core.adapter;

import dev.eventstreams.spi.Names;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Readable reasons why a file operation failed; the message of the JDK may be only the path. The
 * returned texts are printable.
 */
public final class FileFailure {

  private FileFailure() {}

  /** Returns the reason without the path. */
  public static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "it already exists";
    }
    if (failure instanceof NotDirectoryException) {
      return "it is not a directory";
    }
    if (failure instanceof ClosedByInterruptException) {
      return "the thread was interrupted";
    }
    String message = String.valueOf(failure.getMessage());
    int reason = opened(failure, message);
    if (reason >= 0) {
      return Names.printable(message.substring(reason + 2, message.length() - 1));
    }
    String said =
        failure instanceof FileSystemException files ? files.getReason() : failure.getMessage();
    return Names.printable(said == null ? failure.toString() : said);
  }

  /**
   * Returns the path of the failed file and the reason; without the path if it is {@code named},
   * which the caller's message already contains.
   */
  public static String reason(IOException failure, Path named) {
    String file = file(failure);
    return file == null || file.equals(named.toString())
        ? reason(failure)
        : Names.printable(file) + ": " + reason(failure);
  }

  /**
   * Returns the same for any throwable; one that is no {@link IOException} gives its own message.
   */
  public static String reason(Throwable failure, Path named) {
    return failure instanceof IOException file
        ? reason(file, named)
        : Names.printable(String.valueOf(failure.getMessage()));
  }

  private static @Nullable String file(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    int reason = opened(failure, message);
    if (reason >= 0) {
      return message.substring(0, reason);
    }
    return failure instanceof FileSystemException files ? files.getFile() : null;
  }

  // Returns the start of the reason, which java.io puts in parentheses after the path of a file
  // that it cannot open; -1 for other failures.
  private static int opened(IOException failure, String message) {
    return failure instanceof FileNotFoundException && message.endsWith(")")
        ? message.lastIndexOf(" (")
        : -1;
  }
}
