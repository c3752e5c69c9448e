package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.ssh.transport.ConnectionScope;
import io.backupaccess.gateway.ssh.transport.SocketTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.session.helpers.AbstractConnectionService;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.jspecify.annotations.Nullable;

/** A connection's SSH session: bounds what a peer can make it do, and what it tells. */
final class GatewaySession extends ServerSessionImpl implements ConnectionScope.Part {
  /** What a login takes besides its requests, with room for clients that ignore or debug. */
  private static final int MESSAGES_BEFORE_LOGIN = 86;

  /**
   * What may be under way when we ask for new keys, besides data and room for it, which windows
   * bound; each may cost a reply that has to wait.
   */
  private static final int MESSAGES_BEFORE_REKEYING = 256;

  /** RFC 4253 section 6.1 wants 35000 bytes; a login takes fewer. */
  private static final int LARGEST_BEFORE_LOGIN = 40_000;

  /** For long commands, as many as there is memory for. */
  private static final int LARGEST = 140_000;

  /** What is held for packets up to there, in the library's buffer, which never shrinks. */
  private static final int LARGE_BUFFER = 256 << 10;

  /** How long our KEXINIT waits; a client within a few thousand kilometres is sooner. */
  private static final Duration PROPOSAL_WAIT = Duration.ofMillis(200);

  /** How long a peer has for reading why it is disconnected. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private static final byte[] NOT_YET_SENT = {};

  private final HeldMemory memory;
  private final long began = System.nanoTime();
  private final PeerMessages peerMessages = new PeerMessages();
  private final LoginAttempt loginAttempt = new LoginAttempt();
  private final CipherChoice cipherChoice;
  private final AuthTries authTries;
  private final ServiceRequests services = new ServiceRequests();
  private final HostKeyUpdates hostKeyUpdates;
  private int messages;
  private int unfinished;
  private boolean tooMuch;
  private volatile KeyConnections.@Nullable Slot slot;
  private HeldMemory.@Nullable Share largeBuffer;

  /** Sends our first KEXINIT, where that waits for the client's; guarded by the decode lock. */
  private @Nullable Future<?> lateProposal;

  GatewaySession(
      ServerFactoryManager server,
      IoSession connection,
      HeldMemory memory,
      CipherChoice cipherChoice,
      AuthTries authTries,
      HostKeyUpdates hostKeyUpdates)
      throws Exception {
    super(server, connection);
    this.memory = memory;
    this.cipherChoice = cipherChoice;
    this.authTries = authTries;
    this.hostKeyUpdates = hostKeyUpdates;
    SocketTransport.scope(connection).add(this);
  }

  /** Wakes whoever waits for new keys. */
  @Override
  public void connectionEnded() {
    kexHandler.shutdown();
  }

  /** How long ago the connection was made, however the clock of the host is set meanwhile. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Has the commands of this session wait until it has this slot. */
  void waitFor(KeyConnections.Slot given) {
    slot = given;
  }

  /** The command, or one that begins when the session has its slot. */
  Command inTurn(Command command) {
    KeyConnections.Slot awaited = slot;
    return awaited == null || awaited.isGiven() ? command : new DelayedCommand(command, awaited);
  }

  /** What the client may still send; its channels know which messages carried data. */
  PeerMessages peerMessages() {
    return peerMessages;
  }

  /** How far it came, for the log if no login comes of it. */
  LoginAttempt loginAttempt() {
    return loginAttempt;
  }

  @Override
  protected boolean readIdentification(Buffer buffer) throws Exception {
    loginAttempt.spoke(buffer);
    boolean complete = super.readIdentification(buffer);
    if (complete) {
      loginAttempt.identified(getClientVersion());
    }
    return complete;
  }

  /** A packet is held until all of it is here, so a stranger's may not be large. */
  @Override
  public void messageReceived(Readable bytes) throws Exception {
    unfinished += bytes.available();
    super.messageReceived(bytes);
    allow(unfinished <= LARGEST_BEFORE_LOGIN || (unfinished <= LARGEST && mayBeLarge()));
  }

  private boolean mayBeLarge() {
    Login login = isAuthenticated() ? getAttribute(KeyAuthenticator.LOGIN) : null;
    if (largeBuffer == null && login != null) {
      largeBuffer = memory.take(login.credential(), LARGE_BUFFER).orElse(null);
      if (largeBuffer != null) {
        SocketTransport.scope(getIoSession()).add(largeBuffer::close);
      }
    }
    return largeBuffer != null;
  }

  @Override
  protected void doHandleMessage(Buffer buffer) throws Exception {
    unfinished = 0;
    int message = buffer.array()[buffer.rpos()] & 0xff;
    KexState state = kexState.get();
    if (!isAuthenticated()) {
      loginAttempt.received(buffer);
      allow(++messages <= MESSAGES_BEFORE_LOGIN + authTries.mostRequests());
      // Keys are changed for the data sent with them, which there is none of yet.
      allow(message != SshConstants.SSH_MSG_KEXINIT || !initialKexDone);
    } else if (state == KexState.DONE) {
      messages = 0;
    } else if (isNotForKeyExchange(message)) {
      // Some clients go on after their own KEXINIT too, against RFC 4253 section 7.1.
      allow(isOfData(message) || ++messages <= MESSAGES_BEFORE_REKEYING);
    }
    if (isAuthenticated()) {
      allow(peerMessages.allow(message, inBytesCount.get() + outBytesCount.get()));
    }
    if (message == SshConstants.SSH_MSG_USERAUTH_REQUEST && !isAuthenticated()) {
      authTries.requested(this);
    }
    if (message != SshConstants.SSH_MSG_SERVICE_REQUEST || !services.answer(this, buffer)) {
      super.doHandleMessage(buffer);
    }
  }

  /**
   * Both sides may send their first KEXINIT at once. Ours waits a moment for the client's, which
   * tells what the client has; later ones know it already.
   */
  @Override
  protected byte[] sendKexInit() throws Exception {
    synchronized (kexState) {
      Map<KexProposalOption, String> proposal = getClientKexProposals();
      if (!proposal.isEmpty()) {
        boolean strict = initialKexDone ? strictKex : CipherChoice.isStrict(proposal);
        setCipherFactories(cipherChoice.byProposal(proposal, strict));
      } else if (lateProposal != null) {
        setCipherFactories(cipherChoice.byIdentification(getClientVersion()));
      } else {
        lateProposal =
            getFactoryManager()
                .getScheduledExecutorService()
                .schedule(this::propose, PROPOSAL_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        return NOT_YET_SENT;
      }
      return super.sendKexInit();
    }
  }

  /** The client's KEXINIT is here, and ours is needed. */
  @Override
  protected void doKexNegotiation() throws Exception {
    sendLateProposal();
    super.doKexNegotiation();
  }

  /** A client may wait for our KEXINIT before it sends its own. */
  private void propose() {
    decodeLock.lock();
    try {
      sendLateProposal();
    } catch (Exception e) {
      exceptionCaught(e);
    } finally {
      decodeLock.unlock();
    }
  }

  private void sendLateProposal() throws Exception {
    Future<?> waiting = lateProposal;
    if (waiting != null && isOpen()) {
      waiting.cancel(false);
      sendKexInit();
      lateProposal = null;
    }
  }

  @Override
  protected void signalNegotiationEnd(
      Map<KexProposalOption, String> client,
      Map<KexProposalOption, String> server,
      Map<KexProposalOption, String> agreed,
      @Nullable Throwable failure) {
    if (failure != null) {
      KexProposalOption.VALUES.stream()
          .filter(kind -> !agreed.containsKey(kind))
          .findFirst()
          .ifPresent(kind -> loginAttempt.disagreed(kind, client.get(kind)));
    }
    super.signalNegotiationEnd(client, server, agreed, failure);
  }

  @Override
  protected void handleDisconnect(int code, String text, String language, Buffer buffer)
      throws Exception {
    loginAttempt.says(text);
    super.handleDisconnect(code, text, language, buffer);
  }

  /** The event of an authentication comes before its message, so there is no other place. */
  @Override
  public IoWriteFuture signalAuthenticationSuccess(String user, String service, Buffer message)
      throws Exception {
    IoWriteFuture written = super.signalAuthenticationSuccess(user, service, message);
    hostKeyUpdates.announce(this);
    return written;
  }

  private static boolean isNotForKeyExchange(int message) {
    return message > SshConstants.SSH_MSG_KEX_LAST
        || message == SshConstants.SSH_MSG_SERVICE_REQUEST
        || message == SshConstants.SSH_MSG_SERVICE_ACCEPT;
  }

  private static boolean isOfData(int message) {
    return message == SshConstants.SSH_MSG_CHANNEL_DATA
        || message == SshConstants.SSH_MSG_CHANNEL_WINDOW_ADJUST;
  }

  private void allow(boolean condition) throws SshException {
    if (!condition) {
      tooMuch = true;
      // The library has one text for all protocol errors.
      throw new SshException(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, DisconnectText.TOO_MUCH);
    }
  }

  /** Says what the code means and no more; the text could be that of any exception. */
  @Override
  public void disconnect(int reason, String text) throws IOException {
    log.debug("Disconnecting {}: {}", this, text);
    endSoon();
    String told = tooMuch ? DisconnectText.TOO_MUCH : DisconnectText.of(reason);
    loginAttempt.ends(told);
    super.disconnect(reason, told);
  }

  /** Waits a moment for the end of what runs on the session. */
  void awaitNoChannels(Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    try {
      while (System.nanoTime() < deadline && isOpen() && hasChannels()) {
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasChannels() {
    return currentService.getService() instanceof AbstractConnectionService service
        && !service.getChannels().isEmpty();
  }

  /** A peer that does not read why it is disconnected, or does not leave, is not waited for. */
  private void endSoon() {
    IoSession connection = getIoSession();
    Future<?> end =
        getFactoryManager()
            .getScheduledExecutorService()
            .schedule(
                () -> {
                  connection.close(true);
                },
                FAREWELL.toMillis(),
                TimeUnit.MILLISECONDS);
    SocketTransport.scope(connection).add(() -> end.cancel(false));
  }

  @Override
  public void exceptionCaught(Throwable failure) {
    log.debug("Session {} failed", this, failure);
    if (!SocketTransport.hasLeft(getIoSession())) {
      loginAttempt.ends(tooMuch ? DisconnectText.TOO_MUCH : DisconnectText.of(failure));
    }
    super.exceptionCaught(failure);
  }

  /** A writer that waits for the peer holds locks that closing needs, so the socket goes first. */
  @Override
  protected void preClose() {
    if (state.get() == State.Immediate) {
      getIoSession().close(true);
    }
    super.preClose();
  }
}
