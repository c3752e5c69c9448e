package io.backupaccess.api.validation;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.util.List;

/** Gives resources to the API server as they are written, unknown fields being errors. */
record StrictApply(KubernetesClient client, String namespace) {

  /**
   * Creates the first and updates it to the others; what the server says against the last one, as
   * field and message.
   */
  List<String> refusals(List<GenericKubernetesResource> documents) {
    try {
      for (int i = 0; i < documents.size(); i++) {
        var resource =
            client
                .resource(documents.get(i))
                .inNamespace(namespace)
                .fieldValidation(Validation.STRICT);
        if (i == 0) {
          resource.create();
        } else {
          resource.update();
        }
      }
      return List.of();
    } catch (KubernetesClientException e) {
      var details = e.getStatus().getDetails();
      return details == null || details.getCauses().isEmpty()
          ? List.of(
              "<strict>: "
                  + e.getStatus().getMessage().replaceFirst("^.*strict decoding error: ", ""))
          : details.getCauses().stream().map(StrictApply::text).toList();
    } finally {
      documents.forEach(document -> client.resource(document).inNamespace(namespace).delete());
    }
  }

  private static String text(StatusCause cause) {
    // `Invalid value: "object": message`, `spec.port in body should be 1`: the rule's own words are
    // what is expected.
    var message =
        cause
            .getMessage()
            .replaceFirst("^(?:Invalid value|Too many): (?:\"[^\"]*\"|[-0-9]+): |^Too long: ", "")
            .replaceFirst("^\\S+ in body ", "");
    return cause.getField().replace("<nil>", "<root>") + ": " + message;
  }
}
