package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The heap of an open store for each event is the size of the index's arrays, which this test
 * counts.
 */
final class IndexHeapTest {

  private static final int EVENTS = 1_000_000;
  private static final int STREAMS = 10_000;
  private static final int IN_A_SEGMENT = 150_000; // about 64 MiB of log
  private static final int ARRAY_HEADER = 16;
  private static final int MOST_BYTES = 24;
  private static final int MOST_BYTES_OF_TAGS = 44;

  @Test
  void indexOfMillionKeyedEventsHoldsAtMostTwentyFourBytesForEach(@TempDir Path directory)
      throws Exception {
    LogIndex index = indexOfMillion(directory, i -> Hash.NONE);
    double each = bytes(index) / (double) EVENTS;
    assertTrue(each > 12, "an offset, a position and a hash are 12 bytes; counted " + each);
    assertTrue(each <= MOST_BYTES, "bytes of heap for each event: " + each);
    assertTrue(bytes(index.tags()) < 4_096, "bytes of heap for no tags: " + bytes(index.tags()));
  }

  /** One tag that only this event has, and one of ten that all events have. */
  @Test
  void twoTagsHoldAtMostFortyFourBytesForEachEvent(@TempDir Path directory) throws Exception {
    LogIndex index =
        indexOfMillion(directory, i -> Hash.ofTags(42, List.of("kind:" + i % 10, "order:" + i)));
    double each = bytes(index.tags()) / (double) EVENTS;
    assertTrue(each <= MOST_BYTES_OF_TAGS, "bytes of heap for the tags of an event: " + each);
  }

  private static LogIndex indexOfMillion(Path directory, IntFunction<long[]> tags) {
    LogIndex index = new LogIndex(42);
    Segment segment = new Segment(directory.resolve("log"), 1, 1);
    index.add(segment);
    for (int i = 0; i < EVENTS; i++) {
      if (i > 0 && i % IN_A_SEGMENT == 0) {
        segment.seal();
        segment = new Segment(directory.resolve("log"), i / IN_A_SEGMENT + 1, i + 1L);
        index.add(segment);
      }
      byte[] stream = Text.utf8("user-" + i % STREAMS);
      index.add(
          i % IN_A_SEGMENT * 450,
          index.streams().findOrAdd(stream),
          Hash.ofKey(index.seed(), stream, Text.utf8("event-" + i)),
          tags.apply(i));
    }
    return index;
  }

  /**
   * Returns the bytes of all arrays that the object refers to, directly or through objects of this
   * package.
   */
  private static long bytes(Object holder) throws IllegalAccessException {
    long sum = 0;
    for (Field field : holder.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
        field.setAccessible(true);
        sum += bytesOf(field.get(holder));
      }
    }
    return sum;
  }

  private static long bytesOf(@Nullable Object value) throws IllegalAccessException {
    if (value instanceof int[] ints) {
      return ARRAY_HEADER + 4L * ints.length;
    }
    if (value instanceof byte[] bytes) {
      return ARRAY_HEADER + (long) bytes.length;
    }
    long sum = 0;
    if (value instanceof Object[] parts) {
      sum = ARRAY_HEADER + 8L * parts.length;
      for (Object part : parts) {
        sum += bytesOf(part);
      }
    } else if (value instanceof List<?> list) {
      for (Object part : list) {
        sum += bytesOf(part);
      }
    } else if (value != null && value.getClass().getPackage() == LogIndex.class.getPackage()) {
      sum = bytes(value);
    }
    return sum;
  }
}
