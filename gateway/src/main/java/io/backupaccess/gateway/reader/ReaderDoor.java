package io.backupaccess.gateway.reader;

import io.backupaccess.gateway.access.AccessEnder;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.config.HopSettings.Listener;
import io.backupaccess.gateway.hop.HopChannel;
import io.backupaccess.gateway.hop.HopKeys;
import io.backupaccess.gateway.hop.HopRequest;
import io.backupaccess.gateway.session.TransferCommands;
import io.backupaccess.gateway.ssh.Door;
import io.backupaccess.gateway.ssh.DoorCounts;
import io.backupaccess.gateway.ssh.Login;
import io.backupaccess.gateway.ssh.Strangers;
import io.backupaccess.gatewayconfig.GatewayStatus.Clients;
import io.backupaccess.noise.X25519;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.InvalidKeyException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests of this reader's gateway, one a connection. Anyone else is told nothing. */
public final class ReaderDoor implements Door {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderDoor.class);

  /** Connections that have not proven themselves. */
  private static final int MOST_STRANGERS = 64;

  /** Connections that the kernel holds until they are accepted. */
  private static final int BACKLOG = 1024;

  private static final long AFTER_FAILURE_MILLIS = 100;

  private final Listener listener;
  private final HopKeys keys;
  private final byte[] gateway;
  private final AccessEnder access;
  private final TransferCommands commands;
  private final ServerSocket server = new ServerSocket();
  private final Strangers strangers = new Strangers(MOST_STRANGERS);
  private final Calls calls = new Calls();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("hop-", 0).factory());

  /**
   * A door that is yet closed.
   *
   * @param keys what this reader proves itself with
   */
  public ReaderDoor(Listener listener, HopKeys keys, AccessEnder access, TransferCommands commands)
      throws IOException {
    this.listener = listener;
    this.keys = keys;
    this.access = access;
    this.commands = commands;
    try {
      this.gateway = X25519.decoded(listener.gateway());
    } catch (InvalidKeyException e) {
      throw new IOException("The key of the gateway is none", e);
    }
  }

  @Override
  public void open() throws IOException {
    server.bind(listener.address(), BACKLOG);
    threads.execute(this::accept);
  }

  @Override
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public DoorCounts counts() {
    return DoorCounts.NONE;
  }

  @Override
  public Clients clients() {
    return Clients.NONE;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        strangers.add(socket);
        threads.execute(() -> serve(socket));
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

  private void serve(Socket socket) {
    try (socket;
        HopChannel channel = HopChannel.answer(socket, keys, gateway)) {
      HopRequest request = HopRequest.receive(channel);
      strangers.remove(socket);
      calls.serve(channel, call -> command(request, call));
    } catch (IOException e) {
      // Strangers are told nothing, and neither is the log, which they could fill.
      LOG.debug("A connection of the hop ended", e);
    } finally {
      strangers.remove(socket);
    }
  }

  /** What the gateway asks for, done as if its client asked here. */
  private org.apache.sshd.server.command.Command command(HopRequest request, Call call) {
    Optional<Grant> grant = access.grant(request.credential(), request.source());
    Login login =
        new Login(
            grant.map(Grant::keyName).orElse("unknown"), request.credential(), request.source());
    return switch (request.work()) {
      case HopRequest.Command command -> commands.command(login, command.bytes(), call::keep);
      case HopRequest.Files files -> commands.files(login, files.volumes());
    };
  }

  @Override
  public void shut() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("The hop does not close", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    strangers.close();
    calls.close();
    threads.shutdownNow();
  }
}
