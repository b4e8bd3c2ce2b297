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

/** A way to the server that breaks when it is told to: at a statement on its way there, or at the answer to it. */
final class CuttingProxy implements AutoCloseable {

  /** Where to cut. */
  enum Cut {
    /** The statement does not arrive before {@link #deliverLate}, and nobody is told. */
    HELD,
    /** The statement never arrives. */
    QUESTION,
    /** The statement is obeyed, and the answer never arrives. */
    ANSWER,
    /** The client is gone when the statement has just been sent on, and may be obeyed at any time from then on. */
    CLIENT,
    /** The answer arrives, and then the connection breaks. */
    LATER,
    /** As with the answer, but the client stays, and hears what a pooler may say that has lost its server. */
    SERVER
  }

  // Of the protocol: how what the client sends ends, and how the answer does.
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

  /** What is known of a connection. */
  private static final class Link {
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final CountDownLatch answered = new CountDownLatch(1); // for the last time
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

  /** Cuts the connection on which this text passes next. */
  void cutAt(String statement, Cut where) {
    cut = where;
    text = statement;
  }

  /** Does something at the cut, before the client knows. */
  void atCut(Runnable action) {
    atCut = action;
  }

  /** Hands the server the message whose client was told that it was lost, and waits until the server has done what it says. */
  void deliverLate() throws IOException, InterruptedException {
    Held late = Objects.requireNonNull(held);
    late.server.getOutputStream().write(late.message.getBytes(ISO_8859_1));
    try {
      late.server.shutdownOutput();
    } catch (SocketException e) {
      if (!late.server.isClosed()) { // closed is what an answer leaves that could not be passed on
        throw e;
      }
    }
    late.link.answered.await();
  }

  /** Returns for each connection, in the order in which they were made, how many round trips it took. */
  List<Integer> roundTrips() {
    return links.stream().map(link -> link.roundTrips.get()).toList();
  }

  /** Lets nobody in any more once it has cut. */
  void refuseAfterCut() {
    refusing = true;
  }

  /** Returns whether the text has passed since, and the connection was cut. */
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
