package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.Repository;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.FilesCluster;
import io.backupaccess.operator.observe.GatewaySecret;
import io.backupaccess.operator.observe.Observer;
import io.backupaccess.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each folder of {@code src/test/resources/plans} is a case: {@code in-*.yaml} is what the cluster
 * holds, {@code out-*.yaml} is what is made of it, the status included. Run with {@code
 * -Dplans.refresh=true} to write the latter anew, and read the difference.
 */
class GoldenPlansTest {

  private static final Path CASES = Repository.path("operator/src/test/resources/plans");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final HostKeys HOST_KEY =
      new HostKeys.Usable(
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f");
  private static final boolean REFRESH = Boolean.getBoolean("plans.refresh");

  @TestFactory
  Stream<DynamicTest> cases() throws IOException {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders.sorted().toList().stream()
          .map(
              folder ->
                  DynamicTest.dynamicTest(folder.getFileName().toString(), () -> run(folder)));
    }
  }

  private static void run(Path folder) throws IOException {
    Map<String, String> made = make(folder);
    if (REFRESH) {
      for (Path old : files(folder, "out-")) {
        Files.delete(old);
      }
      for (Map.Entry<String, String> file : made.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    }
    Map<String, String> expected = new TreeMap<>();
    for (Path file : files(folder, "out-")) {
      expected.put(file.getFileName().toString(), Files.readString(file));
    }
    assertThat(made).isEqualTo(expected);
  }

  private static Map<String, String> make(Path folder) throws IOException {
    FilesCluster cluster = new FilesCluster();
    BackupAccess access = null;
    for (Path file : files(folder, "in-")) {
      if (file.getFileName().toString().equals("in-access.yaml")) {
        access = YAML.unmarshal(Files.readString(file), BackupAccess.class);
      } else {
        cluster.add(YAML.unmarshal(Files.readString(file)));
      }
    }
    Facts facts = madeOnce(new Observer(cluster, (pod, token) -> Optional.empty()).observe(access));
    GatewayPlan plan =
        new Planner("example/gateway:1", "IfNotPresent", "backup-access").plan(access, facts);
    Map<String, String> made = new TreeMap<>();
    for (HasMetadata object : plan.objects()) {
      made.put("out-" + object.getKind().toLowerCase(Locale.ROOT) + ".yaml", YAML.asYaml(object));
    }
    made.put(
        "out-status.yaml",
        YAML.asYaml(new StatusWriter(CLOCK).status(access, plan, facts.gateway(), List.of())));
    return made;
  }

  /** Random in the operator, fixed here. */
  private static Facts madeOnce(Facts facts) {
    return facts.with(
        facts.hostKeys() instanceof HostKeys.Absent ? HOST_KEY : facts.hostKeys(),
        new GatewaySecret.Present("t".repeat(43), "s".repeat(43)));
  }

  private static List<Path> files(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    }
  }
}
