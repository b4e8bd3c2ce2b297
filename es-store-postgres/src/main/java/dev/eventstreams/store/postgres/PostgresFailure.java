package dev.eventstreams.store.postgres;

import com.google.common.base.Throwables;
import dev.eventstreams.EventStoreException;
import dev.eventstreams.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * What PostgreSQL's error codes mean to a user (the manual's appendix A). Its messages name tables, users and hosts; the details,
 * which may hold rows, are not among them.
 */
final class PostgresFailure {

  private static final Set<String> UNREACHABLE = Set.of(
      "25P03", // the session was idle in a transaction for too long
      "53300", // too many connections
      "57P01", // it is shutting down
      "57P02", // it crashed
      "57P03"); // it is starting up

  static final String READ_ONLY = "25006";

  private PostgresFailure() {}

  static EventStoreException of(String location, String doing, SQLException cause) {
    String message =
        "cannot " + doing + " " + location + ": " + reason(cause) + " (" + said(cause) + ")";
    return isUnavailable(cause)
        ? StorageException.unavailable(message, cause)
        : new StorageException(message, cause);
  }

  // The driver leaves it to the cause to say what broke.
  private static String said(SQLException failure) {
    String said = String.valueOf(failure.getMessage());
    Throwable root = Throwables.getRootCause(failure);
    String more = root instanceof IOException ? root.getMessage() : null;
    return more == null || said.contains(more) ? said : said + " " + more;
  }

  private static String reason(SQLException cause) {
    String state = state(cause);
    if (isUnavailable(cause)) {
      return isComing(cause) ? "the server is not ready yet" : "the server cannot be reached";
    }
    if (isRefusal(cause)) {
      return "the server or its certificate is not accepted, or this client is not";
    }
    return switch (state) {
      case READ_ONLY ->
        "the server takes no writes: it is a read-only replica, or set to be read-only; writes need the primary";
      case "28000", "28P01" -> "the server refuses the user or the password";
      case "3D000" -> "there is no such database";
      case "42501" -> "the user lacks a right";
      case "53100" -> "the disk is full";
      case "XX001", "XX002" -> "the database is damaged";
      default -> "PostgreSQL failed";
    };
  }

  /** Returns whether the connection, or the way to the server, is at fault, and not what was asked. */
  static boolean isUnavailable(SQLException failure) {
    String state = state(failure);
    return !isRefusal(failure)
        && (state.startsWith("08")
            || UNREACHABLE.contains(state)
            || (state.isEmpty() && isOfPool(failure)));
  }

  /**
   * Returns whether there is a server that says no, or that this client does not trust, or no certificate to show to it: what the
   * driver counts as a failed connection, and what no waiting heals. A connection that breaks off meanwhile is none of that.
   */
  private static boolean isRefusal(SQLException failure) {
    String state = state(failure);
    if (!state.equals("08006")) {
      return state.equals("08004");
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
        && !state(failure).startsWith("58"); // of the system around it
  }

  /** Returns whether the server says that it is starting up, or recovering, and takes no connections yet. */
  static boolean isComing(SQLException failure) {
    return state(failure).equals("57P03");
  }

  /** Returns whether PostgreSQL cannot do what was asked, as it is or where it is. */
  static boolean isUnsupported(SQLException failure) {
    return state(failure).equals("0A000");
  }

  /** Returns whether the pool waited in vain for a connection: it has tried again all the while. */
  static boolean isOfPool(SQLException failure) {
    return failure instanceof java.sql.SQLTransientConnectionException;
  }

  static boolean isLockTimeout(SQLException failure) {
    return state(failure).equals("55P03");
  }

  static boolean isUniqueViolation(SQLException failure) {
    return state(failure).equals("23505");
  }

  /** Returns whether the server takes no writes. */
  static boolean isReadOnly(SQLException failure) {
    return state(failure).equals(READ_ONLY);
  }

  /** Returns whether the server ended the session because it was idle in a transaction. */
  static boolean isIdleTimeout(SQLException failure) {
    return state(failure).equals("25P03");
  }

  private static String state(SQLException failure) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }
}
