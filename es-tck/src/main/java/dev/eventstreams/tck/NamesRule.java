package dev.eventstreams.tck;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.AssertionFailedError;

/**
 * Begins the message of every failure with the broken rule and the name of the test, which states
 * the expected behaviour.
 */
final class NamesRule implements TestExecutionExceptionHandler {

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    if (failure instanceof VirtualMachineError) {
      throw failure;
    }
    Method test = context.getRequiredTestMethod();
    String what = failure instanceof AssertionError ? failure.getMessage() : failure.toString();
    AssertionFailedError named = new AssertionFailedError(
        String.join(", ", rules(test)) + " " + test.getName() + ": " + what, failure);
    named.setStackTrace(failure.getStackTrace());
    throw named;
  }

  /** Returns the rules that a test proves. */
  static String[] rules(Method test) {
    Rule rule = test.getAnnotation(Rule.class);
    return rule == null ? new String[] {"no rule"} : rule.value();
  }
}
