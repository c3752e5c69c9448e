package io.backupaccess.operator.apply;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.HostKeysSpec.DeletionPolicy;
import io.backupaccess.noise.StaticKeys;
import io.backupaccess.operator.hostkeys.HostKeyPair;
import io.backupaccess.operator.hostkeys.HostKeySecretFormat;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.naming.Labels;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.GatewaySecret;
import io.backupaccess.operator.observe.HopSecret;
import io.backupaccess.operator.observe.Identities;
import io.backupaccess.operator.observe.LiveObjects;
import io.backupaccess.operator.observe.Readers;
import io.backupaccess.operator.plan.DesiredObjects;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes what is random: the host key, the gateway's Secret, and the keys of the hop. By create
 * only, so that neither a stale cache nor a second operator ever replaces an identity that clients
 * may have seen.
 */
public final class SecretsMadeOnce {

  private static final String PRUNE = "argocd.argoproj.io/sync-options";

  private final KubernetesClient client;
  private final LiveObjects live;
  private final SecureRandom random;

  public SecretsMadeOnce(KubernetesClient client, LiveObjects live, SecureRandom random) {
    this.client = client;
    this.live = live;
    this.random = random;
  }

  /** The facts with the Secrets that were absent and could be made. */
  public Facts complete(BackupAccess resource, Facts facts, Attempts attempts) {
    Names names = Names.of(resource);
    HostKeys hostKeys =
        facts.hostKeys() instanceof HostKeys.Absent
            ? makeHostKeys(resource, names, names.hostKeySecret(), attempts)
            : facts.hostKeys();
    String nextName = names.nextHostKeySecret();
    HostKeys nextHostKeys =
        facts.nextHostKeys() instanceof HostKeys.Absent && nextName != null
            ? makeHostKeys(resource, names, nextName, attempts)
            : facts.nextHostKeys();
    GatewaySecret gatewaySecret =
        facts.gatewaySecret() instanceof GatewaySecret.Absent
            ? makeGatewaySecret(resource, names, attempts)
            : facts.gatewaySecret();
    return facts
        .with(hostKeys, nextHostKeys, gatewaySecret)
        .with(completeReaders(resource, names, facts.readers(), attempts));
  }

  /** A reader begins with a ConfigMap, with which its Secret goes. */
  private Readers completeReaders(
      BackupAccess resource, Names names, Readers readers, Attempts attempts) {
    if (readers.byId().isEmpty()) {
      return readers;
    }
    HopSecret hop =
        readers.hop() instanceof HopSecret.Absent
            ? makeGatewayHop(resource, names, attempts)
            : readers.hop();
    Map<String, HopSecret> made = new HashMap<>();
    readers
        .byId()
        .forEach(
            (id, reader) -> {
              if (reader.secret() instanceof HopSecret.Absent && reader.configMapUid() != null) {
                made.put(
                    id, makeReaderSecret(resource, names, id, reader.configMapUid(), attempts));
              }
            });
    return readers.with(hop, made);
  }

  private HopSecret makeGatewayHop(BackupAccess resource, Names names, Attempts attempts) {
    StaticKeys keys = StaticKeys.make();
    Secret secret =
        secret(
                resource,
                names,
                names.gatewayHopSecret(),
                Map.of(
                    HopSecret.PRIVATE_KEY, keys.privateKey(),
                    HopSecret.PUBLIC_KEY, keys.publicKey()))
            .editMetadata()
            .withOwnerReferences(DesiredObjects.owner(resource))
            .endMetadata()
            .build();
    String uid = resource.getMetadata().getUid();
    return createOrFind(secret, attempts)
        .map(found -> HopSecret.ofGateway(found, uid))
        .orElseGet(HopSecret.Absent::new);
  }

  private HopSecret makeReaderSecret(
      BackupAccess resource, Names names, String id, String configMapUid, Attempts attempts) {
    StaticKeys keys = StaticKeys.make();
    String name = Names.reader(resource.getMetadata().getName(), id);
    Secret secret =
        secret(
                resource,
                names,
                name,
                Map.of(
                    HopSecret.TOKEN, randomText(),
                    HopSecret.PRIVATE_KEY, keys.privateKey(),
                    HopSecret.PUBLIC_KEY, keys.publicKey()))
            .editMetadata()
            .withLabels(Labels.ofReader(names, id))
            .addNewOwnerReference()
            .withApiVersion("v1")
            .withKind("ConfigMap")
            .withName(name)
            .withUid(configMapUid)
            .endOwnerReference()
            .endMetadata()
            .build();
    return createOrFind(secret, attempts)
        .map(found -> HopSecret.ofReader(found, configMapUid))
        .orElseGet(HopSecret.Absent::new);
  }

  private HostKeys makeHostKeys(
      BackupAccess resource, Names names, String name, Attempts attempts) {
    HostKeyPair pair = HostKeyPair.generate(random);
    SecretBuilder secret =
        secret(
            resource,
            names,
            name,
            Map.of(
                HostKeySecretFormat.PRIVATE_KEY,
                pair.privateKey(),
                HostKeySecretFormat.PUBLIC_KEY,
                pair.publicKey() + "\n"));
    if (resource.getSpec().hostKeys().deletionPolicy() == DeletionPolicy.DELETE) {
      secret.editMetadata().withOwnerReferences(DesiredObjects.owner(resource)).endMetadata();
    } else {
      // Without an owner, a GitOps tool would take it for a leftover of an application of its own,
      // and with it goes the gateway's identity.
      secret
          .editMetadata()
          .removeFromLabels(Labels.INSTANCE)
          .addToAnnotations(PRUNE, "Prune=false")
          .endMetadata();
    }
    return createOrFind(secret.build(), attempts)
        .map(found -> Identities.read(found, resource))
        .orElseGet(HostKeys.Absent::new);
  }

  private GatewaySecret makeGatewaySecret(BackupAccess resource, Names names, Attempts attempts) {
    Secret secret =
        secret(
                resource,
                names,
                names.gatewaySecret(),
                Map.of(GatewaySecret.TOKEN, randomText(), GatewaySecret.MOUNT_SEED, randomText()))
            .editMetadata()
            .withOwnerReferences(DesiredObjects.owner(resource))
            .endMetadata()
            .build();
    String uid = resource.getMetadata().getUid();
    return createOrFind(secret, attempts)
        .map(found -> GatewaySecret.read(found, uid))
        .orElseGet(GatewaySecret.Absent::new);
  }

  /** What has the name now, whoever made it. */
  private Optional<Secret> createOrFind(Secret secret, Attempts attempts) {
    return attempts.attempt(secret, () -> createOrFind(secret)).flatMap(Function.identity());
  }

  private Optional<Secret> createOrFind(Secret secret) {
    Optional<Secret> made = Creation.create(client, secret);
    made.ifPresent(created -> live.applied(created, Optional.empty()));
    return made.or(() -> live.read(secret));
  }

  private static SecretBuilder secret(
      BackupAccess resource, Names names, String name, Map<String, String> text) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(resource.getMetadata().getNamespace())
        .withLabels(Labels.of(names))
        .withAnnotations(Labels.annotations(resource))
        .endMetadata()
        .withType("Opaque")
        .withStringData(text);
  }

  private String randomText() {
    byte[] bytes = new byte[GatewaySecret.RANDOM_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
