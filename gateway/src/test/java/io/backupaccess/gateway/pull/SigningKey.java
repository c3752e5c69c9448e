package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.AuthorityConfig;
import io.backupaccess.gatewayconfig.GrantConfig;
import io.backupaccess.gatewayconfig.KeyConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authority as its owner has it: {@code ssh-keygen} and a private key.
 *
 * @param gateway whose folder holds all keys
 * @param name the private key's file in it
 */
public record SigningKey(TestGateway gateway, String name) {

  /** A new one, of a type such as {@code rsa -b 3072}. */
  public static SigningKey make(TestGateway gateway, String name, String... type) {
    SigningKey key = new SigningKey(gateway, name);
    key.keyPair(name, type);
    return key;
  }

  /** Makes the key pair of somebody. */
  void keyPair(String owner, String... type) {
    List<String> command =
        new ArrayList<>(List.of("ssh-keygen", "-q", "-N", "", "-C", "", "-f", file(owner), "-t"));
    command.addAll(Arrays.asList(type));
    assertThat(Processes.run(command)).isEqualTo(new Outcome(0, "", ""));
  }

  /** Certifies somebody's key for the principal backup, unless the options say otherwise. */
  public Client certify(String owner, String... options) {
    List<String> all = new ArrayList<>(List.of("-I", owner, "-n", "backup"));
    all.addAll(Arrays.asList(options));
    return certifyAsSaid(owner, all.toArray(String[]::new));
  }

  /** Certifies somebody's key with these options of {@code ssh-keygen -s}. */
  Client certifyAsSaid(String owner, String... options) {
    Client client = gateway.client(owner);
    List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-s", file(name)));
    command.addAll(Arrays.asList(options));
    command.add(file(owner) + ".pub");
    Outcome signed = Processes.run(command);
    assertThat(signed.exit()).as(signed.err()).isZero();
    return client;
  }

  /** Where {@code ssh-keygen} puts somebody's certificate, and {@code ssh} looks for it. */
  Path certificate(String owner) {
    return Path.of(file(owner) + "-cert.pub");
  }

  String file(String owner) {
    return gateway.folder.resolve(owner).toString();
  }

  public AuthorityConfig accepts(String... principals) {
    return revoking(null, principals);
  }

  public AuthorityConfig revoking(AuthorityConfig.@Nullable Revoked revoked, String... principals) {
    return new AuthorityConfig(gateway.publicKey(name), List.of(principals), revoked);
  }

  /** An entry that grants the volume db. */
  public static KeyConfig entry(String name, AuthorityConfig authority) {
    return new KeyConfig(
        name, null, authority, List.of(GrantConfig.full("db")), null, null, null, null);
  }

  String fingerprint(String owner) {
    return Processes.run(List.of("ssh-keygen", "-lf", file(owner) + ".pub")).out().split(" ", 3)[1];
  }
}
