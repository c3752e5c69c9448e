package io.backupaccess.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Unserved;
import io.backupaccess.gateway.volume.Volume;
import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document that a newer operator wrote, at a gateway that runs on. */
class NextDocumentTest {

  private static final String KNOWN =
      """
      {"name": "known", "authorizedKeys": ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICfdb7dbMw4hJyVZZYwwl68aTSITZIFwYJBo0rms6GOa"],
       "grants": [{"volume": "db"}, {"volume": "log"}]}""";

  private static ActiveConfiguration read(String keys, String volumes, String more) {
    return ConfigReader.read(
        "{\"keys\": [%s], \"volumes\": [{\"name\": \"db\", \"mount\": \"/volumes/x/db\"}, %s]%s}"
            .formatted(keys, volumes, more)
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatItKnowsOfItIsInForce() {
    ActiveConfiguration read =
        read(
            KNOWN,
            "{\"name\": \"log\", \"mount\": \"/volumes/x/log\"}",
            ", \"version\": 2, \"next\": {}");

    assertThat(read.grants().values()).extracting(Grant::keyName).containsExactly("known");
    assertThat(read.problems()).extracting(Problem::field).containsExactly("version");
  }

  @Test
  void aFieldBesideKeysAndVolumesIsToldOf() {
    ActiveConfiguration read =
        read(KNOWN, "{\"name\": \"log\", \"mount\": \"/volumes/x/log\"}", ", \"next\": {}");

    assertThat(read.grants()).hasSize(1);
    assertThat(read.problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message()).contains("does not know").doesNotContain("next"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"window\": \"01:00-05:00\", \"grants\": [{\"volume\": \"db\"}]",
        "\"grants\": [{\"volume\": \"db\", \"until\": \"2027-01-01T00:00:00Z\"}]",
        "\"grants\": [{\"volume\": \"db\", \"mode\": \"AppendOnly\"}]",
        "\"grants\": [{\"volume\": \"db\"}], \"limits\": {\"files\": 7}",
        "\"grants\": [{\"volume\": \"db\"}], \"sourceRanges\": {\"any\": true}"
      })
  void aKeyWithSomethingUnknownIsRefusedAlone(String more) {
    String next =
        "{\"name\": \"next\", \"authorizedKeys\": [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP32c6w3DqRLhSRgjTh5SwsQqQBRyU9APVY33RMnIV0o\"], "
            + more
            + "}";

    ActiveConfiguration read =
        read(next + ", " + KNOWN, "{\"name\": \"log\", \"mount\": \"/volumes/x/log\"}", "");

    assertThat(read.grants().values()).extracting(Grant::keyName).containsExactly("known");
    assertThat(read.problems())
        .isNotEmpty()
        .allMatch(problem -> problem.field().startsWith("keys[0]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"mount\": \"/volumes/x/log\", \"mode\": \"AppendOnly\"",
        "\"mount\": \"/volumes/x/log\", \"view\": {\"method\": \"Snapshot\"}"
      })
  void aVolumeWithSomethingUnknownIsGrantedAndNotAvailable(String more) {
    ActiveConfiguration read = read(KNOWN, "{\"name\": \"log\", " + more + "}", "");

    Grants granted = read.grants().values().iterator().next().volumes();
    assertThat(granted.find("log")).containsInstanceOf(Unserved.class);
    assertThat(granted.find("db")).containsInstanceOf(Volume.class);
    assertThat(read.problems())
        .isNotEmpty()
        .allMatch(problem -> problem.field().startsWith("volumes[1]"));
  }

  @Test
  void aServerWithSomethingUnknownDoesNotStart() {
    assertThatExceptionOfType(BadEntryException.class)
        .isThrownBy(
            () ->
                ConfigReader.settings(
                    "{\"server\": {\"allowedHours\": 1}}".getBytes(StandardCharsets.UTF_8)));
  }
}
