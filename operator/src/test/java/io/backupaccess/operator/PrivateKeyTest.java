package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.hostkeys.HostKeyPair;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A private key pasted by mistake is refused, with a message that says so and none of its text. */
@ExtendWith(KubeApiServerExtension.class)
class PrivateKeyTest {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  /** No more of a key than its body has in its second line, which no header shares. */
  private static final String BODY =
      HostKeyPair.generate(new SecureRandom()).privateKey().lines().toList().get(2);

  enum Format {
    OPENSSH("-----BEGIN OPENSSH PRIVATE KEY-----\n%s\n-----END OPENSSH PRIVATE KEY-----\n"),
    PEM("-----BEGIN RSA PRIVATE KEY-----\n%s\n-----END RSA PRIVATE KEY-----\n"),
    PKCS8("-----BEGIN ENCRYPTED PRIVATE KEY-----\n%s\n-----END ENCRYPTED PRIVATE KEY-----\n"),
    PUTTY("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n%s\n");

    private final String text;

    Format(String text) {
      this.text = text;
    }

    String key() {
      return text.formatted(BODY);
    }
  }

  private static BackupAccess inline(TestAccess test, Format format) {
    BackupAccess access = test.yaml(TestAccess.simple("shop"));
    return test.yaml(
        YAML.asYaml(access).replace('"' + TestAccess.KEY + '"', YAML.asJson(format.key())));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void inTheResourceItIsRefusedBeforeItIsStored(Format format, KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      BackupAccess access = inline(test, format);
      assertThat(access.getSpec().keys().getFirst().publicKey()).contains(BODY);

      assertThatThrownBy(() -> test.client.resource(access).create())
          .hasMessageContaining("spec.keys[0].publicKey")
          .hasMessageContaining("private key")
          .hasMessageNotContaining(BODY);
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void inASecretItIsRefusedAndNothingRepeatsIt(Format format, KubeApiServer server) {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(log);
    try (TestAccess test = new TestAccess(server)) {
      test.client
          .resource(
              new SecretBuilder()
                  .withNewMetadata()
                  .withName("team")
                  .withNamespace(test.namespace)
                  .addToLabels("backupaccess.io/keys", "true")
                  .endMetadata()
                  .addToStringData("authorized_keys", TestAccess.KEY + "\n" + format.key())
                  .build())
          .create();
      test.create(
          TestAccess.simple("shop")
              .replace(
                  "publicKey: " + TestAccess.KEY,
                  "secretKeyRef: {name: team, key: authorized_keys}"));

      var status = test.awaitReason("shop", "ResolvedRefs", "InvalidKey").getStatus();
      assertThat(TestAccess.condition(status, "ResolvedRefs").getMessage())
          .contains("spec.keys[0].secretKeyRef", "this is a private key", "make a new pair");
      // Its good line is not used either: who could read the Secret could have changed that, too.
      assertThat(status.keys().getFirst().fingerprints()).isEmpty();
      test.awaitUntil(() -> told(test).anyMatch(text -> text.contains("InvalidKey")), true);
      assertThat(told(test)).noneMatch(text -> text.contains(BODY));
    } finally {
      root.detachAppender(log);
    }
    assertThat(List.copyOf(log.list)).isNotEmpty().noneMatch(event -> text(event).contains(BODY));
  }

  /** All that the operator writes, as text. */
  private static Stream<String> told(TestAccess test) {
    return Stream.of(
            test.client.resources(BackupAccess.class).inNamespace(test.namespace).list(),
            test.client.events().v1().events().inNamespace(test.namespace).list(),
            test.client.configMaps().inNamespace(test.namespace).list(),
            test.client.apps().deployments().inNamespace(test.namespace).list())
        .map(YAML::asYaml);
  }

  private static String text(ILoggingEvent event) {
    return Stream.of(
            event.getFormattedMessage(), event.getKeyValuePairs(), event.getThrowableProxy())
        .map(String::valueOf)
        .collect(Collectors.joining(" "));
  }

  @Test
  void thePublicHalfInItsPlaceIsAccepted(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop"));
      test.awaitReason("shop", "Accepted", "Accepted");
    }
  }
}
