package io.backupaccess.gateway.explain;

import io.backupaccess.gateway.command.Access;
import io.backupaccess.gateway.command.CommandPolicy;
import io.backupaccess.gateway.command.Grants;
import io.backupaccess.gateway.command.Grants.Availability;
import io.backupaccess.gateway.command.Grants.Export;
import io.backupaccess.gateway.command.PolicyLimits;
import io.backupaccess.gateway.command.Refusal;
import io.backupaccess.gateway.command.SecludedArguments;
import io.backupaccess.gateway.command.Verdict;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Decides as a gateway with this layout would. */
final class Explainer {
  private static final String ROOT = "root";

  private final CommandPolicy policy;
  private final Grants grants;
  private final Map<String, Path> exports;

  Explainer(ExplainCommand.Layout layout, Access access, PolicyLimits limits) {
    policy = new CommandPolicy(limits);
    exports = layout.root == null ? layout.exports : Map.of(ROOT, layout.root);
    grants =
        layout.root == null
            ? new Grants.Volumes(
                exports.keySet().stream().map(name -> served(name, access)).toList())
            : new Grants.Root(served(ROOT, access));
  }

  private static Export served(String name, Access access) {
    return new Export(name, Availability.SERVED, access);
  }

  Explanation explain(byte[] command) {
    return explanation(policy.decide(command, grants));
  }

  /** What becomes of a command whose arguments are at the start of a stream. */
  Explanation explain(byte[] command, byte[] stream) {
    Verdict verdict = policy.decide(command, grants);
    if (verdict instanceof Verdict.Secluded secluded) {
      SecludedArguments arguments = new SecludedArguments();
      verdict =
          arguments.take(ByteBuffer.wrap(stream)) == SecludedArguments.State.COMPLETE
              ? policy.decide(secluded, arguments.arguments(), grants)
              : new Verdict.Refuse(Refusal.MALFORMED, "the arguments in the stream do not end.");
    }
    return explanation(verdict);
  }

  private Explanation explanation(Verdict verdict) {
    return Explanation.of(
        verdict, name -> Objects.requireNonNull(exports.get(name)).toAbsolutePath().toString());
  }
}
