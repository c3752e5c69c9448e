package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.ClaimStatus;
import io.backupaccess.api.v1alpha1.GrantSpec;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.KeyStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.gatewayconfig.PullRecord;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.observe.DeploymentState;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.FilesCluster;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewaySecret;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.Observer;
import io.backupaccess.operator.observe.PullReport;
import io.backupaccess.operator.observe.ServiceState;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.PlannedVolume;
import io.backupaccess.operator.plan.Planners;
import io.backupaccess.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The largest resource that validates: its status fits where it is kept, and comes back as it was
 * written. One that did not fit would stay as it is for ever.
 */
@ExtendWith(KubeApiServerExtension.class)
class WorstStatusTest {

  private static final int KEYS = 64;
  private static final int VOLUMES = 32;
  private static final int GRANTS = 256;
  private static final int LINES = 780; // in the 64 KiB of a Secret
  private static final int LIMIT_BYTES = 400_000;

  private final Instant now = Clock.systemUTC().instant();

  /** As long as a name may be, with the number at its end. */
  private static String name(String prefix, int number, int length) {
    String end = "-%d".formatted(number);
    return prefix + "x".repeat(length - prefix.length() - end.length()) + end;
  }

  private static String key(int number) {
    return name("key", number, 63);
  }

  private static String volume(int number) {
    return name("volume", number, 63);
  }

  private static String claim(int number) {
    return name("claim", number, 253);
  }

  private static String secret(int number) {
    return name("secret", number, 253);
  }

  @Test
  void fitsAndComesBackAsItWasWritten(KubeApiServer server) {
    KubernetesClient client = server.client();
    BackupAccess created = client.resource(resource(server.newNamespace())).create();
    BackupAccessStatus status = status(created);
    assertThat(status.conditions()).hasSize(9);
    status.keys().forEach(WorstStatusTest::assertFull);
    assertThat(status.keys().stream().mapToInt(key -> key.volumes().size()).sum())
        .isEqualTo(GRANTS);
    assertThat(status.volumes()).hasSize(VOLUMES).allMatch(one -> one.served());

    StatusPatchTest.apply(client, StatusPatch.of(created, status));

    BackupAccess read = client.resource(created).get();
    assertThat(read.getStatus()).isEqualTo(status);
    int bytes =
        bytes(client, read.getStatus())
            + read.getMetadata().getManagedFields().stream()
                .filter(entry -> "status".equals(entry.getSubresource()))
                .mapToInt(entry -> bytes(client, entry))
                .sum();
    assertThat(bytes).isBetween(LIMIT_BYTES / 2, LIMIT_BYTES);
    assertThat(bytes(client, read)).as("etcd's limit").isLessThan(1_500_000);
  }

  private static void assertFull(KeyStatus key) {
    assertThat(key.message().getBytes(StandardCharsets.UTF_8)).hasSize(256);
    assertThat(key.fingerprints()).hasSize(KeyStatus.MOST_FINGERPRINTS);
    assertThat(key.fingerprintCount()).isGreaterThan(KeyStatus.MOST_FINGERPRINTS);
    assertThat(key.volumes())
        .isNotEmpty()
        .allMatch(one -> one.lastPull() != null && one.lastSuccessTime() != null);
  }

  private static int bytes(KubernetesClient client, Object object) {
    return client
        .getKubernetesSerialization()
        .asJson(object)
        .getBytes(StandardCharsets.UTF_8)
        .length;
  }

  private BackupAccess resource(String namespace) {
    StringBuilder yaml =
        new StringBuilder(
            """
            apiVersion: backupaccess.io/v1alpha1
            kind: BackupAccess
            metadata: {name: %s, namespace: %s}
            spec:
              freshness: {maxAge: 5m}
              volumes:
            """
                .formatted(name("access", 0, 63), namespace));
    for (int i = 0; i < VOLUMES; i++) {
      yaml.append(
          "  - {name: %s, claimName: %s, mode: ReadWrite}\n".formatted(volume(i), claim(i)));
    }
    yaml.append("  keys:\n");
    for (int i = 0; i < KEYS; i++) {
      yaml.append(
          """
            - name: %s
              secretKeyRef: {name: %s, key: authorized_keys}
              expirationTime: %s
              grants: [%s]
          """
              .formatted(
                  key(i),
                  secret(i),
                  now.plus(Duration.ofHours(1)),
                  granted(i).map("{volume: %s}"::formatted).collect(Collectors.joining(", "))));
    }
    return new KubernetesSerialization().unmarshal(yaml.toString(), BackupAccess.class);
  }

  /** Each key has one at least, and the first ones have all until there are no more. */
  private static Stream<String> granted(int key) {
    int spare = GRANTS - KEYS - key * (VOLUMES - 1);
    return IntStream.range(0, 1 + Math.clamp(spare, 0, VOLUMES - 1))
        .mapToObj(WorstStatusTest::volume);
  }

  private BackupAccessStatus status(BackupAccess resource) {
    FilesCluster cluster = new FilesCluster();
    for (int i = 0; i < VOLUMES; i++) {
      add(
          cluster,
          """
          apiVersion: v1
          kind: PersistentVolumeClaim
          metadata: {name: %1$s}
          spec: {accessModes: [ReadWriteOnce]}
          status: {phase: Bound}
          """
              .formatted(claim(i)));
      add(
          cluster,
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: %s, creationTimestamp: "2026-01-01T00:00:00Z"}
          spec:
            nodeName: %s
            volumes: [{name: data, persistentVolumeClaim: {claimName: %s}}]
          status: {phase: Running}
          """
              .formatted(name("pod", i, 253), name("node", 0, 253), claim(i)));
    }
    for (int i = 0; i < KEYS; i++) {
      add(
          cluster,
          """
          apiVersion: v1
          kind: Secret
          metadata: {name: %s, labels: {backupaccess.io/keys: "true"}}
          data: {authorized_keys: %s}
          """
              .formatted(secret(i), lines(i)));
    }
    Facts observed =
        new Observer(cluster, (_, _, _) -> Map.of(), Clock.systemUTC()).observe(resource);
    Facts facts =
        observed.with(
            hostKey(1), hostKey(2), new GatewaySecret.Present("t".repeat(43), "s".repeat(43)));
    GatewayPlan plan = Planners.byDefault().plan(resource, facts);
    BackupAccessStatus status =
        new StatusWriter(Clock.systemUTC(), Duration.ofDays(14))
            .status(resource, null, plan, state(resource, plan), facts.readers(), List.of());
    return status
        .with()
        .conditions(status.conditions().stream().map(WorstStatusTest::longest).toList())
        // Those of removed entries, too.
        .claims(
            IntStream.range(0, 64)
                .mapToObj(i -> new ClaimStatus(volume(i), claim(i), "u".repeat(64)))
                .toList())
        .build();
  }

  private static void add(FilesCluster cluster, String yaml) {
    cluster.add(new KubernetesSerialization().unmarshal(yaml));
  }

  private static HostKeys hostKey(int number) {
    return new HostKeys.Usable(publicKey(number));
  }

  private static String publicKey(int number) {
    byte[] blob = new byte[51];
    byte[] head = Base64.getDecoder().decode("AAAAC3NzaC1lZDI1NTE5AAAAIA==");
    System.arraycopy(head, 0, blob, 0, head.length);
    ByteBuffer.wrap(blob).putInt(20, number);
    return "ssh-ed25519 " + Base64.getEncoder().encodeToString(blob);
  }

  /** As many as fit, one of which is refused. */
  private static String lines(int secret) {
    // A document of all keys has to fit into a ConfigMap.
    int count = secret == 0 ? LINES - 1 : 20;
    String text =
        IntStream.range(0, count)
            .mapToObj(i -> publicKey(1_000_000 + secret * LINES + i))
            .collect(Collectors.joining("\n", "command=\"x\" " + publicKey(3) + "\n", "\n"));
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** As long as the operator lets it be. */
  private static Condition longest(Condition condition) {
    return new ConditionBuilder(condition).withMessage("\"".repeat(4096)).build();
  }

  private GatewayState state(BackupAccess resource, GatewayPlan plan) {
    List<GatewayPod> pods =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    new GatewayPod(
                        name("gateway", i, 253),
                        "u" + i,
                        "",
                        name("node", 0, 253),
                        "10.0.0." + i,
                        List.of(),
                        true,
                        true,
                        null,
                        null,
                        resource.getSpec().volumes().stream()
                            .map(one -> one.claimName())
                            .collect(Collectors.toSet()),
                        plan.volumes().stream()
                            .map(one -> ((PlannedVolume.Served) one).mount())
                            .collect(Collectors.toSet()),
                        Map.of()))
            .toList();
    GatewayStatus report =
        new GatewayStatus(
            plan.configurationDigest(),
            List.of(),
            List.of(),
            new GatewayStatus.ConfinementStatus(
                1000,
                IntStream.range(0, 16).mapToObj(i -> (char) ('a' + i) + "x".repeat(39)).toList(),
                "x".repeat(1000)),
            0,
            List.of(),
            false,
            GatewayStatus.Clients.NONE,
            plan.volumes().stream()
                .map(
                    one ->
                        new GatewayStatus.Mount(((PlannedVolume.Served) one).mount(), true, true))
                .toList(),
            1,
            0,
            null);
    ServiceState service =
        new ServiceState(
            "LoadBalancer",
            null,
            IntStream.range(0, 20)
                .mapToObj(i -> "a".repeat(63) + "." + name("host", i, 189))
                .toList(),
            List.of(),
            null,
            null);
    return new GatewayState(
        new DeploymentState(false, false, 1, null, Map.of(), Set.of()),
        pods,
        service,
        report,
        List.of(new GatewayState.Serving(pods.getFirst(), report)),
        pulls(resource.getSpec(), pods),
        false);
  }

  /** Each key has pulled the whole of each of its volumes, and failed after that. */
  private PullReport pulls(BackupAccessSpec spec, List<GatewayPod> pods) {
    List<PullPage.Entry> entries = new ArrayList<>();
    for (KeySpec key : spec.keys()) {
      List<String> volumes = key.grants().stream().map(GrantSpec::volume).toList();
      entries.add(new PullPage.Entry(entries.size() + 1, pull(key.name(), volumes, 20, 0)));
      entries.add(new PullPage.Entry(entries.size() + 1, pull(key.name(), volumes, 10, 23)));
    }
    List<PullReport.Told> told = new ArrayList<>();
    for (int i = 0; i < pods.size(); i++) {
      String journal = "%032x".formatted(i);
      told.add(
          new PullReport.Told(
              pods.get(i),
              new PullPage(journal, 0, Long.MAX_VALUE, 0, i == 0 ? entries : List.of())));
    }
    return new PullReport(
        told, pods.stream().map(GatewayPod::name).collect(Collectors.toSet()), false, Set.of());
  }

  private PullRecord pull(String key, List<String> volumes, int secondsAgo, int exitCode) {
    return new PullRecord(
        key,
        "SHA256:" + "x".repeat(43),
        "203.0.113.9",
        volumes,
        volumes,
        now.minusSeconds(secondsAgo),
        9.4,
        Long.MAX_VALUE,
        Long.MAX_VALUE,
        exitCode == 0 ? 0 : Long.MAX_VALUE,
        exitCode,
        true);
  }
}
