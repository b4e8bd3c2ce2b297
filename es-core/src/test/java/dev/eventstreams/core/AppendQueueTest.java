package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.core.AppendQueue.Next;
import dev.eventstreams.core.PendingAppend.State;
import dev.eventstreams.spi.AppendRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which caller leads, what a group contains, and how much the queue holds. */
final class AppendQueueTest {

  private static final long MIB = 1L << 20;

  private final AppendQueue queue = new AppendQueue();

  /**
   * An append whose caller waits in a thread that is never started, so unparking it does nothing.
   */
  private static PendingAppend waiting(long bytes) {
    return pending(bytes, new Thread("waiter"));
  }

  private static PendingAppend future(long bytes) {
    return pending(bytes, null);
  }

  private static PendingAppend pending(long bytes, @Nullable Thread waiter) {
    AppendRequest request = new AppendRequest(List.of(), List.of());
    return new PendingAppend(new AppendEncoder.Encoded(request, bytes, null), waiter, null);
  }

  @Test
  void callerThatFindsNoLeaderLeads() {
    assertTrue(queue.isIdle());
    assertEquals(Next.LEAD, queue.add(waiting(1)));
    assertFalse(queue.isIdle());
    assertEquals(Next.NOTHING, queue.add(waiting(1)));
    assertEquals(Next.NOTHING, queue.add(future(1)));
    assertFalse(queue.claimTask());
  }

  @Test
  void futureThatFindsNoLeaderSendsATaskAndOnlyOneClaimsIt() {
    assertEquals(Next.SEND_TASK, queue.add(future(1)));
    assertEquals(Next.NOTHING, queue.add(future(1)));
    assertTrue(queue.claimTask());
    assertFalse(queue.claimTask());
    assertEquals(Next.NOTHING, queue.add(waiting(1)));
  }

  @Test
  void callerLeadsInPlaceOfATaskThatHasNotBegun() {
    assertEquals(Next.SEND_TASK, queue.add(future(1)));
    assertEquals(Next.LEAD, queue.add(waiting(1)));
    assertFalse(queue.claimTask());
  }

  @Test
  void groupContainsTheQueuedAppendsInOrder() {
    PendingAppend first = waiting(1);
    PendingAppend second = future(1);
    queue.add(first);
    queue.add(second);
    PendingList group = queue.takeGroup();
    assertSame(first, group.first());
    assertSame(second, first.next);
    assertNull(second.next);
    assertEquals(State.STARTED, first.state());
    assertEquals(State.STARTED, second.state());
    assertEquals(0, queue.takeGroup().size());
  }

  @Test
  void groupHas4096AppendsAtMost() {
    for (int i = 0; i <= 4_096; i++) {
      queue.add(future(1));
    }
    assertEquals(4_096, queue.takeGroup().size());
    assertEquals(1, queue.takeGroup().size());
  }

  @Test
  void groupHas16MibAtMostUnlessItIsOneAppend() {
    queue.add(future(10 * MIB));
    queue.add(future(6 * MIB));
    queue.add(future(17 * MIB));
    queue.add(future(1));
    assertEquals(16 * MIB, queue.takeGroup().bytes());
    assertEquals(17 * MIB, queue.takeGroup().bytes());
    assertEquals(1, queue.takeGroup().bytes());
  }

  @Test
  void queueHas64MibAtMostUnlessItIsOneAppend() {
    queue.add(waiting(65 * MIB));
    assertEquals(Next.AWAIT_ROOM, queue.add(waiting(1)));
    queue.takeGroup();
    assertEquals(Next.NOTHING, queue.add(waiting(60 * MIB)));
    assertEquals(Next.NOTHING, queue.add(waiting(4 * MIB)));
    assertEquals(Next.AWAIT_ROOM, queue.add(waiting(1)));
  }

  @Test
  void callerMakesRoomWhereTheTaskHasNotBegun() {
    queue.add(future(64 * MIB));
    assertEquals(Next.MAKE_ROOM, queue.add(future(1)));
    assertFalse(queue.claimTask());
    assertEquals(Next.AWAIT_ROOM, queue.add(future(1)));
  }

  @Test
  void leadGoesToTheFirstThreadThatWaitsBeforeAnyTask() {
    PendingAppend leader = waiting(1);
    PendingAppend task = future(1);
    PendingAppend next = waiting(1);
    queue.add(leader);
    queue.takeGroup();
    queue.add(task);
    queue.add(next);
    queue.add(waiting(1));
    assertEquals(Next.NOTHING, queue.handOn());
    assertEquals(State.LEADING, next.state());
    assertEquals(State.QUEUED, task.state());
    assertFalse(queue.isIdle());
    assertFalse(queue.claimTask());
  }

  @Test
  void leadGoesToATaskWhereNoThreadWaits() {
    queue.add(waiting(1));
    queue.takeGroup();
    queue.add(future(1));
    assertEquals(Next.SEND_TASK, queue.handOn());
    assertFalse(queue.isIdle());
    assertTrue(queue.claimTask());
    queue.takeGroup();
    assertEquals(Next.NOTHING, queue.handOn());
    assertTrue(queue.isIdle());
    assertEquals(List.of(), queue.giveUp()); // a committed append is not given up
  }

  @Test
  void onlyAQueuedAppendIsWithdrawn() {
    PendingAppend started = waiting(1);
    queue.add(started);
    queue.takeGroup();
    PendingAppend withdrawn = waiting(64 * MIB);
    queue.add(withdrawn);
    assertFalse(queue.withdraw(started));
    assertEquals(State.STARTED, started.state());
    assertTrue(queue.withdraw(withdrawn));
    assertEquals(State.WITHDRAWN, withdrawn.state());
    assertFalse(queue.withdraw(withdrawn));

    PendingAppend appointed = waiting(64 * MIB);
    assertEquals(Next.NOTHING, queue.add(appointed));
    queue.handOn();
    assertFalse(queue.withdraw(appointed));
    assertEquals(State.LEADING, appointed.state());
    assertSame(appointed, queue.takeGroup().first());
  }

  @Test
  void interruptedThreadAddsNothing() {
    Thread.currentThread().interrupt();
    assertThrows(StorageException.class, () -> queue.add(waiting(1)));
    assertTrue(Thread.interrupted());
    assertTrue(queue.isIdle());
    assertEquals(0, queue.takeGroup().size());
  }

  @Test
  void closedQueueRefusesNewAppendsAndFailsTheOthers() {
    PendingAppend underWay = waiting(1);
    PendingAppend queued = future(1);
    queue.add(underWay);
    queue.takeGroup();
    queue.add(queued);
    PendingAppend another = future(1);
    queue.add(another);
    queue.refuse(Thread.currentThread());
    assertThrows(StoreClosedException.class, () -> queue.add(waiting(1)));

    assertEquals(List.of(underWay, queued, another), queue.giveUp());
    StorageException unknown = assertThrows(StorageException.class, underWay::result);
    assertTrue(unknown.outcomeUnknown());
    assertTrue(unknown.toString().contains("the store was closed meanwhile"));
    assertInstanceOf(
        StoreClosedException.class, assertThrows(RuntimeException.class, queued::result));
    assertEquals(0, queue.takeGroup().size());
  }
}
