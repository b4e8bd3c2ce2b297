package dev.eventstreams.store.postgres;

import static java.util.Map.entry;

import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL's error codes mean for a connection and for what was sent on it. The whole list of appendix A of its manual was
 * gone through: what is not in this table fails the one statement, and would fail again on another connection.
 */
final class SqlStates {

  /** What is to be done about an error. */
  enum Kind {
    /** The connection is gone, or there is none to be had: connect again. Whether a commit that was under way happened is unknown. */
    GONE,
    /** The server ended the session while it waited for a statement: nothing that was sent since has been read. Connect again. */
    GONE_WHILE_IDLE,
    /** The server starts up or recovers: connect again, and wait longer. */
    COMING,
    /** The server, or this client, refuses the other. */
    REFUSED,
    /** The store is there no more: it was dropped, or moved, while it was open. */
    LOST,
    /** What only reads can be asked again. */
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
      // The whole class: no connection could be made, or it broke.
      entry("08", new Meaning(Kind.GONE, AWAY)),
      entry(
          "08004",
          new Meaning(
              Kind.REFUSED,
              "the server or its certificate is not accepted, or this client is not")),
      entry(
          "57P01",
          new Meaning(Kind.GONE, AWAY)), // it shuts down, or an administrator ended this session
      entry("57P02", new Meaning(Kind.GONE, AWAY)), // another session crashed
      entry("57P03", new Meaning(Kind.COMING, "the server is not ready yet")),
      entry(
          "57P04",
          new Meaning(Kind.GONE, AWAY)), // the database was dropped; the next connection will tell
      entry("57P05", new Meaning(Kind.GONE_WHILE_IDLE, AWAY)), // idle_session_timeout
      entry(
          "25P03", new Meaning(Kind.GONE_WHILE_IDLE, AWAY)), // idle_in_transaction_session_timeout
      entry("25P04", new Meaning(Kind.GONE, AWAY)), // transaction_timeout
      entry("53300", new Meaning(Kind.GONE, AWAY)), // too many connections
      // Not gone, but of a replica that cannot keep what the statement reads.
      entry(
          "40001",
          new Meaning(
              Kind.READ_AGAIN, "the server ended it in favour of others, or of what it replays")),
      // Of the statement, with a reason of their own.
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

  /** Returns the code, which may be that of a cause; empty if there is none. */
  static String of(SQLException failure) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }
}
