package dev.eventstreams;

/**
 * One condition of an {@link EventFilter}.
 *
 * <p>An event without the clause's field does not match the clause. A backend throws an exception
 * for a clause that it does not know; it never ignores a clause.
 */
public sealed interface FilterClause
    permits EqualsClause, InClause, LikeClause, RangeClause, TagClause, AnyOf {}
