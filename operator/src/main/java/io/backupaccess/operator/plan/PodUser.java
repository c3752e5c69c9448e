package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.GatewaySpec;
import io.backupaccess.api.v1alpha1.GatewaySpec.Privilege;
import java.util.Objects;
import java.util.Optional;

/** Whom the gateway's pod runs as. */
record PodUser(long user, long group) {

  private static final long ROOT = 0;
  private static final long DEFAULT_USER = 65532;

  static PodUser of(GatewaySpec spec) {
    long user =
        spec.privilege() == Privilege.RESTRICTED
            ? Objects.requireNonNullElse(spec.runAsUser(), DEFAULT_USER)
            : ROOT;
    return new PodUser(user, Objects.requireNonNullElse(spec.runAsGroup(), user));
  }

  /**
   * The {@code /etc/passwd} of a user that the image's own does not have; OpenSSH's sftp-server
   * does not start without an entry. The name is the number, because rsync tells names to its
   * client, which would prefer its own user of that name.
   */
  Optional<String> passwd() {
    return user == ROOT || user == DEFAULT_USER
        ? Optional.empty()
        : Optional.of(
            """
            root:x:0:0:root:/:/bin/false
            %1$d:x:%1$d:%2$d::/:/bin/false
            """
                .formatted(user, group));
  }
}
