package io.backupaccess.operator.hostkeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostKeyTest {

  @TempDir private Path folder;

  @Test
  void sshKeygenReadsThePrivateKeyAndFindsTheSamePublicKey() throws Exception {
    HostKeyPair pair = HostKeyPair.generate(new SecureRandom());
    Path file = folder.resolve("key");
    Files.writeString(file, pair.privateKey());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThat(run("ssh-keygen", "-y", "-P", "", "-f", file.toString()).strip())
        .isEqualTo(pair.publicKey());
  }

  @Test
  void aSignatureMadeWithThePrivateKeyIsGood() throws Exception {
    HostKeyPair pair = HostKeyPair.generate(new SecureRandom());
    Path key = folder.resolve("key");
    Path message = folder.resolve("message");
    Files.writeString(key, pair.privateKey());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(message, "hello");
    Files.writeString(folder.resolve("allowed"), "me " + pair.publicKey() + "\n");

    run("ssh-keygen", "-Y", "sign", "-n", "test", "-f", key.toString(), message.toString());

    assertThat(
            run(
                "sh",
                "-c",
                "ssh-keygen -Y verify -n test -I me -f '%1$s/allowed' -s '%1$s/message.sig' <'%1$s/message'"
                    .formatted(folder)))
        .contains("Good \"test\" signature");
  }

  @Test
  void noTwoKeysAreAlike() {
    SecureRandom random = new SecureRandom();
    assertThat(HostKeyPair.generate(random).publicKey())
        .isNotEqualTo(HostKeyPair.generate(random).publicKey());
  }

  @Test
  void aSecretWithWhatWeMakeIsUsable() {
    HostKeyPair pair = HostKeyPair.generate(new SecureRandom());
    assertThat(HostKeySecret.read(secret(data(pair.privateKey(), pair.publicKey() + "\n"))))
        .isEqualTo(new HostKeys.Usable(pair.publicKey()));
  }

  @Test
  void aSecretWithWhatSshKeygenMakesIsUsable() throws Exception {
    Path file = keygen("ed25519", "");
    String publicKey = Files.readString(Path.of(file + ".pub"));
    HostKeys read = HostKeySecret.read(secret(data(Files.readString(file), publicKey)));
    assertThat(read).isInstanceOf(HostKeys.Usable.class);
    assertThat(publicKey).startsWith(((HostKeys.Usable) read).publicKey() + " ");
  }

  @Test
  void aKeyWithAPassphraseIsRefused() throws Exception {
    Path file = keygen("ed25519", "secret phrase");
    assertRefused(
        data(Files.readString(file), Files.readString(Path.of(file + ".pub"))), "passphrase");
  }

  @Test
  void aKeyOfAnotherTypeIsRefused() throws Exception {
    Path file = keygen("rsa", "");
    assertRefused(
        data(Files.readString(file), Files.readString(Path.of(file + ".pub"))),
        "Ed25519 public key");
  }

  @Test
  void halvesOfTwoKeysAreRefused() {
    SecureRandom random = new SecureRandom();
    assertRefused(
        data(HostKeyPair.generate(random).privateKey(), HostKeyPair.generate(random).publicKey()),
        "not of its private key");
  }

  @Test
  void aSecretWithOneMoreKeyIsRefused() {
    HostKeyPair pair = HostKeyPair.generate(new SecureRandom());
    Map<String, String> data = data(pair.privateKey(), pair.publicKey());
    data.put("password", "x");
    assertRefused(data, "exactly the keys");
  }

  @Test
  void aSecretWithOneKeyTooFewIsRefused() {
    assertRefused(Map.of("ssh_host_ed25519_key", "x"), "exactly the keys");
  }

  @Test
  void nonsenseIsRefusedWithoutRepeatingIt() {
    assertRefused(data("nonsense", "nonsense"), "Ed25519 public key");
    HostKeyPair pair = HostKeyPair.generate(new SecureRandom());
    String cut = pair.privateKey().replaceAll("\n.{30}", "\n");
    assertRefused(data(cut, pair.publicKey()), "Ed25519 private key");
  }

  @Test
  void aKnownHostsLineNamesAPortThatIsNot22() {
    assertThat(KnownHostsLine.of(List.of("192.0.2.1"), 22, "KEY")).isEqualTo("192.0.2.1 KEY");
    assertThat(KnownHostsLine.of(List.of("192.0.2.1", "2001:db8::1"), 2022, "KEY"))
        .isEqualTo("[192.0.2.1]:2022,[2001:db8::1]:2022 KEY");
    assertThat(KnownHostsLine.of(List.of("192.0.2.1"), 2022, "KEY"))
        .isEqualTo("[192.0.2.1]:2022 KEY");
    assertThat(KnownHostsLine.of(List.of("2001:db8::1"), 22, "KEY")).isEqualTo("2001:db8::1 KEY");
  }

  private static void assertRefused(Map<String, String> data, String why) {
    assertThat(HostKeySecret.read(secret(data)))
        .isInstanceOfSatisfying(
            HostKeys.Unusable.class,
            unusable -> assertThat(unusable.why()).contains(why).doesNotContain("nonsense"));
  }

  private static Map<String, String> data(String privateKey, String publicKey) {
    Map<String, String> data = new LinkedHashMap<>();
    data.put("ssh_host_ed25519_key", privateKey);
    data.put("ssh_host_ed25519_key.pub", publicKey);
    return data;
  }

  private static Secret secret(Map<String, String> text) {
    SecretBuilder secret = new SecretBuilder();
    text.forEach(
        (key, value) ->
            secret.addToData(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return secret.build();
  }

  private Path keygen(String type, String passphrase) throws Exception {
    Path file = folder.resolve(type);
    run("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "a b", "-f", file.toString());
    return file;
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
