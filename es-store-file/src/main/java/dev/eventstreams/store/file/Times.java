package dev.eventstreams.store.file;

import dev.eventstreams.core.adapter.Micros;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Timestamps in microseconds as ISO 8601 text: {@code 2026-11-24T20:24:40.123456Z}. Years beyond
 * four digits have a sign.
 */
final class Times {

  private static final int USUAL_LENGTH = 27;
  private static final long MICROS_A_DAY = 86_400_000_000L;

  private Times() {}

  static String text(long micros) {
    OffsetDateTime time = Micros.toInstant(micros).atOffset(ZoneOffset.UTC);
    int year = time.getYear();
    return String.format(
        Locale.ROOT,
        (year < 0 ? "-%04d" : year > 9_999 ? "+%d" : "%04d") + "-%02d-%02dT%02d:%02d:%02d.%06dZ",
        Math.abs(year),
        time.getMonthValue(),
        time.getDayOfMonth(),
        time.getHour(),
        time.getMinute(),
        time.getSecond(),
        time.getNano() / 1_000);
  }

  static long micros(byte[] text, int from, int to) throws BadLineException {
    if (to - from != USUAL_LENGTH) {
      try {
        return Micros.of(Instant.parse(
            new String(text, from, to - from, java.nio.charset.StandardCharsets.US_ASCII)));
      } catch (DateTimeException e) {
        throw new BadLineException("a line with an invalid time");
      }
    }
    long day = day(number(text, from, 4), number(text, from + 5, 2), number(text, from + 8, 2));
    long seconds = number(text, from + 11, 2) * 3_600L
        + number(text, from + 14, 2) * 60L
        + number(text, from + 17, 2);
    return day * MICROS_A_DAY + seconds * 1_000_000 + number(text, from + 20, 6);
  }

  // Returns days since 1970 in the Gregorian calendar. Counts years from March, as Hinnant's
  // days_from_civil does.
  private static long day(int year, int month, int day) {
    long shifted = month > 2 ? year : year - 1L;
    long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return shifted * 365
        + Math.floorDiv(shifted, 4)
        - Math.floorDiv(shifted, 100)
        + Math.floorDiv(shifted, 400)
        + dayOfYear
        - 719_468;
  }

  private static int number(byte[] text, int from, int digits) throws BadLineException {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      if (text[i] < '0' || text[i] > '9') {
        throw new BadLineException("a line with an invalid time");
      }
      number = number * 10 + text[i] - '0';
    }
    return number;
  }
}
