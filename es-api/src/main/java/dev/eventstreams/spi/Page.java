package dev.eventstreams.spi;

import java.util.List;

/**
 * A page of events, from one consistent state of the store.
 *
 * @param records the events, in the order asked for
 * @param scannedTo up to where this page answers, in the request's unit: everything between the request's bound and here that
 *     matches is in {@code records}. Forwards without {@code more}: where the stream or store ended in the page's own state,
 *     or {@code upTo} if that is less; with {@code more}: the last record's, or further if that is known. Backwards it is the
 *     lowest version or position looked at. A head below {@code after} is reported as it is
 * @param more whether there may be further events between {@code scannedTo} and the request's other bound
 */
public record Page(List<EventRecord> records, long scannedTo, boolean more) {}
