package io.backupaccess.gateway.status;

import io.backupaccess.gateway.ssh.Strangers;
import io.backupaccess.statusport.Deadline;
import io.backupaccess.statusport.SecureChannel;
import io.backupaccess.statusport.StatusAnswer;
import io.backupaccess.statusport.StatusMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests of whoever holds the token, one a connection. Anyone else is told nothing. */
final class StatusPort implements AutoCloseable {

  /** What becomes of a request that was made here and now by a holder of the token. */
  @FunctionalInterface
  interface Handler {
    /**
     * Answers it.
     *
     * @param request its line
     * @param body what follows the line; a handler that acts reads all of it before
     */
    StatusAnswer answer(String request, InputStream body) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(StatusPort.class);
  private static final Duration LONGEST_QUESTION = Duration.ofSeconds(15);

  /** Longer than an answer may wait for a change. */
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(40);

  private static final int MOST_STRANGERS = 256;
  private static final int MOST_UNPROVEN = 64;
  private static final int MOST_CALLERS = 32;

  /** Connections that the kernel holds until they are accepted; more would be dropped there. */
  private static final int BACKLOG = 1024;

  private static final long AFTER_FAILURE_MILLIS = 100;
  private static final long LAST_ANSWERS_SECONDS = 1;
  private static final long ENDING_SECONDS = 5;

  /** A request whose body, if it has one, is still to be read. */
  private record Question(SecureChannel channel, String request) {}

  private final ServerSocket server = new ServerSocket();

  /** Have said nothing yet that was made with the token. */
  private final Strangers strangers = new Strangers(MOST_STRANGERS);

  /** Have, but it may be recorded: room of their own keeps out who has not even a recording. */
  private final Strangers unproven = new Strangers(MOST_UNPROVEN);

  private final Semaphore callers = new Semaphore(MOST_CALLERS);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("status-", 0).factory());
  private final String token;

  StatusPort(InetSocketAddress address, String token) throws IOException {
    this.token = token;
    server.bind(address, BACKLOG);
  }

  void open(Handler handler) {
    threads.execute(() -> accept(handler));
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept(Handler handler) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        strangers.add(socket);
        threads.execute(() -> serve(socket, handler));
      } catch (IOException e) {
        // Closed, or no file descriptors are left for now.
        pause();
      } catch (InterruptedException | RejectedExecutionException e) {
        // Closed.
        return;
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(AFTER_FAILURE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket socket, Handler handler) {
    try (socket) {
      Question question = question(socket);
      if (callers.tryAcquire()) {
        try (Deadline _ = Deadline.of(socket, LONGEST_ANSWER)) {
          answer(question.channel(), question.request(), handler);
        } finally {
          callers.release();
        }
      }
    } catch (IOException e) {
      // Strangers are told nothing, and neither is the log, which they could fill.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      strangers.remove(socket);
      unproven.remove(socket);
    }
  }

  private Question question(Socket socket) throws IOException, InterruptedException {
    try (Deadline _ = Deadline.of(socket, LONGEST_QUESTION)) {
      socket.setTcpNoDelay(true);
      SecureChannel.Call call = SecureChannel.hear(socket, token);
      strangers.remove(socket);
      unproven.add(socket);
      SecureChannel channel = call.answer();
      String request = StatusMessage.readLine(channel.input());
      unproven.remove(socket);
      return new Question(channel, request);
    }
  }

  private static void answer(SecureChannel channel, String request, Handler handler)
      throws IOException {
    StatusAnswer answer;
    try {
      answer = handler.answer(request, channel.input());
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).addKeyValue("request", request).log("a request failed");
      answer = new StatusAnswer(500, "failed\n");
    }
    StatusMessage.write(channel.output(), String.valueOf(answer.code()), answer.body());
  }

  /** An answer that is under way is still given: it may be that the gateway is about to stop. */
  @Override
  public void close() throws IOException {
    server.close();
    strangers.close();
    unproven.close();
    threads.shutdown();
    try {
      // The port is free once the thread that accepts is gone.
      if (!threads.awaitTermination(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
        threads.awaitTermination(ENDING_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
