package dev.eventstreams.store.postgres;

import com.google.common.base.Throwables;
import dev.eventstreams.EventStoreException;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Names;
import dev.eventstreams.store.postgres.SqlStates.Kind;
import dev.eventstreams.store.postgres.SqlStates.Meaning;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * What a failure means to a user: {@link SqlStates}, and what the driver and the pool report without a code of the server. Messages
 * of PostgreSQL name tables, users and hosts; the details, which may hold rows, are not among them.
 */
final class PostgresFailure {

  private PostgresFailure() {}

  /** Returns the failure of a call on an open store: {@linkplain StorageException#lost() lost} where the store is there no more. */
  static EventStoreException of(String location, String doing, SQLException failure) {
    SQLException cause = printable(failure);
    return meaning(cause).kind() == Kind.LOST
        ? StorageException.lost(message(location, doing, cause), cause)
        : known(location, doing, cause);
  }

  /** Returns the failure of an opening, which has no store to lose. */
  static EventStoreException ofOpening(String location, SQLException failure) {
    return known(location, "open", printable(failure));
  }

  private static EventStoreException known(String location, String doing, SQLException cause) {
    String message = message(location, doing, cause);
    return isUnavailable(cause)
        ? StorageException.unavailable(message, cause)
        : new StorageException(message, cause);
  }

  private static String message(String location, String doing, SQLException cause) {
    return "cannot " + doing + " " + location + ": " + meaning(cause).reason() + " (" + said(cause)
        + ")";
  }

  // The driver leaves it to the cause to say what broke.
  private static String said(SQLException failure) {
    String said = String.valueOf(failure.getMessage());
    Throwable root = Throwables.getRootCause(failure);
    String more = root instanceof IOException ? root.getMessage() : null;
    return Names.printable(more == null || said.contains(more) ? said : said + " " + more);
  }

  /**
   * Returns the failure, or one like it where its message or that of a cause holds control characters: names that others gave to
   * tables, users and databases are in it, and a log shows causes too.
   */
  static SQLException printable(SQLException failure) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      String said = String.valueOf(at.getMessage());
      if (!Names.printable(said).equals(said)) {
        SQLException shown = new SQLException(
            Names.printable(String.valueOf(failure.getMessage())), SqlStates.of(failure));
        shown.setStackTrace(failure.getStackTrace());
        return shown;
      }
    }
    return failure;
  }

  private static Meaning meaning(SQLException failure) {
    if (isRefusal(failure)) {
      return SqlStates.refused();
    }
    String state = SqlStates.of(failure);
    return state.isEmpty() && isOfPool(failure) ? SqlStates.away() : SqlStates.meaning(state);
  }

  /** Returns whether the connection, or the way to the server, is at fault, and not what was asked. */
  static boolean isUnavailable(SQLException failure) {
    return switch (meaning(failure).kind()) {
      case GONE, GONE_WHILE_IDLE, COMING -> true;
      case REFUSED, LOST, READ_AGAIN, FAILED -> false;
    };
  }

  /** Returns whether what only reads may find on another connection what it did not find on this one. */
  static boolean isWorthReadingAgain(SQLException failure) {
    return isUnavailable(failure) || meaning(failure).kind() == Kind.READ_AGAIN;
  }

  /**
   * Returns whether there is a server that says no, or that this client does not trust, or no certificate to show to it: what the
   * driver counts as a failed connection, and what no waiting heals. A connection that breaks off meanwhile is none of that.
   */
  private static boolean isRefusal(SQLException failure) {
    if (!SqlStates.of(failure).equals("08006")) {
      return SqlStates.meaning(SqlStates.of(failure)).kind() == Kind.REFUSED;
    }
    boolean ofNetwork = false;
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      ofNetwork |= isOfNetwork(at);
    }
    return !ofNetwork; // no cause at all where the host's name is not that of the certificate
  }

  private static boolean isOfNetwork(Throwable cause) {
    return cause instanceof IOException
        && !(cause instanceof SSLException
            || cause instanceof FileNotFoundException
            || cause instanceof FileSystemException);
  }

  /** Returns whether a statement was refused by the server that was to run it, and not the way to it lost, in whoever's words. */
  static boolean isOfStatement(SQLException failure) {
    return failure instanceof PSQLException told
        && told.getServerErrorMessage() != null
        && !isUnavailable(failure)
        && !SqlStates.of(failure).startsWith("58"); // of the system around it
  }

  /** Returns whether the server says that it is starting up, or recovering, and takes no connections yet. */
  static boolean isComing(SQLException failure) {
    return meaning(failure).kind() == Kind.COMING;
  }

  /** Returns what to tell for a failure of a transaction that writes: to begin one is what a replica does not support. */
  static SQLException told(SQLException failure) {
    return SqlStates.of(failure).equals("0A000")
        ? new SQLException(failure.getMessage(), SqlStates.READ_ONLY, failure)
        : failure;
  }

  /** Returns whether the pool waited in vain for a connection: it has tried again all the while. */
  static boolean isOfPool(SQLException failure) {
    return failure instanceof SQLTransientConnectionException;
  }

  static boolean isLockTimeout(SQLException failure) {
    return SqlStates.of(failure).equals("55P03");
  }

  /** Returns whether the statement met a value that it could not take for what it should be, such as metadata that is no JSON. */
  static boolean isOfValue(SQLException failure) {
    return SqlStates.of(failure).startsWith("22");
  }

  static boolean isUniqueViolation(SQLException failure) {
    return SqlStates.of(failure).equals("23505");
  }

  /** Returns whether the server takes no writes. */
  static boolean isReadOnly(SQLException failure) {
    return SqlStates.of(failure).equals(SqlStates.READ_ONLY);
  }

  /** Returns whether the server ended the session before it read what was sent: it waited for too long. */
  static boolean isIdleTimeout(SQLException failure) {
    return meaning(failure).kind() == Kind.GONE_WHILE_IDLE;
  }
}
