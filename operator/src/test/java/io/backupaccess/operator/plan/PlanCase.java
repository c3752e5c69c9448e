package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.Repository;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.observe.ApiJson;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.FilesCluster;
import io.backupaccess.operator.observe.GatewaySecret;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.HopSecret;
import io.backupaccess.operator.observe.Observer;
import io.backupaccess.operator.observe.ReaderState;
import io.backupaccess.operator.observe.Readers;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A folder of {@code src/test/resources/plans}, planned. */
record PlanCase(BackupAccess access, Facts facts, GatewayPlan plan) {

  static final KubernetesSerialization YAML = new KubernetesSerialization(ApiJson.mapper(), true);

  private static final Path CASES = Repository.path("operator/src/test/resources/plans");
  private static final HostKeys HOST_KEY =
      new HostKeys.Usable(
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f");

  private static final HostKeys NEXT_HOST_KEY =
      new HostKeys.Usable(
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH");

  static List<Path> folders() {
    return list(CASES);
  }

  /** Plans what the cluster holds; {@code seen} says which of the objects the operator can see. */
  static PlanCase of(Path folder, Predicate<Object> seen) {
    FilesCluster cluster = new FilesCluster();
    BackupAccess access = null;
    for (Path file : files(folder, "in-")) {
      if (file.getFileName().toString().equals("in-access.yaml")) {
        access = YAML.unmarshal(read(file), BackupAccess.class);
      } else {
        Object object = YAML.unmarshal(read(file));
        if (seen.test(object)) {
          cluster.add(owned(object, access));
        }
      }
    }
    Facts facts =
        madeOnce(new Observer(cluster, (_, _, _) -> Map.of(), Clock.systemUTC()).observe(access));
    Planner planner =
        new Planner(
            "example/gateway:1",
            "IfNotPresent",
            new PriorityClasses("gateways", "pinned-gateways"),
            "backup-access",
            Allowance.of(allowed(folder)));
    Facts complete = facts.with(withKeys(facts.readers(), planner.plan(access, facts)));
    return new PlanCase(access, complete, planner.plan(access, complete));
  }

  /** In the operator each reader has its keys in the turn after that which planned it first. */
  private static Readers withKeys(Readers readers, GatewayPlan plan) {
    if (plan.readers().isEmpty()) {
      return readers;
    }
    SortedMap<String, ReaderState> all = new TreeMap<>(readers.byId());
    for (PlannedReader reader : plan.readers()) {
      GatewayState state =
          readers.find(reader.id()).map(ReaderState::state).orElse(GatewayState.NOTHING);
      String publicKey = reader.id().repeat(5).substring(0, 43) + "=";
      all.put(
          reader.id(),
          new ReaderState("uid", new HopSecret.Present("t".repeat(43), publicKey), state));
    }
    return new Readers(new HopSecret.Present("", "g".repeat(43) + "="), all);
  }

  /** What the operator's environment says of it, where the case has a file of that. */
  @SuppressWarnings("unchecked")
  private static Map<String, String> allowed(Path folder) {
    Path file = folder.resolve("allowed.yaml");
    return Files.exists(file) ? YAML.unmarshal(read(file), Map.class) : Map.of();
  }

  /** What the operator made before is the resource's. */
  private static Object owned(Object object, BackupAccess access) {
    if (object instanceof Service || object instanceof Deployment || object instanceof ConfigMap) {
      ((HasMetadata) object)
          .getMetadata()
          .setOwnerReferences(List.of(DesiredObjects.owner(access)));
    }
    return object;
  }

  static List<Path> files(Path folder, String prefix) {
    return list(folder).stream()
        .filter(file -> file.getFileName().toString().startsWith(prefix))
        .toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Random in the operator, fixed here. The key in use was made before the next one was named. */
  private static Facts madeOnce(Facts facts) {
    boolean made =
        facts.hostKeys() instanceof HostKeys.Absent
            || facts.nextHostKeys() instanceof HostKeys.NotFound;
    return facts.with(
        made ? HOST_KEY : facts.hostKeys(),
        facts.nextHostKeys() instanceof HostKeys.Absent ? NEXT_HOST_KEY : facts.nextHostKeys(),
        new GatewaySecret.Present("t".repeat(43), "s".repeat(43)));
  }
}
