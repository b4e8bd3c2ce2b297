package dev.eventstreams.store.sqlite;

import java.sql.SQLException;

/** Carries an SQLException through interfaces that do not declare it; never leaves this package. */
final class UncheckedSqlException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final SQLException failure;

  UncheckedSqlException(SQLException failure) {
    super(failure);
    this.failure = failure;
  }

  SQLException failure() {
    return failure;
  }
}
