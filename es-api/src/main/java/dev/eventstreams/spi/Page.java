package dev.eventstreams.spi;

import java.util.List;

/**
 * A page of events, from one consistent state of the store.
 *
 * @param records the events, in the requested order
 * @param scannedTo the version or position up to which this page is complete: {@code records} has
 *     every match between the request's bound and {@code scannedTo}. Forwards without {@code more}:
 *     the head of the stream or store in the page's own state, or {@code upTo} if that is less.
 *     Forwards with {@code more}: the version or position of the last record, or a higher one if it
 *     is known. Backwards: the lowest version or position that was examined. A head below {@code
 *     after} is reported unchanged
 * @param more whether there may be further events between {@code scannedTo} and the request's other
 *     bound
 */
public record Page(List<EventRecord> records, long scannedTo, boolean more) {}
