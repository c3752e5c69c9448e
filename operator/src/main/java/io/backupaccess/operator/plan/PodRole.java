package io.backupaccess.operator.plan;

import io.backupaccess.operator.naming.Labels;
import io.backupaccess.operator.naming.Names;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a pod is for: nearly all that differs between a gateway's and a reader's. */
sealed interface PodRole {

  /**
   * Clients come to it.
   *
   * @param nextHostKeySecret with the host key that is published before it is used; null: none
   * @param hopSecret with its keys of the hop; null: it has no readers
   */
  record Gateway(Names names, @Nullable String nextHostKeySecret, @Nullable String hopSecret)
      implements PodRole {}

  /**
   * Its gateway alone comes to it.
   *
   * @param name of its Deployment, its ConfigMap and its Secret
   */
  record Reader(Names names, String id, String name) implements PodRole {}

  /** The name of its Deployment and its ConfigMap. */
  default String object() {
    return switch (this) {
      case Gateway gateway -> gateway.names().gateway();
      case Reader reader -> reader.name();
    };
  }

  /** The Secret with the token of its status port. */
  default String statusSecret() {
    return switch (this) {
      case Gateway gateway -> gateway.names().gatewaySecret();
      case Reader reader -> reader.name();
    };
  }

  /** The Secret with its keys of the hop; null: it needs none. */
  default @Nullable String hop() {
    return switch (this) {
      case Gateway gateway -> gateway.hopSecret();
      case Reader reader -> reader.name();
    };
  }

  /** Of its objects and its pods. */
  default Map<String, String> labels() {
    return switch (this) {
      case Gateway gateway -> Labels.of(gateway.names());
      case Reader reader -> Labels.ofReader(reader.names(), reader.id());
    };
  }

  /** What selects its pods. */
  default Map<String, String> selector() {
    return switch (this) {
      case Gateway gateway -> Labels.selector(gateway.names());
      case Reader reader -> Labels.selectorOfReader(reader.names(), reader.id());
    };
  }

  /** The name of its container. */
  default String container() {
    return switch (this) {
      case Gateway gateway -> "gateway";
      case Reader reader -> "reader";
    };
  }

  /** Where it is come to. */
  default ContainerPort port() {
    return switch (this) {
      case Gateway gateway -> port("ssh", PodTemplate.SSH_PORT);
      case Reader reader -> port("hop", PodTemplate.HOP_PORT);
    };
  }

  private static ContainerPort port(String name, int number) {
    return new ContainerPortBuilder()
        .withName(name)
        .withContainerPort(number)
        .withProtocol("TCP")
        .build();
  }
}
