package io.backupaccess.gateway.explain;

import io.backupaccess.gateway.command.CommandPolicy;
import io.backupaccess.gateway.command.PolicyLimits;
import io.backupaccess.gateway.command.SecludedArguments;
import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Place;
import io.backupaccess.gateway.volume.Volume;
import io.backupaccess.gateway.volume.VolumeName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Decides as a gateway with this layout would. */
final class Explainer {
  private static final VolumeName ROOT = new VolumeName("root");

  private final CommandPolicy policy;
  private final Grants grants;

  Explainer(ExplainCommand.Layout layout, Access access, PolicyLimits limits) {
    policy = new CommandPolicy(limits);
    grants =
        layout.root == null
            ? new Grants.Volumes(
                layout.volumes.entrySet().stream()
                    .<Granted>map(
                        volume -> new Volume(volume.getKey(), access, Place.of(volume.getValue())))
                    .toList())
            : new Grants.Root(new Volume(ROOT, access, Place.of(layout.root)));
  }

  /** What becomes of a command, of the stream of which nothing is known. */
  Explanation explain(byte[] command) throws IOException {
    try {
      return Explanation.of(
          policy.decide(
              command,
              grants,
              () -> {
                throw new UnknownStreamException();
              }));
    } catch (UnknownStreamException e) {
      return Explanation.ofSecluded();
    }
  }

  /** What becomes of a command whose arguments are at the start of a stream. */
  Explanation explain(byte[] command, byte[] stream) throws IOException {
    SecludedArguments arguments = new SecludedArguments();
    return Explanation.of(
        policy.decide(
            command,
            grants,
            () ->
                arguments.take(ByteBuffer.wrap(stream)) == SecludedArguments.State.COMPLETE
                    ? Optional.of(arguments.arguments())
                    : Optional.empty()));
  }

  private static final class UnknownStreamException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
