package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.hostkeys.HostKeyPair;
import io.backupaccess.operator.naming.Names;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two tenants with a namespace each, and one operator with the chart's Roles in both: what either
 * writes has no effect on the other, and no object of theirs is taken for the operator's.
 */
@ExtendWith(KubeApiServerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantIsolationTest {

  private static final long LIMIT_SECONDS = 60;

  private OperatorScene attacker;
  private OperatorScene victim;
  private KubernetesClient client;
  private InstalledChart chart;
  private OperatorProcess operator;

  @BeforeAll
  void install(KubeApiServer server, @TempDir Path folder) throws Exception {
    attacker = OperatorScene.in(server);
    victim = OperatorScene.in(server);
    client = server.client();
    chart =
        InstalledChart.in(
            server,
            server.newNamespace(),
            Map.of(
                "watchNamespaces[0]",
                attacker.namespace(),
                "watchNamespaces[1]",
                victim.namespace()));
    operator = chart.start(folder.resolve("log"), Map.of());
    operator.awaitReady();
  }

  @AfterAll
  void remove() {
    operator.close();
    chart.close();
  }

  @Test
  void aResourceReachesNoClaimAndNoSecretOfAnotherNamespace() {
    HostKeyPair identity = HostKeyPair.generate(new SecureRandom());
    create(
        victim,
        secret("team", "authorized_keys", TestAccess.KEY)
            .editMetadata()
            .addToLabels("backupaccess.io/keys", "true")
            .endMetadata()
            .build());
    create(
        victim,
        secret("identity", "ssh_host_ed25519_key", identity.privateKey())
            .addToStringData("ssh_host_ed25519_key.pub", identity.publicKey())
            .editMetadata()
            .addToLabels("backupaccess.io/host-keys", "true")
            .endMetadata()
            .build());
    String reaching =
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: reaching}
        spec:
          keys:
          - name: theirs
            secretKeyRef: {name: team, key: authorized_keys}
            grants: [{volume: db}]
          volumes:
          - name: db
            claimName: data
          hostKeys: {secretNames: [identity]}
        """;
    // Its owner gets what it names.
    victim.apply(reaching);
    victim.awaitReason("reaching", "Accepted", "Accepted");

    attacker.apply(reaching);

    attacker.awaitReason("reaching", "ResolvedRefs", "KeySecretNotFound");
    attacker.awaitReason("reaching", "VolumesReady", "ClaimNotFound");
    BackupAccess access = attacker.awaitReason("reaching", "GatewayReady", "HostKeySecretNotFound");
    assertThat(access.getStatus().keys()).allMatch(key -> key.fingerprints().isEmpty());
    assertThat(attacker.configuration("reaching")).doesNotContain("ssh-ed25519");
  }

  @Test
  void objectsThatClaimToBeOfAnothersResourceAreNothingToIt() {
    victim.create("shop");
    victim.awaitService("shop", LIMIT_SECONDS);
    BackupAccess access = victim.awaitReason("shop", "VolumesReady", "ClaimNotFound");
    Map<String, String> before = uids(victim, "shop");

    for (HasMetadata object : made("shop", owner(access))) {
      create(attacker, object);
    }

    // The garbage collector takes an owner of another namespace for one that is gone.
    assertThat(uids(victim, "shop")).isEqualTo(before);
    assertThat(reasons(victim.get("shop"))).isEqualTo(reasons(access));
    assertThat(attacker.get("shop")).isNull();
  }

  @Test
  void objectsWithOurLabelsThatWereThereBeforeAreLeftAloneAndAdvertisedToNobody() {
    List<HasMetadata> before =
        made("bakery", "").stream().map(object -> create(attacker, object)).toList();
    Service service = client.resource((Service) before.get(1)).editStatus(TenantIsolationTest::led);

    attacker.create("bakery");

    BackupAccess access = attacker.awaitReason("bakery", "GatewayReady", "NameTaken");
    assertThat(access.getStatus().addresses()).isEmpty();
    assertThat(access.getStatus().knownHosts()).isNullOrEmpty();
    assertThat(access.getStatus().command()).isNull();
    for (HasMetadata object : before) {
      HasMetadata now = client.resource(object).get();
      String version =
          object instanceof Service
              ? service.getMetadata().getResourceVersion()
              : object.getMetadata().getResourceVersion();
      if (!object.getKind().equals("Deployment")) {
        assertThat(now.getMetadata().getResourceVersion()).as(now.getKind()).isEqualTo(version);
      }
      assertThat(now.getMetadata().getManagedFields())
          .as(now.getKind())
          .noneMatch(entry -> "backup-access-operator".equals(entry.getManager()));
    }
  }

  private static Service led(Service service) {
    return service
        .edit()
        .editOrNewStatus()
        .withNewLoadBalancer()
        .addNewIngress()
        .withIp("203.0.113.66")
        .endIngress()
        .endLoadBalancer()
        .endStatus()
        .build();
  }

  @Test
  void namesThatShortenToTheSameAreServedToTheFirstAlone() {
    for (List<String> pair : List.of(Colliding.byChoice(), Colliding.bySearch())) {
      attacker.create(pair.getFirst());
      BackupAccess first = attacker.awaitReason(pair.getFirst(), "VolumesReady", "ClaimNotFound");
      String gateway = Names.gateway(pair.getFirst());
      Service before = client.services().inNamespace(attacker.namespace()).withName(gateway).get();

      attacker.create(pair.getLast());

      BackupAccess second = attacker.awaitReason(pair.getLast(), "GatewayReady", "NameTaken");
      assertThat(Names.gateway(pair.getLast())).isEqualTo(gateway);
      assertThat(second.getStatus().addresses()).isEmpty();
      assertThat(client.resource(before).get()).isEqualTo(before);
      assertThat(reasons(attacker.get(pair.getFirst()))).isEqualTo(reasons(first));
    }
  }

  private static List<String> reasons(BackupAccess access) {
    return access.getStatus().conditions().stream()
        .map(condition -> condition.getType() + "=" + condition.getReason())
        .toList();
  }

  private HasMetadata create(OperatorScene scene, HasMetadata object) {
    object.getMetadata().setNamespace(scene.namespace());
    return client.resource(object).create();
  }

  private static SecretBuilder secret(String name, String key, String value) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .addToStringData(key, value);
  }

  private static String owner(BackupAccess access) {
    return """
      ownerReferences:
      - apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        name: %s
        uid: %s
        controller: true
    """
        .formatted(access.getMetadata().getName(), access.getMetadata().getUid());
  }

  /** What the operator would make for the resource of that name, made by somebody else. */
  private List<HasMetadata> made(String access, String owner) {
    String metadata =
        """
        metadata:
          name: %1$s-gateway
          labels: &labels
            app.kubernetes.io/managed-by: backup-access
            app.kubernetes.io/name: backup-access-gateway
            app.kubernetes.io/instance: %1$s
          annotations: {backupaccess.io/access: %1$s}
        """
                .formatted(access)
            + owner;
    String pod = "containers: [{name: gateway, image: example/theirs:1}]";
    return List.of(
            "apiVersion: v1\nkind: ConfigMap\n%s\ndata: {gateway.json: '{}'}".formatted(metadata),
            "apiVersion: v1\nkind: Service\n%s\nspec: {type: LoadBalancer, selector: {a: b}, ports: [{port: 22}]}"
                .formatted(metadata),
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n%s\nspec: {podSelector: {}}"
                .formatted(metadata),
            "apiVersion: apps/v1\nkind: Deployment\n%s\nspec: {replicas: 0, selector: {matchLabels: *labels}, template: {metadata: {labels: *labels}, spec: {%s}}}"
                .formatted(metadata, pod))
        .stream()
        .map(yaml -> (HasMetadata) client.getKubernetesSerialization().unmarshal(yaml))
        .toList();
  }

  private Map<String, String> uids(OperatorScene scene, String access) {
    Map<String, String> uids = new HashMap<>();
    for (String kind : List.of("Deployment", "Service", "ConfigMap", "NetworkPolicy")) {
      GenericKubernetesResource object =
          client
              .genericKubernetesResources(
                  switch (kind) {
                    case "Deployment" -> "apps/v1";
                    case "NetworkPolicy" -> "networking.k8s.io/v1";
                    default -> "v1";
                  },
                  kind)
              .inNamespace(scene.namespace())
              .withName(access + "-gateway")
              .get();
      if (object != null) {
        uids.put(kind, object.getMetadata().getUid());
      }
    }
    return uids;
  }
}
