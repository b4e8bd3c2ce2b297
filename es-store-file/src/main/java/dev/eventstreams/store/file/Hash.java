package dev.eventstreams.store.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A hash of bytes that depends on a seed. It multiplies and folds 128 bits, as wyhash does. Index
 * files contain these hashes, so the function never changes.
 */
final class Hash {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long A = 0xa0761d6478bd642fL;
  private static final long B = 0xe7037ed1a0b428dbL;

  /** The hashes of no tags. */
  static final long[] NONE = {};

  private Hash() {}

  static long of(long seed, byte[] bytes) {
    long hash = fold(seed ^ A, bytes.length ^ B);
    int at = 0;
    for (; at + 8 <= bytes.length; at += 8) {
      hash = fold(hash ^ (long) LONG.get(bytes, at), B ^ seed);
    }
    long rest = 0;
    for (; at < bytes.length; at++) {
      rest = (rest << 8) | (bytes[at] & 255);
    }
    return fold(hash ^ rest, A ^ seed);
  }

  /** Returns the hash of a stream's key. It is never 0, because 0 means no key. */
  static int ofKey(long seed, byte[] stream, byte[] key) {
    return ofKey(of(seed, stream), key);
  }

  /** Returns the same hash, from the hash of the stream. */
  static int ofKey(long stream, byte[] key) {
    int hash = (int) (of(stream, key) >>> 32);
    return hash == 0 ? 1 : hash;
  }

  /** Returns the hashes of tags. */
  static long[] ofTags(long seed, List<String> tags) {
    if (tags.isEmpty()) {
      return NONE;
    }
    long[] hashes = new long[tags.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = of(seed, Text.utf8(tags.get(i)));
    }
    return hashes;
  }

  private static long fold(long a, long b) {
    return (a * b) ^ Math.multiplyHigh(a, b);
  }
}
