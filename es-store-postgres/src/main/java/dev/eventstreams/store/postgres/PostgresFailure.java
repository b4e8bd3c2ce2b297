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
 * Maps a failure to its meaning for the user: by {@link SqlStates}, and for the failures that the
 * driver and the pool report without a code of the server. Messages of PostgreSQL name tables,
 * users and hosts. The server's details, which may contain rows, are left out.
 */
final class PostgresFailure {

  private PostgresFailure() {}

  /**
   * Returns the failure of a call on an open store: {@linkplain StorageException#lost() lost} if
   * the store no longer exists.
   */
  static EventStoreException of(String location, String doing, SQLException failure) {
    SQLException cause = printable(failure);
    return meaning(cause).kind() == Kind.LOST
        ? StorageException.lost(message(location, doing, cause), cause)
        : known(location, doing, cause);
  }

  /** Returns the failure of an opening. It is never {@linkplain StorageException#lost() lost}. */
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

  // The driver's message may leave out the reason; then the cause has it.
  private static String said(SQLException failure) {
    String said = String.valueOf(failure.getMessage());
    Throwable root = Throwables.getRootCause(failure);
    String more = root instanceof IOException ? root.getMessage() : null;
    return Names.printable(more == null || said.contains(more) ? said : said + " " + more);
  }

  /**
   * Returns the failure, or a copy with a printable message if its message or that of a cause
   * contains control characters. Messages contain names that other users gave to tables, users and
   * databases, and a log shows causes too, so the copy has none.
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

  /** Returns whether the connection or the network is at fault, not the statement. */
  static boolean isUnavailable(SQLException failure) {
    return switch (meaning(failure).kind()) {
      case GONE, GONE_WHILE_IDLE, COMING -> true;
      case REFUSED, LOST, READ_AGAIN, FAILED -> false;
    };
  }

  /** Returns whether a read that failed on this connection may succeed on another one. */
  static boolean isWorthReadingAgain(SQLException failure) {
    return isUnavailable(failure) || meaning(failure).kind() == Kind.READ_AGAIN;
  }

  /**
   * Returns whether the server refuses the connection, this client does not trust the server, or
   * this client has no certificate to show. The driver reports these as failed connections, and
   * waiting does not help. A connection that breaks during the handshake is not a refusal.
   */
  private static boolean isRefusal(SQLException failure) {
    if (!SqlStates.of(failure).equals("08006")) {
      return SqlStates.meaning(SqlStates.of(failure)).kind() == Kind.REFUSED;
    }
    boolean ofNetwork = false;
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      ofNetwork |= isOfNetwork(at);
    }
    return !ofNetwork; // there is no cause if the host's name is not that of the certificate
  }

  private static boolean isOfNetwork(Throwable cause) {
    return cause instanceof IOException
        && !(cause instanceof SSLException
            || cause instanceof FileNotFoundException
            || cause instanceof FileSystemException);
  }

  /**
   * Returns whether the server that runs the statement refused it. A lost connection to that server
   * does not count, no matter which program reports it.
   */
  static boolean isOfStatement(SQLException failure) {
    return failure instanceof PSQLException told
        && told.getServerErrorMessage() != null
        && !isUnavailable(failure)
        && !SqlStates.of(failure).startsWith("58"); // class 58: errors outside PostgreSQL
  }

  /**
   * Returns whether the server reports that it is starting up or recovering, and takes no
   * connections yet.
   */
  static boolean isComing(SQLException failure) {
    return meaning(failure).kind() == Kind.COMING;
  }

  /**
   * Returns the failure to report for a transaction that writes. A replica rejects the begin of
   * such a transaction as not supported; that becomes {@link SqlStates#READ_ONLY}.
   */
  static SQLException told(SQLException failure) {
    return SqlStates.of(failure).equals("0A000")
        ? new SQLException(failure.getMessage(), SqlStates.READ_ONLY, failure)
        : failure;
  }

  /** Returns whether the pool got no connection in time. It has retried during the whole wait. */
  static boolean isOfPool(SQLException failure) {
    return failure instanceof SQLTransientConnectionException;
  }

  static boolean isLockTimeout(SQLException failure) {
    return SqlStates.of(failure).equals("55P03");
  }

  /**
   * Returns whether the statement found a value of the wrong form, such as metadata that is not
   * JSON.
   */
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

  /**
   * Returns whether the server ended the session before it read the statement, because the session
   * was idle for too long.
   */
  static boolean isIdleTimeout(SQLException failure) {
    return meaning(failure).kind() == Kind.GONE_WHILE_IDLE;
  }
}
