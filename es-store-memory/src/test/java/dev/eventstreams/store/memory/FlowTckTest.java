package dev.eventstreams.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

final class FlowTckTest {
  @Test
  void listsEveryRequiredRule() {
    List<String> names = FlowTck.rules().stream().map(Named::getName).toList();

    assertEquals(23, names.size(), names.toString());
  }

  @Test
  void catchesPublisherThatIgnoresDemand() {
    Method rule = FlowTck.rules().stream()
        .map(Named::getPayload)
        .filter(method -> method.getName().startsWith("required_spec102_"))
        .findFirst()
        .orElseThrow();

    assertThrows(AssertionError.class, () -> FlowTck.verify(new IgnoresDemand(), rule));
  }

  /** Ignores every request and sends nothing. */
  private static final class IgnoresDemand extends FlowPublisherVerification<Integer> {
    IgnoresDemand() {
      super(new TestEnvironment(50));
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
      return new SubmissionPublisher<>();
    }

    @Override
    public Flow.Publisher<Integer> createFailedFlowPublisher() {
      SubmissionPublisher<Integer> failed = new SubmissionPublisher<>();
      failed.closeExceptionally(new IllegalStateException("broken"));
      return failed;
    }
  }
}
