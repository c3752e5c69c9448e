package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.FilesSpec.Privilege;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.naming.Labels;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.GatewaySecret;
import io.backupaccess.operator.observe.ServiceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must hold before a gateway may run, beyond its keys and volumes. */
final class Preconditions {

  private Preconditions() {}

  static List<Problem> problems(BackupAccessSpec spec, Names names, Facts facts) {
    List<Problem> problems = new ArrayList<>();
    if (!mayReadAll(spec, facts)) {
      problems.add(
          new Problem(
              "ReadAllNotAllowed",
              "spec.files.privilege",
              "the namespace does not allow a gateway that reads every file; its owner allows it"
                  + " with the annotation "
                  + Labels.ALLOW_READ_ALL
                  + ": \"true\""));
    }
    if (facts.hostKeys() instanceof HostKeys.Unusable(String why)) {
      problems.add(
          new Problem(
              "HostKeySecretRefused",
              "spec.hostKeys.secretNames[0]",
              "Secret " + names.hostKeySecret() + " " + why));
    }
    nextHostKeys(names, facts).ifPresent(problems::add);
    return problems;
  }

  /** The gateway runs on with the key that it has. */
  private static Optional<Problem> nextHostKeys(Names names, Facts facts) {
    String secret = "Secret " + names.nextHostKeySecret();
    return switch (facts.nextHostKeys()) {
      case HostKeys.Unusable(String why) ->
          next("HostKeySecretRefused", "%s %s".formatted(secret, why));
      case HostKeys.NotFound notFound ->
          next("HostKeySecretNotFound", "%s does not exist".formatted(secret));
      case HostKeys.Lost(String fingerprint) ->
          next(
              "HostKeyMissing",
              "%s does not exist, and clients may know %s as the next key: restore it, or remove this entry and name another Secret after that"
                  .formatted(secret, fingerprint));
      case null, default -> Optional.empty();
    };
  }

  private static Optional<Problem> next(String reason, String message) {
    return Optional.of(new Problem(reason, "spec.hostKeys.secretNames[1]", message));
  }

  static Operation operation(
      BackupAccessSpec spec,
      Names names,
      Facts facts,
      Granted granted,
      Optional<String> forbidden) {
    if (spec.suspend()) {
      return new Operation.Stopped("Suspended", "spec.suspend is true: no gateway runs");
    }
    if (forbidden.isPresent()) {
      boolean consent = granted.privilege() && !mayReadAll(spec, facts);
      return new Operation.Stopped(
          consent ? "ReadAllNotAllowed" : Granted.NOT_ALLOWED,
          "no gateway runs: " + forbidden.get() + "; see Accepted");
    }
    if (TrustedPeers.of(spec.server()).filter(List::isEmpty).isPresent()) {
      return new Operation.Stopped("InvalidSpec", "no gateway runs: see Accepted");
    }
    return switch (facts.hostKeys()) {
      case HostKeys.Lost(String fingerprint) ->
          new Operation.LeftAsIs("HostKeyMissing", lost(names, fingerprint));
      case HostKeys.Unusable unusable ->
          new Operation.LeftAsIs("HostKeySecretRefused", "no gateway is made: see ResolvedRefs");
      case HostKeys.Changed(String published, String found) ->
          new Operation.LeftAsIs("HostKeyChanged", changed(names, published, found));
      case HostKeys.NotFound notFound ->
          new Operation.LeftAsIs(
              "HostKeySecretNotFound",
              "Secret %s, which spec.hostKeys.secretNames names, does not exist"
                  .formatted(names.hostKeySecret()));
      case HostKeys.Leaving leaving ->
          new Operation.LeftAsIs("HostKeyPending", leaving(names.hostKeySecret()));
      case HostKeys.Absent absent ->
          new Operation.LeftAsIs("HostKeyPending", "the host key is not made yet");
      case HostKeys.Usable usable -> secret(names, facts.gatewaySecret());
    };
  }

  private static Operation secret(Names names, GatewaySecret secret) {
    return switch (secret) {
      case GatewaySecret.Present present -> new Operation.Runs();
      case GatewaySecret.Absent absent ->
          new Operation.LeftAsIs("GatewaySecretPending", "the gateway's Secret is not made yet");
      case GatewaySecret.Leaving leaving ->
          new Operation.LeftAsIs("GatewaySecretPending", leaving(names.gatewaySecret()));
      case GatewaySecret.Unusable(String why) ->
          new Operation.LeftAsIs(
              "GatewaySecretRefused",
              "Secret " + names.gatewaySecret() + " " + why + "; remove it, and it is made anew");
    };
  }

  private static String leaving(String secret) {
    return "Secret %s belongs to a former resource; a new one follows when it is gone"
        .formatted(secret);
  }

  private static String changed(Names names, String published, String found) {
    return ("Secret %s holds the key %s, and clients know %s: restore the Secret, or accept the new"
            + " identity with the annotation %s: %s")
        .formatted(names.hostKeySecret(), found, published, Labels.ACCEPT_LOST_HOST_KEY, published);
  }

  private static String lost(Names names, String fingerprint) {
    return ("Secret %s is gone, and clients know its key %s: restore the Secret, or accept a new"
            + " identity with the annotation %s: %s")
        .formatted(names.hostKeySecret(), fingerprint, Labels.ACCEPT_LOST_HOST_KEY, fingerprint);
  }

  /** Why no gateway may run any more, and one that runs has to go at once. */
  static Optional<String> forbidden(
      BackupAccessSpec spec, Facts facts, Granted granted, Allowance allowance) {
    if (!granted.privilege()) {
      return Optional.of("the operator does not allow a gateway of this privilege");
    }
    if (!mayReadAll(spec, facts)) {
      return Optional.of("the namespace does not allow a gateway that reads every file");
    }
    return granted.service() ? Optional.empty() : serviceThatIsThere(facts, allowance);
  }

  /**
   * The Service that stays as it is keeps its address, which may be lost for ever otherwise; but
   * nobody is served by way of one that is not allowed any more.
   */
  private static Optional<String> serviceThatIsThere(Facts facts, Allowance allowance) {
    ServiceState service = facts.gateway().service();
    return service == null || allowance.allowsService(service.type(), service.loadBalancerClass())
        ? Optional.empty()
        : Optional.of("the operator does not allow a Service of the type of this one any more");
  }

  /** Whether its gateway reads no more than the namespace allows. */
  private static boolean mayReadAll(BackupAccessSpec spec, Facts facts) {
    return !needsPermission(spec) || facts.consents().readAll();
  }

  private static boolean needsPermission(BackupAccessSpec spec) {
    return spec.files().privilege() != Privilege.RESTRICTED;
  }
}
