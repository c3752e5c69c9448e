package io.backupaccess.kubeapi;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** The custom resource definition as it is committed. */
final class Crds {

  private static final int TOO_MANY_REQUESTS = 429;

  private Crds() {}

  static void install(KubernetesClient client) {
    var crd =
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .load(Repository.path("crds/backupaccesses.backupaccess.io-v1.yml").toFile())
            .item();
    client.resource(crd).create();
    Deadline.ofSeconds(30).await("the CRD to be served", () -> isServed(client));
  }

  /** The condition Established is true a little before requests are answered. */
  private static boolean isServed(KubernetesClient client) {
    try {
      return client.raw("/apis/backupaccess.io/v1alpha1/backupaccesses") != null;
    } catch (KubernetesClientException e) {
      if (e.getCode() == TOO_MANY_REQUESTS) {
        return false;
      }
      throw e;
    }
  }
}
