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
 * A network between a store and its server that can fail as networks do: connections that are open but silent, in both
 * directions, while new ones work; or no new ones either. Once the store gives a silent connection up, the server is told, as its
 * own keepalive would tell it some day.
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

  /** From now on nothing passes on the connections there are, and nobody is told. */
  void stall() {
    links.forEach(link -> link.stalled = true);
  }

  /** Stalls the connections there are, and those to come until {@link #heal}. */
  void cutOff() {
    stallNew = true;
    stall();
  }

  /** Lets new connections through again. Those that were stalled stay so. */
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
      // It is closed all the same.
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
