package io.backupaccess.gateway.ssh;

import org.apache.sshd.server.auth.pubkey.UserAuthPublicKey;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.session.ServerSession;

/** Makes what a connection logs in by. */
final class KeyLoginFactory extends UserAuthPublicKeyFactory {
  private final KeyAuthenticator authenticator;

  KeyLoginFactory(KeyAuthenticator authenticator) {
    super(Algorithms.SIGNATURES);
    this.authenticator = authenticator;
  }

  @Override
  public UserAuthPublicKey createUserAuth(ServerSession session) {
    return new KeyLogin(authenticator);
  }
}
