package dev.eventstreams;

/**
 * One condition of an {@link EventFilter}.
 *
 * <p>An event that lacks the clause's field does not match it. A backend that meets a clause it does not know throws; it
 * never ignores one.
 */
public sealed interface FilterClause
    permits EqualsClause, InClause, LikeClause, RangeClause, AnyOf {}
