package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.config.ActiveConfiguration;
import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.ssh.transport.Admission;
import io.backupaccess.gateway.ssh.transport.SocketTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;

/**
 * Accepts the keys of the configuration, from where and for as long as it says. Whatever the reason
 * for a refusal, the peer sees the same.
 */
final class KeyAuthenticator implements PublickeyAuthenticator {
  /** Whose key was last accepted in this session; proven only once the session is authenticated. */
  static final AttributeKey<Login> LOGIN = new AttributeKey<>();

  private final Supplier<ActiveConfiguration> configuration;
  private final RefusalLog refusals;
  private final Clock clock;

  KeyAuthenticator(Supplier<ActiveConfiguration> configuration, RefusalLog refusals, Clock clock) {
    this.configuration = configuration;
    this.refusals = refusals;
    this.clock = clock;
  }

  @Override
  public boolean authenticate(String username, PublicKey key, ServerSession session) {
    session.removeAttribute(LOGIN);
    if (key instanceof OpenSshCertificate) {
      AuthTries.refused(session);
      return false;
    }
    Fingerprint fingerprint = Fingerprint.of(key);
    InetAddress source = source(session);
    Optional<Grant> grant = configuration.get().grant(fingerprint);
    if (grant.isPresent() && grant.get().admits(source, clock.instant())) {
      session.setAttribute(LOGIN, new Login(grant.get().keyName(), fingerprint, source));
      return true;
    }
    SocketTransport.expect(session.getIoSession(), Admission.Failure.AUTH_FAIL);
    AuthTries.refused(session);
    refusals.keyRefused(
        source,
        fingerprint,
        username,
        grant.isPresent() ? "expired, or not from this source" : "unknown");
    return false;
  }

  static InetAddress source(ServerSession session) {
    return ((InetSocketAddress) session.getClientAddress()).getAddress();
  }
}
