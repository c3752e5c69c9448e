package io.backupaccess.gateway.config;

import io.backupaccess.gatewayconfig.HopConfig;
import io.backupaccess.noise.X25519;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway and its readers know each other.
 *
 * @param resource stands for the resource that both are of
 * @param privateKeyFile file with this side's private key
 * @param listener where a reader listens; empty: this is a gateway
 */
public record HopSettings(String resource, Path privateKeyFile, Optional<Listener> listener) {
  private static final Pattern RESOURCE = Pattern.compile("[-A-Za-z0-9]{1,63}");

  /**
   * Where a reader takes connections.
   *
   * @param address where it listens
   * @param gateway the public key of its gateway
   */
  public record Listener(InetSocketAddress address, String gateway) {}

  static HopSettings of(HopConfig config) throws BadEntryException {
    if (config.resource() == null || !RESOURCE.matcher(config.resource()).matches()) {
      throw new BadEntryException(
          "server.hop.resource: 1 to 63 letters, digits and - are needed here");
    }
    return new HopSettings(
        config.resource(),
        ServerSettings.path("server.hop.privateKeyFile", config.privateKeyFile()),
        listener(config.listen(), config.gatewayPublicKey()));
  }

  private static Optional<Listener> listener(@Nullable String listen, @Nullable String gateway)
      throws BadEntryException {
    if (listen == null && gateway == null) {
      return Optional.empty();
    }
    InetSocketAddress address = ServerSettings.address("server.hop.listen", listen);
    try {
      X25519.decoded(gateway == null ? "" : gateway);
    } catch (InvalidKeyException e) {
      throw new BadEntryException(
          "server.hop.gatewayPublicKey: 32 bytes in Base64 are needed here");
    }
    return Optional.of(new Listener(address, String.valueOf(gateway)));
  }

  /** This side's own key pair. */
  public KeyPair keyPair() throws IOException {
    try {
      return X25519.keyPair(Files.readString(privateKeyFile).strip());
    } catch (GeneralSecurityException e) {
      throw new IOException(privateKeyFile + " holds no private key of the hop", e);
    }
  }
}
