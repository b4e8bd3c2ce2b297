package dev.eventstreams.tck;

import dev.eventstreams.Cursor;
import dev.eventstreams.EventStore;
import dev.eventstreams.Watch;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Blocks writers while a watcher has a hundred appends left to read, like a full queue. */
final class LaggingWatchers {

  private static final int QUEUE = 100;

  private final List<Semaphore> queues = new CopyOnWriteArrayList<>();

  EventStore holdingUp(EventStore store) {
    EventStore watched = BrokenCalls.breaking(this::openQueued, "open").apply(store);
    return BrokenCalls.breaking(this::appendWhenThereIsRoom, "append").apply(watched);
  }

  private Object openQueued(BrokenCalls.Call call) throws Throwable {
    Watch<?> sound = call.proceed(Watch.class);
    return new Queued<>(sound);
  }

  private @Nullable Object appendWhenThereIsRoom(BrokenCalls.Call call) throws Throwable {
    for (Semaphore queue : queues) {
      queue.acquire();
    }
    return call.proceed();
  }

  private final class Queued<T> implements Watch<T> {

    private final Watch<T> sound;
    private final Semaphore queue = new Semaphore(QUEUE);

    Queued(Watch<T> sound) {
      this.sound = sound;
      queues.add(queue);
    }

    @Override
    public Iterator<T> iterator() {
      Iterator<T> elements = sound.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return elements.hasNext();
        }

        @Override
        public T next() {
          queue.release();
          return elements.next();
        }
      };
    }

    @Override
    public Flow.Publisher<T> publisher() {
      queues.remove(queue);
      return sound.publisher();
    }

    @Override
    public Optional<T> next(Duration timeout) {
      queue.release();
      return sound.next(timeout);
    }

    @Override
    public List<T> nextBatch(int max, Duration timeout) {
      queue.release();
      return sound.nextBatch(max, timeout);
    }

    @Override
    public Cursor cursor() {
      return sound.cursor();
    }

    @Override
    public long place() {
      return sound.place();
    }

    @Override
    public boolean caughtUp() {
      return sound.caughtUp();
    }

    @Override
    public boolean isClosed() {
      return sound.isClosed();
    }

    @Override
    public void close() {
      queues.remove(queue);
      sound.close();
    }
  }
}
