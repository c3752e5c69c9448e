package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.config.ActiveConfiguration;
import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.config.KeyLimits;
import io.backupaccess.gateway.config.Peers;
import io.backupaccess.gateway.config.ServerSettings;
import io.backupaccess.gateway.volume.Grants;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls zeros from a door of its own, with a key of its own, until the JVM has compiled what every
 * byte of a pull goes through: otherwise the first client waits for that, at a sixth of the speed.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** More than it takes on two idle processors. */
  private static final long MOST_BYTES = 128L << 20;

  /**
   * Where there is little processor time, clients should not wait for it. A training run has the
   * time: what it does not get to, every start from its cache would have to find out again. Zero:
   * no warm-up, for tests that measure nothing.
   */
  private static final Duration LONGEST =
      Duration.parse(System.getProperty("gateway.longestWarmUp", "PT5S"));

  private static final String NAME = "warm-up";

  private final ServerSettings settings;
  private final long deadline = System.nanoTime() + LONGEST.toNanos();

  private WarmUp(ServerSettings settings) {
    this.settings = settings;
  }

  /** Returns after some five seconds at the latest, whether it worked or not. */
  static void run(ServerSettings settings) {
    if (LONGEST.isZero()) {
      return;
    }
    long began = System.nanoTime();
    try {
      long bytes = new WarmUp(settings).pull();
      LOG.atInfo()
          .addKeyValue("bytes", bytes)
          .addKeyValue("milliseconds", (System.nanoTime() - began) / 1_000_000)
          .log("warmed up");
      // The client that is gone would otherwise stay in the heap until the first transfers.
      System.gc();
    } catch (Exception e) {
      LOG.warn("Not warmed up: the first transfers are slower", e);
    }
  }

  private long pull() throws IOException, GeneralSecurityException {
    KeyPair key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    Zeros zeros = new Zeros(MOST_BYTES, deadline);
    try (SshDoor door = SshDoor.forOurselves(settings, accepting(key), (login, command) -> zeros)) {
      door.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (SshClient client = client()) {
        pull(client, door.port(), key);
      }
    }
    return zeros.carried();
  }

  private static ActiveConfiguration accepting(KeyPair key) {
    Fingerprint fingerprint = Fingerprint.of(key.getPublic());
    Grant grant =
        new Grant(
            NAME,
            fingerprint,
            new Grants.Volumes(List.of()),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            KeyLimits.NONE);
    return new ActiveConfiguration(
        "", Map.of(fingerprint, grant), Map.of(), Peers.NONE, Map.of(), List.of());
  }

  private static SshClient client() {
    SshClient client = SshClient.setUpDefaultClient();
    // Nothing of the user's that this runs as: neither configuration nor keys.
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
    client.setServerKeyVerifier((session, address, serverKey) -> true);
    client.setKeyExchangeFactories(
        NamedFactory.setUpTransformedFactories(
            false, List.of(BuiltinDHFactories.sntrup761x25519), ClientBuilder.DH2KEX));
    client.setCipherFactories(List.of(Algorithms.CIPHERS.getFirst()));
    client.start();
    return client;
  }

  private void pull(SshClient client, int port, KeyPair key) throws IOException {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    try (ClientSession session = client.connect(NAME, host, port).verify(left()).getSession()) {
      session.addPublicKeyIdentity(key);
      session.auth().verify(left());
      try (ChannelExec channel = session.createExecChannel(NAME)) {
        channel.setOut(OutputStream.nullOutputStream());
        channel.open().verify(left());
        channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), left());
      }
    }
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
  }
}
