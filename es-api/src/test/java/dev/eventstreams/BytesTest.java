package dev.eventstreams;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Bytes that are made at the first access. */
final class BytesTest {

  private final AtomicInteger asked = new AtomicInteger();

  private Bytes abc() {
    asked.incrementAndGet();
    return Bytes.utf8("abc");
  }

  @Test
  void deferredBytesHaveTheirLengthBeforeTheyAreMade() {
    Bytes bytes = Bytes.deferred(3, this::abc);
    assertEquals(3, bytes.length());
    assertEquals("Bytes[3]", bytes.toString());
    assertEquals(false, bytes.isEmpty());
    assertEquals(0, asked.get());
  }

  @Test
  void deferredBytesAreMadeOnceAndEqualOtherBytes() {
    Bytes bytes = Bytes.deferred(3, this::abc);
    assertEquals(Bytes.utf8("abc"), bytes);
    assertEquals(bytes, Bytes.utf8("abc"));
    assertEquals(Bytes.utf8("abc").hashCode(), bytes.hashCode());
    assertEquals("abc", bytes.utf8());
    assertArrayEquals(new byte[] {'a', 'b', 'c'}, bytes.toArray());
    byte[] target = new byte[4];
    bytes.copyTo(target, 1);
    assertArrayEquals(new byte[] {0, 'a', 'b', 'c'}, target);
    assertEquals(3, bytes.asByteBuffer().remaining());
    assertEquals(1, asked.get());
  }

  @Test
  void exceptionOfTheMakerReachesTheCallerAndTheNextAccessCallsTheMakerAgain() {
    Bytes bytes = Bytes.deferred(3, () -> {
      if (asked.get() == 0) {
        asked.incrementAndGet();
        throw new IllegalStateException("not yet");
      }
      return abc();
    });
    assertEquals(
        "not yet", assertThrows(IllegalStateException.class, bytes::toArray).getMessage());
    assertEquals("abc", bytes.utf8());
  }

  @Test
  void bytesOfAnotherLengthThanAnnouncedAreRefused() {
    Bytes bytes = Bytes.deferred(4, this::abc);
    assertEquals(
        "the maker of 4 bytes gave 3 bytes",
        assertThrows(IllegalStateException.class, bytes::toArray).getMessage());
  }

  @Test
  void makerOfZeroBytesIsNeverCalled() {
    assertSame(Bytes.empty(), Bytes.deferred(0, this::abc));
    assertEquals(0, asked.get());
  }
}
