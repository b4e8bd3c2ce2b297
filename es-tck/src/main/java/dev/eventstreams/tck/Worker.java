package dev.eventstreams.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eventstreams.AppendResult;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.KeyRing;
import dev.eventstreams.RecipientForgottenException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.VersionConflictException;
import dev.eventstreams.Watch;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.KeyRings;
import dev.eventstreams.core.StoreOptions;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a forked JVM: reads commands from standard input, a line each, and answers in
 * lines.
 *
 * <pre>
 * open URL                    opened
 * append STREAM EXPECTED KEY  done VERSION | conflict ACTUAL   EXPECTED: any, or a version
 * contend STREAM WINS NAME    won VERSION VERSION …            appends until it has won so often
 * keys STREAM                 keys KEY KEY …                   of all events, in order
 * watch AFTER                 watching, then for each event:   event POSITION VERSION STREAM KEY
 * flood NAME                  flooding, then acked KEY, again and again; see Flood
 * crowd NAME EVENTS           crowding, then crowded NAME when all are appended; see Crowd
 * trail EVENTS                trailing, then trail TRAIL after so many events; see Trail
 * ring FILE URL               opened                           encrypted with the keys in the file
 * rotate RECIPIENT            rotated
 * say STREAM TEXT             said | forgotten                 appends the text as data
 * hear STREAM                 heard TEXT TEXT …                data of all events, - if redacted
 * wait SECONDS                waited                           sets the clock of ring forward
 * seal NAME THREADS EVENTS    sealed                           appends by each thread; see Sealer
 * history FIRST APPENDERS PLAN COUNTERS
 *                             recording, then moments, appended, and recorded; see ForkedClients
 * starve ROUNDS URL           sound | the problem              see Starvation
 * suffer URL                  lines of a FaultLedger, then suffered
 * close                       closed
 * next                        next                             a new worker replaces this one
 * </pre>
 *
 * <p>The clock of a store opened by {@code ring} changes only by {@code wait}. The answer to a
 * command that throws is {@code failed} and the exception. The JVM ends when its input ends.
 */
final class Worker {

  /** The command {@code next}, and its answer; see above. */
  static final String NEXT = "next";

  private static final PrintStream ANSWERS =
      new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8);

  private final List<Thread> begun = new ArrayList<>();
  private final List<EventStore> opened = new ArrayList<>();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));
  private @Nullable EventStore store;
  private @Nullable KeyRing ring;
  private boolean ended;

  private Worker() {}

  /** Runs the commands of standard input until it ends. */
  public static void main(String[] args) throws IOException {
    try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      Worker worker = new Worker();
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        if (line.equals(NEXT)) {
          worker.end();
          worker = new Worker();
          worker.answer(NEXT);
        } else {
          worker.attempt(line);
        }
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private void attempt(String line) {
    try {
      int space = line.indexOf(' ');
      String command = space < 0 ? line : line.substring(0, space);
      answer(obey(command, line.substring(space + 1)));
      begun.forEach(Thread::start); // their answers come after the answer to this command
      begun.clear();
    } catch (Throwable e) { // also an Error: the waiting process gets it as the answer
      failed(e);
    }
  }

  private String obey(String command, String argument) {
    String[] words = argument.split(" ", -1);
    return switch (command) {
      case "open" -> open(argument);
      case "append" -> append(words[0], expected(words[1]), words[2]);
      case "contend" -> contend(words[0], Integer.parseInt(words[1]), words[2]);
      case "keys" -> keys(words[0]);
      case "watch" -> watch(Long.parseLong(words[0]));
      case "flood" -> flood(words[0]);
      case "crowd" -> crowd(words[0], Integer.parseInt(words[1]));
      case "trail" -> trail(Long.parseLong(words[0]));
      case "ring" -> ring(words[0], argument.substring(words[0].length() + 1));
      case "rotate" -> rotate(words[0]);
      case "say" -> say(words[0], words[1]);
      case "hear" -> hear(words[0]);
      case "wait" -> await(Long.parseLong(words[0]));
      case "seal" -> seal(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "history" -> history(argument.split(" ", 8));
      case "starve" -> Starvation.run(words[1], Integer.parseInt(words[0]));
      case "suffer" -> suffer(argument);
      case "close" -> close();
      default -> throw new IllegalArgumentException("unknown command " + command);
    };
  }

  private String open(String url) {
    return opened(EventStores.open(url));
  }

  private String opened(EventStore store) {
    this.store = store;
    opened.add(store);
    return "opened";
  }

  private String append(String stream, ExpectedVersion expected, String key) {
    try {
      return "done " + store().stream(stream).append(expected, event(key)).version();
    } catch (VersionConflictException e) {
      return "conflict " + e.actual();
    }
  }

  private String contend(String stream, int wins, String name) {
    StringBuilder won = new StringBuilder("won");
    long version = 0;
    for (int i = 0; i < wins; ) {
      try {
        ExpectedVersion expected = ExpectedVersion.exactly(version);
        version = store().stream(stream).append(expected, event(name + "-" + i)).version();
        won.append(' ').append(version);
        i++;
      } catch (VersionConflictException e) {
        version = e.actual();
      }
    }
    return won.toString();
  }

  private String keys(String stream) {
    StringBuilder keys = new StringBuilder("keys");
    for (StoredEvent event : store().stream(stream).read()) {
      keys.append(' ').append(event.id());
    }
    return keys.toString();
  }

  private String watch(long after) {
    Watch<StoredEvent> watch = store().all().watch().after(after).open();
    inBackground(() -> {
      for (StoredEvent event : watch) {
        answer("event " + event.position() + " " + event.version() + " " + event.streamId() + " "
            + event.id());
      }
    });
    return "watching";
  }

  private String flood(String name) {
    Flood flood = new Flood(store(), name);
    for (int i = 0; i < Flood.THREADS; i++) {
      int thread = i;
      inBackground(() -> flood.run(thread, key -> answer("acked " + key)));
    }
    return "flooding";
  }

  private String crowd(String name, int events) {
    Crowd crowd = new Crowd(store(), name);
    AtomicInteger working = new AtomicInteger(Crowd.THREADS);
    for (int i = 0; i < Crowd.THREADS; i++) {
      int thread = i;
      inBackground(() -> {
        crowd.run(thread, events / Crowd.THREADS);
        if (working.decrementAndGet() == 0) {
          answer("crowded " + name);
        }
      });
    }
    return "crowding";
  }

  private String trail(long events) {
    Watch<StoredEvent> watch = store().all().watch().from(0).open();
    inBackground(() -> {
      Trail trail = new Trail();
      for (StoredEvent event : watch) {
        trail.add(event);
        if (trail.count() == events) {
          break;
        }
      }
      answer("trail " + trail);
    });
    return "trailing";
  }

  private String ring(String file, String url) {
    KeyRing keys = KeyRings.openFile(Path.of(file), Sealer.MASTER_KEY);
    ring = keys;
    return opened(EventStores.open(
        url, StoreOptions.defaults().withClock(clock).withEncryption(Encryption.with(keys))));
  }

  private String rotate(String recipient) {
    UUID unused = Objects.requireNonNull(ring, "no ring is open").rotate(recipient);
    return "rotated";
  }

  private String say(String stream, String text) {
    try {
      AppendResult unused = store().stream(stream).append(CandidateEvent.of("Said", text));
      return "said";
    } catch (RecipientForgottenException e) {
      return "forgotten";
    }
  }

  private String hear(String stream) {
    StringBuilder heard = new StringBuilder("heard");
    for (StoredEvent event : store().stream(stream).read()) {
      heard.append(' ').append(event.redacted() ? "-" : event.data().utf8());
    }
    return heard.toString();
  }

  private String await(long seconds) {
    clock.set(clock.instant().plusSeconds(seconds));
    return "waited";
  }

  private String seal(String name, int threads, int events) {
    Sealer.seal(store(), name, threads, events);
    return "sealed";
  }

  private String history(String[] words) {
    HistoryPlan plan = HistoryPlan.decode(words, 2);
    SharedCounters counters = SharedCounters.in(Path.of(words[words.length - 1]));
    LocalClients clients = new LocalClients(
        Duration.ofMinutes(2),
        store(),
        Integer.parseInt(words[0]),
        Integer.parseInt(words[1]),
        counters,
        moment -> answer(ForkedClients.line(moment)));
    inBackground(() -> {
      clients.begin(plan);
      clients.awaitAppended();
      answer("appended");
      clients.awaitEnded();
      answer("recorded");
    });
    return "recording";
  }

  private String suffer(String url) {
    new FaultScenario(url, this::answer).run();
    return "suffered";
  }

  private String close() {
    store().close();
    return "closed";
  }

  private void inBackground(Runnable work) {
    Thread thread = new Thread(() -> {
      try {
        work.run();
      } catch (RuntimeException | AssertionError e) {
        failed(e);
      }
    });
    thread.setDaemon(true);
    begun.add(thread);
  }

  private EventStore store() {
    if (store == null) {
      throw new IllegalStateException("no store is open");
    }
    return store;
  }

  private void failed(Throwable e) {
    e.printStackTrace();
    answer("failed " + e.toString().replace('\n', ' '));
  }

  private synchronized void answer(String line) {
    if (!ended) {
      ANSWERS.print(line + "\n");
      ANSWERS.flush();
    }
  }

  /**
   * Stops all answers, also those of threads that still run, and closes the stores that it opened.
   */
  private void end() {
    synchronized (this) {
      ended = true;
    }
    opened.forEach(EventStore::close);
  }

  private static CandidateEvent event(String key) {
    return CandidateEvent.of("Raced", key).withIdempotencyKey(key);
  }

  private static ExpectedVersion expected(String word) {
    return word.equals("any")
        ? ExpectedVersion.any()
        : ExpectedVersion.exactly(Long.parseLong(word));
  }
}
