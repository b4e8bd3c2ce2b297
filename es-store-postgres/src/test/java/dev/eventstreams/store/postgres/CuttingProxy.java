package dev.eventstreams.store.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A way to the server that breaks when it is told to: at a statement on its way there, or at the answer to it. */
final class CuttingProxy implements AutoCloseable {

  /** Where to cut. */
  enum Cut {
    /** The statement never arrives. */
    QUESTION,
    /** The statement is obeyed, and the answer never arrives. */
    ANSWER
  }

  private final ServerSocket socket;
  private final int target;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile @Nullable String text;
  private volatile Cut cut = Cut.QUESTION;
  private volatile boolean refusing;

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
        boolean[] swallow = new boolean[1];
        start(() -> questions(client, server, swallow));
        start(() -> answers(server, client, swallow));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void questions(Socket client, Socket server, boolean[] swallow) {
    byte[] buffer = new byte[1 << 20];
    try {
      InputStream from = client.getInputStream();
      OutputStream to = server.getOutputStream();
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        String wanted = text;
        if (wanted != null && new String(buffer, 0, count, ISO_8859_1).contains(wanted)) {
          text = null;
          if (cut == Cut.QUESTION) {
            break;
          }
          synchronized (swallow) {
            swallow[0] = true;
          }
        }
        to.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // Closed.
    }
    close(client);
    close(server);
  }

  private static void answers(Socket server, Socket client, boolean[] swallow) {
    byte[] buffer = new byte[1 << 20];
    try {
      InputStream from = server.getInputStream();
      OutputStream to = client.getOutputStream();
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        synchronized (swallow) {
          if (swallow[0]) {
            break;
          }
        }
        to.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // Closed.
    }
    close(client);
    close(server);
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
