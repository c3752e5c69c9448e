package io.backupaccess.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backupaccess.api.validation.Formats;
import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Place;
import io.backupaccess.gateway.volume.Unserved;
import io.backupaccess.gateway.volume.Volume;
import io.backupaccess.gateway.volume.VolumeName;
import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICfdb7dbMw4hJyVZZYwwl68aTSITZIFwYJBo0rms6GOa";
  private static final String OTHER_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP32c6w3DqRLhSRgjTh5SwsQqQBRyU9APVY33RMnIV0o";
  private static final String VOLUMES = "[{\"name\": \"db\", \"mount\": \"/volumes/x/db\"}]";

  private static ActiveConfiguration read(String document) {
    return ConfigReader.read(document.getBytes(StandardCharsets.UTF_8));
  }

  private static ActiveConfiguration read(String keys, String volumes) {
    return read("{\"keys\": " + keys + ", \"volumes\": " + volumes + "}");
  }

  private static Granted db(ActiveConfiguration configuration) {
    return configuration.grants().values().iterator().next().volumes().find("db").orElseThrow();
  }

  private static String key(String name, String line, String more) {
    return "{\"name\": \"%s\", \"authorizedKeys\": [\"%s\"], \"grants\": [{\"volume\": \"db\"}]%s}"
        .formatted(name, line, more);
  }

  @Test
  void aKeyIsGrantedItsVolumes() {
    ActiveConfiguration read = read("[" + key("a", KEY, "") + "]", VOLUMES);
    assertThat(read.problems()).isEmpty();
    assertThat(read.grants().values())
        .singleElement()
        .satisfies(
            grant ->
                assertThat(grant.volumes())
                    .isEqualTo(
                        new Grants.Volumes(
                            List.of(
                                new Volume(
                                    new VolumeName("db"),
                                    Access.READ_ONLY,
                                    Place.of(Path.of("/volumes/x/db")))))));
  }

  @Test
  void readsWhatAVolumeMayBeUsedFor() {
    ActiveConfiguration read =
        read(
            "[" + key("a", KEY, "") + "]",
            """
            [{"name": "db", "mount": "/volumes/x/db", "mode": "ReadWrite",
              "allowDelete": true, "allowOverwrite": false}]
            """);

    assertThat(read.problems()).isEmpty();
    assertThat(((Volume) db(read)).access())
        .isEqualTo(new Access(Access.Mode.READ_WRITE, Set.of(Access.Change.DELETE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"allowDelete", "allowOverwrite"})
  void changesWithoutAModeThatWritesAreRefusedRatherThanIgnored(String change) {
    ActiveConfiguration read =
        read(
            "[" + key("a", KEY, "") + "]",
            "[{\"name\": \"db\", \"mount\": \"/volumes/x/db\", \"%s\": true}]".formatted(change));

    assertThat(read.problems())
        .extracting(problem -> problem.field())
        .containsExactly("volumes[0]");
    assertThat(db(read)).isInstanceOf(Unserved.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DB",
        "_db",
        "a_b",
        "db.2026",
        "pg-data-",
        "0",
        "a..b",
        "Aa2345678901345678901234567890123456789012345678901234567890_.-"
      })
  void everyVolumeNameThatTheResourceAdmitsCanBeGranted(String volume) {
    assertThat(Formats.isVolumeName(volume)).isTrue();

    ActiveConfiguration read =
        read(
            "[" + key("a", KEY, "").replace("\"db\"", "\"" + volume + "\"") + "]",
            VOLUMES.replace("\"db\"", "\"" + volume + "\""));

    assertThat(read.problems()).isEmpty();
    assertThat(read.grants().values())
        .singleElement()
        .satisfies(
            grant -> assertThat(grant.volumes().find(volume)).containsInstanceOf(Volume.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".db", "-db", "a/b", "a b", "a*", "ä", "a\\\\b"})
  void aNameThatCouldBeReadAsMoreThanANameIsNone(String volume) {
    assertThat(Formats.isVolumeName(volume)).isFalse();
    assertThat(VolumeName.parse(volume)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"moun\u00ff\u00ff\u00fft", "mount\u00ff"})
  void aNameThatIsNotUtf8IsNotTakenForOneReadBefore(String field) {
    String document = "{\"keys\": [" + key("a", KEY, "") + "], \"volumes\": " + VOLUMES + "}";
    assertThat(read(document).grants()).isNotEmpty();

    byte[] bytes = document.replace("mount", field).getBytes(StandardCharsets.ISO_8859_1);

    assertThat(ConfigReader.read(bytes).grants()).isEmpty();
    assertThat(ConfigReader.read(bytes).problems())
        .containsExactly(new Problem("", "the document is not JSON: no key is accepted"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"mode\": 2",
        "\"mode\": \"2\"",
        "\"mode\": \"\"",
        "\"allowDelete\": 1",
        "\"allowDelete\": \"true\"",
        "\"allowOverwrite\": \"\""
      })
  void aValueOfAnotherTypeIsNotMadeFit(String field) {
    ActiveConfiguration read =
        read(
            "[" + key("a", KEY, "") + "]",
            "[{\"name\": \"db\", \"mount\": \"/volumes/x/db\", " + field + "}]");

    assertThat(read.problems()).hasSize(1);
    assertThat(read.grants().values())
        .singleElement()
        .satisfies(
            grant ->
                assertThat(grant.volumes().all()).singleElement().isInstanceOf(Unserved.class));
  }

  @Test
  void theDigestIsThatOfTheBytes() {
    assertThat(read("{}").digest())
        .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  }

  @Test
  void aBadEntryDisablesOnlyItself() {
    ActiveConfiguration read =
        read(
            "[{\"name\": 5, \"x\": 1}, "
                + key("a", KEY, "")
                + ", "
                + key("b", "secret nonsense", "")
                + "]",
            VOLUMES);
    assertThat(read.grants()).hasSize(1);
    assertThat(read.problems())
        .extracting(Problem::field)
        .containsExactly("keys[0]", "keys[2].authorizedKeys[0]");
    assertThat(read.problems()).noneMatch(problem -> problem.message().contains("nonsense"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ", \"surprise\": {}|keys[0]",
        ", \"limits\": {\"surprise\": 1}|keys[0]",
        ", \"limits\": {\"bytesPerSecond\": 10}|keys[0]",
        ", \"limits\": {\"bytesPerSecond\": \"50Mi\"}|keys[0].limits.bytesPerSecond",
        ", \"limits\": {\"sessions\": 0}|keys[0]",
        ", \"sourceRanges\": [\"example.org\"]|keys[0]",
        ", \"sourceRanges\": \"10.0.0.0/8\"|keys[0].sourceRanges",
        ", \"root\": \"media\"|keys[0]",
        ", \"expirationTime\": \"tomorrow\"|keys[0].expirationTime",
      })
  void anEntryThatIsNotUnderstoodAsAWholeGrantsNothing(String more, String field) {
    ActiveConfiguration read = read("[" + key("a", KEY, more) + "]", VOLUMES);
    assertThat(read.grants()).isEmpty();
    assertThat(read.problems()).extracting(Problem::field).containsExactly(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"grants\": []",
        "\"grants\": null",
        "\"grants\": [\"db\"]",
        "\"grants\": [{}]",
        "\"grants\": [null]",
        "\"grants\": [{\"volume\": \"*\"}]",
        "\"grants\": [{\"volume\": \"db\"}, {\"volume\": \"db\"}]",
        "\"grants\": [{\"volume\": \"db\", \"surprise\": 1}]",
        "\"grants\": [{\"volume\": \"db\", \"mode\": \"ReadWrite\"}]",
        "\"grants\": [{\"volume\": \"db\", \"mode\": \"WriteOnly\"}]",
        "\"grants\": [{\"volume\": \"inbox\", \"mode\": \"ReadOnly\"}]",
      })
  void grantsThatAreNotUnderstoodAsAWholeGrantNothing(String grants) {
    ActiveConfiguration read =
        read(
            "[" + key("a", KEY, "").replace("\"grants\": [{\"volume\": \"db\"}]", grants) + "]",
            "[{\"name\": \"db\", \"mount\": \"/volumes/x/db\", \"mode\": \"ReadWrite\"},"
                + "{\"name\": \"inbox\", \"mount\": \"/volumes/x/in\", \"mode\": \"WriteOnly\"}]");
    assertThat(read.grants()).isEmpty();
    assertThat(read.problems()).hasSize(1);
  }

  @Test
  void aGrantCanBeForReadingOnly() {
    ActiveConfiguration read =
        read(
            "["
                + key("a", KEY, "")
                    .replace("\"volume\": \"db\"", "\"volume\": \"db\", \"mode\": \"ReadOnly\"")
                + "]",
            "[{\"name\": \"db\", \"mount\": \"/volumes/x/db\", \"mode\": \"ReadWrite\", \"allowDelete\": true}]");
    assertThat(read.problems()).isEmpty();
    assertThat(read.grants().values())
        .singleElement()
        .satisfies(
            grant ->
                assertThat(grant.volumes().all())
                    .singleElement()
                    .isInstanceOfSatisfying(
                        Volume.class,
                        volume -> assertThat(volume.access()).isEqualTo(Access.READ_ONLY)));
  }

  @Test
  void readsWhoNeverEarnsPenalties() {
    ActiveConfiguration read =
        read(
            """
            {"keys": [], "volumes": [], "exemptPeers": ["10.0.0.7/32", "2001:db8::7/128"]}""");
    assertThat(read.problems()).isEmpty();
    assertThat(read.peers().exempts(InetAddress.ofLiteral("10.0.0.7"))).isTrue();
    assertThat(read.peers().exempts(InetAddress.ofLiteral("2001:db8::7"))).isTrue();
    assertThat(read.peers().exempts(InetAddress.ofLiteral("10.0.0.8"))).isFalse();
  }

  @Test
  void aPeerThatIsNotUnderstoodIsNotExemptAndChangesNothingElse() {
    ActiveConfiguration read =
        read(
            """
            {"keys": [%s], "volumes": %s, "exemptPeers": ["node-1", 7, null, "10.0.0.7/32"]}"""
                .formatted(key("a", KEY, ""), VOLUMES));
    assertThat(read.problems())
        .extracting(Problem::field)
        .containsExactlyInAnyOrder("exemptPeers[0]", "exemptPeers[1]", "exemptPeers[2]");
    assertThat(read.peers().exempt()).hasSize(1);
    assertThat(read.grants()).hasSize(1);
  }

  @Test
  void readsWhoHidesClients() {
    Peers peers =
        read("{\"keys\": [], \"volumes\": [], \"natPeers\": [\"10.0.0.7/32\"], \"clientRoute\": \"x\"}")
            .peers();
    assertThat(peers.origin(InetAddress.ofLiteral("10.0.0.7")).hidden()).isTrue();
    assertThat(peers.exempts(InetAddress.ofLiteral("10.0.0.7"))).isTrue();
    assertThat(peers.origin(InetAddress.ofLiteral("10.0.0.8")).hidden()).isFalse();
    assertThat(peers.route()).contains("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"10.0.0.7/32\", \"node-1\"]", "[null]", "\"10.0.0.7/32\"", "7"})
  void ofPeersThatCannotBeReadAnybodyMayBeOne(String peers) {
    ActiveConfiguration read = read("{\"keys\": [], \"volumes\": [], \"natPeers\": " + peers + "}");
    assertThat(read.problems()).isNotEmpty();
    for (String anybody : new String[] {"192.0.2.1", "2001:db8::1"}) {
      assertThat(read.peers().origin(InetAddress.ofLiteral(anybody)).hidden()).isTrue();
    }
  }

  @Test
  void readsMoreOfThemFromAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("nodes.json"), "[\"10.0.0.8/32\"]\n");
    Peers peers = read(withFile(file.toString())).peers();
    assertThat(peers.origin(InetAddress.ofLiteral("10.0.0.7")).hidden()).isTrue();
    assertThat(peers.origin(InetAddress.ofLiteral("10.0.0.8")).hidden()).isTrue();
    assertThat(peers.origin(InetAddress.ofLiteral("10.0.0.9")).hidden()).isFalse();
    assertThat(peers.changed()).isFalse();
    Files.writeString(file, "[]");
    assertThat(peers.changed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "[\"node-1\"]", "[1]", "\"10.0.0.8/32\"", "[] []"})
  void aFileOfPeersThatCannotBeReadMakesAnybodyOne(String content, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("nodes.json"), content);
    for (String path :
        List.of(file.toString(), folder.toString(), "/nonexistent", "nodes.json", "/a\\u0000b")) {
      ActiveConfiguration read = read(withFile(path));
      assertThat(read.problems()).as(path).isNotEmpty();
      assertThat(read.peers().origin(InetAddress.ofLiteral("192.0.2.1")).hidden()).isTrue();
    }
  }

  private static String withFile(String path) {
    return "{\"keys\": [], \"volumes\": [], \"natPeers\": [\"10.0.0.7/32\"], \"natPeersFile\": \"%s\"}"
        .formatted(path);
  }

  @Test
  void whatIsNoListExemptsNobody() {
    ActiveConfiguration read =
        read("{\"keys\": [], \"volumes\": [], \"exemptPeers\": \"10.0.0.0/8\"}");
    assertThat(read.problems()).extracting(Problem::field).containsExactly("exemptPeers");
    assertThat(read.peers().exempts(InetAddress.ofLiteral("10.0.0.7"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{} {}",
        "{\"keys\": [], \"keys\": []}",
        "\"text\"",
        "{\"keys\": 1}"
      })
  void aDocumentThatCannotBeReadGrantsNothing(String document) {
    ActiveConfiguration read = read(document);
    assertThat(read.grants()).isEmpty();
    assertThat(read.problems()).isNotEmpty();
  }

  @Test
  void aKeyThatOccursTwiceIsRefusedInBothPlaces() {
    ActiveConfiguration read =
        read(
            "[" + key("a", KEY, "") + "," + key("b", OTHER_KEY, "") + "," + key("c", KEY, "") + "]",
            VOLUMES);
    assertThat(read.grants().values()).extracting(Grant::keyName).containsExactly("b");
    assertThat(read.problems())
        .extracting(Problem::field)
        .containsExactlyInAnyOrder("keys[0].authorizedKeys[0]", "keys[2].authorizedKeys[0]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{\"name\": \"db\"}]",
        "[{\"name\": \"db\", \"mount\": null}]",
        "[{\"name\": \"db\", \"mount\": \"relative\"}]",
        "[{\"name\": \"db\", \"mount\": \"/\"}]",
        "[{\"name\": \"db\", \"mount\": \"/a/../b\"}]",
        "[{\"name\": \"db\", \"mount\": \"/a\", \"folder\": \"../b\"}]",
        "[{\"name\": \"db\", \"mount\": \"/a\", \"folder\": \"/b\"}]",
        "[{\"name\": \"db\", \"mount\": \"/a\"}, {\"name\": \"db\", \"mount\": \"/b\"}]",
      })
  void aGrantedVolumeThatCannotBeServedStaysGranted(String volumes) {
    ActiveConfiguration read = read("[" + key("a", KEY, "") + "]", volumes);
    assertThat(read.grants().values())
        .singleElement()
        .satisfies(
            grant -> assertThat(grant.volumes().find("db")).containsInstanceOf(Unserved.class));
  }

  @Test
  void withoutTheKernelsConfinementKeysMustBeAllowedToReadTheSame() {
    String same = "[" + key("a", KEY, "") + "," + key("b", OTHER_KEY, "") + "]";
    String different = same.replaceFirst("\"db\"", "\"media\"");
    assertThat(read(same, VOLUMES).withoutConfinement().grants()).hasSize(2);
    ActiveConfiguration refused = read(different, VOLUMES).withoutConfinement();
    assertThat(refused.grants()).isEmpty();
    assertThat(refused.problems()).extracting(Problem::field).containsExactly("keys");
  }

  private static final String SERVER =
      """
      {"server": {"sshListen": "[::]:2222", "probesListen": "0.0.0.0:8080", "hostKeyFiles": ["/keys/host"],
       "runtimeDirectory": "/run/x", "confinement": "Required"}}""";

  private static ServerSettings settings(String document) throws BadEntryException {
    return ConfigReader.settings(document.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void settingsHaveDefaults() throws BadEntryException {
    ServerSettings settings = settings(SERVER);
    assertThat(settings.rsync()).isEqualTo(Path.of("/usr/bin/rsync"));
    assertThat(settings.shutdownDelay()).isZero();
    assertThat(settings.drainTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.status()).isEmpty();
    assertThat(settings.sshListen().orElseThrow().getPort()).isEqualTo(2222);
    assertThat(settings.proxies()).isEmpty();
    assertThat(settings.limits().maxStartups().full()).isEqualTo(128);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[::]:2222|localhost:22|server.sshListen",
        "[::]:2222|0.0.0.0:70000|server.sshListen",
        "\"/run/x\"|null|server.runtimeDirectory",
        "\"Required\"|\"Perhaps\"|server.confinement",
        "[\"/keys/host\"]|[]|server.hostKeyFiles",
        "\"/keys/host\"|\"host\"|server.hostKeyFiles[0]",
        "\"confinement\"|\"drainTimeout\": \"soon\", \"confinement\"|server.drainTimeout",
        "\"confinement\"|\"shutdownDelay\": \"-PT1S\", \"confinement\"|server.shutdownDelay",
        "\"confinement\"|\"statusListen\": \"[::]:1\", \"confinement\"|server.statusTokenFile",
        "\"confinement\"|\"surprise\": 1, \"confinement\"|server",
        "\"confinement\"|\"ciphers\": \"Slowest\", \"confinement\"|server.ciphers",
        "\"confinement\"|\"proxyProtocol\": {}, \"confinement\"|server.proxyProtocol.trustedPeers",
        "\"confinement\"|\"limits\": {\"connections\": 0}, \"confinement\"|server.limits.connections",
        "\"confinement\"|\"limits\": {\"maxStartups\": \"9:30:8\"}, \"confinement\"|server.limits.maxStartups",
        "\"confinement\"|\"limits\": {\"loginGraceTime\": \"PT0S\"}, \"confinement\"|server.limits.loginGraceTime",
        "\"confinement\"|\"limits\": {\"perSourcePenalties\": {\"max\": \"PT48H\"}}, \"confinement\"|server.limits.perSourcePenalties.max",
        "\"confinement\"|\"limits\": {\"perSourcePenalties\": {\"max\": \"PT14S\"}}, \"confinement\"|server.limits.perSourcePenalties.max",
        "\"confinement\"|\"limits\": {\"perSourcePenalties\": {\"min\": \"PT11M\"}}, \"confinement\"|server.limits.perSourcePenalties.max",
        "\"server\"|\"sever\"|server",
      })
  void aBadSettingIsNamed(String part, String replacement, String field) {
    String document = SERVER.replace(part, replacement);
    assertThat(document).isNotEqualTo(SERVER);
    assertThatExceptionOfType(BadEntryException.class)
        .isThrownBy(() -> settings(document))
        .withMessageStartingWith(field + ":");
  }
}
