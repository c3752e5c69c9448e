package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.config.ActiveConfiguration;
import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.config.Origin;
import io.backupaccess.gateway.ssh.transport.Admission;
import io.backupaccess.gateway.ssh.transport.SocketTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Accepts the keys and certificates of the configuration, from where and for as long as it says.
 * Whatever the reason for a refusal, the peer sees the same.
 */
final class KeyAuthenticator implements PublickeyAuthenticator {
  /** Whose key was last accepted in this session; proven only once the session is authenticated. */
  static final AttributeKey<Login> LOGIN = new AttributeKey<>();

  private final Supplier<ActiveConfiguration> configuration;
  private final RefusalLog refusals;
  private final SeenClients clients;
  private final Clock clock;

  KeyAuthenticator(
      Supplier<ActiveConfiguration> configuration,
      RefusalLog refusals,
      SeenClients clients,
      Clock clock) {
    this.configuration = configuration;
    this.refusals = refusals;
    this.clients = clients;
    this.clock = clock;
  }

  @Override
  public boolean authenticate(String username, PublicKey key, ServerSession session) {
    if (key instanceof OpenSshCertificate) { // KeyLogin sees to these
      session.removeAttribute(LOGIN);
      return false;
    }
    return accepts(username, new Credential.Key(Fingerprint.of(key)), session);
  }

  /** Whether certificates of this authority may be accepted. */
  boolean isAuthority(Fingerprint key) {
    return configuration.get().authorities().containsKey(key);
  }

  /** Whether this may log in here and now, if the peer proves that it has the private key. */
  boolean accepts(String username, Credential credential, ServerSession session) {
    session.removeAttribute(LOGIN);
    InetAddress source = source(session);
    ActiveConfiguration now = configuration.get();
    // Before the key is looked at: a comparison with many networks takes a while, for any key.
    Origin origin = now.peers().origin(source);
    Optional<Grant> grant = now.grant(credential);
    grant.ifPresent(known -> clients.offered(known, origin));
    if (grant.isPresent() && grant.get().admits(origin, clock.instant())) {
      session.setAttribute(LOGIN, new Login(grant.get().keyName(), credential, source));
      attempt(session).accepted();
      return true;
    }
    String reason =
        grant
            .map(known -> reasonAgainst(known, origin))
            .orElseGet(() -> now.reasonAgainst(credential));
    refuse(username, session, reason, line -> Login.describe(credential, line));
    return false;
  }

  private static String reasonAgainst(Grant known, Origin origin) {
    return known.isBound() && origin.hidden()
        ? "for some networks only, and this source hides its clients"
        : "expired, not valid yet, or not from this source";
  }

  /** Refuses what is no certificate that could be accepted; nothing that it says is true. */
  void refuseCertificate(String username, ServerSession session, String reason) {
    session.removeAttribute(LOGIN);
    refuse(username, session, reason, line -> line.addKeyValue("certificate", "not accepted"));
  }

  private void refuse(
      String username,
      ServerSession session,
      String reason,
      UnaryOperator<LoggingEventBuilder> what) {
    SocketTransport.expect(session.getIoSession(), Admission.Failure.AUTH_FAIL);
    attempt(session).refused();
    refusals.keyRefused(source(session), username, reason, what);
  }

  private static LoginAttempt attempt(ServerSession session) {
    return ((GatewaySession) session).loginAttempt();
  }

  static InetAddress source(ServerSession session) {
    return ((InetSocketAddress) session.getClientAddress()).getAddress();
  }
}
