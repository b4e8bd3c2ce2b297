package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter A, as far as one caller at a time can prove it. */
public abstract class AppendTck extends StoreTck {

  /** For a backend's own class. */
  protected AppendTck() {}

  @Test
  @Rule("A3")
  void versionsCountFromOneWithoutGaps() {
    EventStream stream = store().stream("s");

    assertEquals(0, stream.version(), "the version of a stream never written to");
    stream.append(ExpectedVersion.noStream(), Sample.numbered(1, 2));
    stream.append(ExpectedVersion.exactly(2), Sample.numbered(3, 1));

    assertEquals(List.of(1L, 2L, 3L), Sample.versions(stream.read()), "versions of three events");
    assertEquals(3, stream.version(), "the version after three events");
  }
}
