package dev.eventstreams.store.postgres;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A network between a store and its server that can fail as networks do. Open connections fall
 * silent in both directions, while new connections work or do not work either. When the store gives
 * a silent connection up, the server is notified, as its own keepalive would do after some time.
 */
final class StallingProxy implements AutoCloseable {

  private final ServerSocket entrance;
  private final int target;
  private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();
  private final Queue<Link> links = new ConcurrentLinkedQueue<>();
  private volatile boolean stallNew;

  StallingProxy(int target) {
    this.target = target;
    try {
      entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    inBackground(this::accept);
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** Stops all traffic on the existing connections; neither end is notified. */
  void stall() {
    links.forEach(link -> link.stalled = true);
  }

  /** Stalls the existing connections, and new connections until {@link #heal}. */
  void cutOff() {
    stallNew = true;
    stall();
  }

  /** Lets new connections through again. Stalled connections stay stalled. */
  void heal() {
    stallNew = false;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = entrance.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        Link link = new Link(stallNew);
        links.add(link);
        inBackground(() -> link.forward(client, server));
        inBackground(() -> link.forward(server, client));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // The socket is closed nevertheless.
    }
  }

  private static void inBackground(Runnable work) {
    Thread thread = new Thread(work, "stalling-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    for (Closeable socket : open) {
      socket.close();
    }
  }

  /** Both directions of a connection. */
  private final class Link {

    private volatile boolean stalled;

    Link(boolean stalled) {
      this.stalled = stalled;
    }

    void forward(Socket from, Socket to) {
      byte[] buffer = new byte[8_192];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (!stalled) {
            out.write(buffer, 0, n);
          }
        }
      } catch (IOException e) {
        // One of the two has gone.
      } finally {
        links.remove(this);
        closeQuietly(from);
        closeQuietly(to);
      }
    }
  }
}
