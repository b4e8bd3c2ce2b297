package dev.eventstreams.store.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A proxy to the server that breaks a connection on request: at a statement on its way to the
 * server, or at its answer.
 */
final class CuttingProxy implements AutoCloseable {

  /** Where to cut. */
  enum Cut {
    /**
     * The statement does not arrive before {@link #deliverLate}, and the server gets no sign of the
     * break.
     */
    HELD,
    /** The statement never arrives. */
    QUESTION,
    /** The server executes the statement, and the answer never arrives. */
    ANSWER,
    /**
     * The client is gone when the statement has just been sent on; the server may execute it at any
     * time from then on.
     */
    CLIENT,
    /** The answer arrives, and then the connection breaks. */
    LATER,
    /**
     * As with the answer, but the client stays connected and gets the error of a pooler that has
     * lost its server.
     */
    SERVER
  }

  // The ends of the protocol's messages: of those from the client, and of the answers.
  private static final String SYNC = "S\0\0\0\4";
  private static final Pattern READY = Pattern.compile("Z\0\0\0\5[ITE]$");
  private static final byte[] SERVER_LOST = serverLost();

  private final ServerSocket socket;
  private final int target;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile @Nullable String text;
  private volatile Cut cut = Cut.QUESTION;
  private volatile boolean refusing;
  private volatile Runnable atCut = () -> {};
  private volatile @Nullable Held held;
  private final List<Link> links = new CopyOnWriteArrayList<>();

  /** The state of a connection. */
  private static final class Link {
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final CountDownLatch answered = new CountDownLatch(1); // opens after the last answer
    private volatile boolean swallowing;
  }

  /** A message that has not reached the server. */
  private record Held(Socket server, String message, Link link) {}

  CuttingProxy(int target) throws IOException {
    this.target = target;
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Cuts the connection at the next message with this text. */
  void cutAt(String statement, Cut where) {
    cut = where;
    text = statement;
  }

  /** Runs an action at the cut, before the client notices it. */
  void atCut(Runnable action) {
    atCut = action;
  }

  /**
   * Sends the server the held message, which the client takes for lost, and waits until the server
   * has executed it.
   */
  void deliverLate() throws IOException, InterruptedException {
    Held late = Objects.requireNonNull(held);
    late.server.getOutputStream().write(late.message.getBytes(ISO_8859_1));
    try {
      late.server.shutdownOutput();
    } catch (SocketException e) {
      if (!late.server.isClosed()) { // an answer that could not be passed on closes the socket
        throw e;
      }
    }
    late.link.answered.await();
  }

  /**
   * Returns the number of round trips of each connection, in the order in which the connections
   * were made.
   */
  List<Integer> roundTrips() {
    return links.stream().map(link -> link.roundTrips.get()).toList();
  }

  /** Refuses new connections after the cut. */
  void refuseAfterCut() {
    refusing = true;
  }

  /** Returns whether the text has passed since then and the connection was cut. */
  boolean hasCut() {
    return text == null;
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        if (refusing && hasCut()) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        Link link = new Link();
        links.add(link);
        start(() -> questions(client, server, link));
        start(() -> answers(server, client, link));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void questions(Socket client, Socket server, Link link) {
    byte[] buffer = new byte[1 << 20];
    try {
      InputStream from = client.getInputStream();
      OutputStream to = server.getOutputStream();
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        String wanted = text;
        String message = new String(buffer, 0, count, ISO_8859_1);
        link.roundTrips.addAndGet(message.split(SYNC, -1).length - 1);
        if (wanted != null && message.contains(wanted)) {
          text = null;
          if (cut == Cut.QUESTION) {
            break;
          }
          if (cut == Cut.HELD || cut == Cut.CLIENT) {
            if (cut == Cut.HELD) {
              held = new Held(server, message, link);
            } else {
              to.write(buffer, 0, count);
            }
            close(client);
            return;
          }
          link.swallowing = true;
        }
        to.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // Closed.
    }
    close(client);
    close(server);
  }

  private void answers(Socket server, Socket client, Link link) {
    byte[] buffer = new byte[1 << 20];
    String swallowed = "";
    try {
      InputStream from = server.getInputStream();
      OutputStream to = client.getOutputStream();
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        if (!link.swallowing) {
          to.write(buffer, 0, count);
          continue;
        }
        swallowed += new String(buffer, 0, count, ISO_8859_1);
        if (READY.matcher(swallowed).find()) {
          atCut.run();
          if (cut == Cut.LATER) {
            to.write(swallowed.getBytes(ISO_8859_1));
          }
          if (cut != Cut.SERVER) {
            break;
          }
          to.write(SERVER_LOST);
          link.swallowing = false;
        }
      }
    } catch (IOException e) {
      // Closed.
    }
    close(client);
    close(server);
    link.answered.countDown();
  }

  private static byte[] serverLost() {
    String fields = "SERROR\0" + "C58000\0" + "Mthe server was lost\0" + "\0";
    return ("E\0\0\0" + (char) (fields.length() + 4) + fields + "Z\0\0\0\5I").getBytes(ISO_8859_1);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    open.forEach(CuttingProxy::close);
  }
}
