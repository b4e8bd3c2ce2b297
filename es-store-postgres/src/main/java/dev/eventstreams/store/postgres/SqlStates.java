package dev.eventstreams.store.postgres;

import static java.util.Map.entry;

import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of PostgreSQL's error codes for a connection and for the statement that was sent on
 * it. This table is the result of a review of the complete list in appendix A of the PostgreSQL
 * manual: a code that is not here fails the one statement, and would fail again on another
 * connection.
 */
final class SqlStates {

  /** How to handle an error. */
  enum Kind {
    /**
     * The connection is gone, or none can be made: connect again. The outcome of a commit that was
     * under way is unknown.
     */
    GONE,
    /**
     * The server ended the session while it waited for a statement. It has not read any statement
     * that was sent since: connect again.
     */
    GONE_WHILE_IDLE,
    /** The server starts up or recovers: connect again, and wait longer. */
    COMING,
    /** The server refuses this client, or this client refuses the server. */
    REFUSED,
    /** The store no longer exists: it was dropped or moved while it was open. */
    LOST,
    /** A statement that only reads can run again. */
    READ_AGAIN,
    /** The statement failed. */
    FAILED
  }

  /** The kind of an error, and the reason to put into a message. */
  record Meaning(Kind kind, String reason) {}

  static final String READ_ONLY = "25006";

  private static final String AWAY = "the server cannot be reached";
  private static final Meaning UNLISTED = new Meaning(Kind.FAILED, "PostgreSQL failed");
  private static final String POOLED =
      "a pooler that gives each transaction another connection needs prepareThreshold=0";

  private static final Map<String, Meaning> MEANINGS = Map.ofEntries(
      // The whole class: no connection could be made, or the connection broke.
      entry("08", new Meaning(Kind.GONE, AWAY)),
      entry(
          "08004",
          new Meaning(
              Kind.REFUSED,
              "the server or its certificate is not accepted, or this client is not")),
      entry(
          "57P01",
          new Meaning(Kind.GONE, AWAY)), // server shutdown, or an administrator ended the session
      entry("57P02", new Meaning(Kind.GONE, AWAY)), // another session crashed
      entry("57P03", new Meaning(Kind.COMING, "the server is not ready yet")),
      entry(
          "57P04",
          new Meaning(Kind.GONE, AWAY)), // the database was dropped; the next connect reports that
      entry("57P05", new Meaning(Kind.GONE_WHILE_IDLE, AWAY)), // idle_session_timeout
      entry(
          "25P03", new Meaning(Kind.GONE_WHILE_IDLE, AWAY)), // idle_in_transaction_session_timeout
      entry("25P04", new Meaning(Kind.GONE, AWAY)), // transaction_timeout
      entry("53300", new Meaning(Kind.GONE, AWAY)), // too many connections
      // The connection is not gone, but a replica cannot keep the rows that the statement reads.
      entry(
          "40001",
          new Meaning(
              Kind.READ_AGAIN, "the server ended it in favour of other sessions or of its replay")),
      // Errors of the statement that have their own reason.
      entry(
          READ_ONLY,
          new Meaning(
              Kind.FAILED,
              "the server takes no writes: it is a read-only replica, or set to be read-only; writes need the primary")),
      entry("28000", new Meaning(Kind.FAILED, "the server refuses the user or the password")),
      entry("28P01", new Meaning(Kind.FAILED, "the server refuses the user or the password")),
      entry("3D000", new Meaning(Kind.LOST, "there is no such database")),
      entry("3F000", new Meaning(Kind.LOST, "there is no such schema")),
      entry("42P01", new Meaning(Kind.LOST, "there is no such table")),
      entry("42501", new Meaning(Kind.FAILED, "the user lacks a right")),
      entry("53100", new Meaning(Kind.FAILED, "the disk is full")),
      entry("57014", new Meaning(Kind.FAILED, "the statement was cancelled, or took too long")),
      entry("26000", new Meaning(Kind.FAILED, POOLED)),
      entry("42P05", new Meaning(Kind.FAILED, POOLED)),
      entry("XX001", new Meaning(Kind.FAILED, "the database is damaged")),
      entry("XX002", new Meaning(Kind.FAILED, "the database is damaged")));

  private SqlStates() {}

  static Meaning meaning(String state) {
    String ofClass = state.substring(0, Math.min(2, state.length()));
    return MEANINGS.getOrDefault(state, MEANINGS.getOrDefault(ofClass, UNLISTED));
  }

  static Meaning refused() {
    return meaning("08004");
  }

  static Meaning away() {
    return meaning("08");
  }

  /** Returns the code of the failure or of a cause; empty if there is none. */
  static String of(SQLException failure) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }
}
