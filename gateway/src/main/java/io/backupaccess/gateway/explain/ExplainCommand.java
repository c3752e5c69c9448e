package io.backupaccess.gateway.explain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.backupaccess.gateway.command.CommandPolicy;
import io.backupaccess.gateway.command.Grants;
import io.backupaccess.gateway.command.Grants.Availability;
import io.backupaccess.gateway.command.Grants.Export;
import io.backupaccess.gateway.command.PolicyLimits;
import io.backupaccess.gateway.command.PolicyLimits.Confinement;
import io.backupaccess.gateway.command.Refusal;
import io.backupaccess.gateway.command.SecludedArguments;
import io.backupaccess.gateway.command.Verdict;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gateway explain}: prints, one JSON object a line, what would become of commands. */
@Command(
    name = "explain",
    description = "Prints what the gateway would do with a command, as one JSON object a line.",
    mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  @ArgGroup(multiplicity = "1")
  private Layout layout = new Layout();

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  @Option(
      names = "--best-effort",
      description = "As a gateway does whose kernel cannot confine a pull.")
  private boolean bestEffort;

  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8);

  /** What the key would see. */
  static final class Layout {
    @Option(
        names = "--root",
        paramLabel = "DIR",
        description = "Paths are relative to DIR, as with rrsync DIR.")
    private @Nullable Path root;

    @Option(
        names = "--export",
        paramLabel = "NAME=PATH",
        description = "The first element of a path is NAME; may be repeated.")
    private Map<String, Path> exports = new LinkedHashMap<>();
  }

  /** Where the commands come from. */
  static final class Source {
    @Parameters(paramLabel = "COMMAND", description = "The command of an SSH client.")
    private @Nullable String command;

    @Option(
        names = "--lines",
        paramLabel = "FILE",
        description =
            "Commands, one a line, with \\\\ \\t \\n \\r \\xHH for bytes; -: standard input.")
    private @Nullable String lines;

    @Option(
        names = "--secluded",
        paramLabel = "FILE",
        description = "The same, and after a tab what the client sends at the start of its stream.")
    private @Nullable String secluded;
  }

  @Override
  public Integer call() throws IOException {
    Explainer explainer = new Explainer(layout, bestEffort);
    if (source.command != null) {
      print(explainer.explain(source.command.getBytes(UTF_8)));
    } else if (source.lines != null) {
      forEachLine(source.lines, line -> print(explainer.explain(RecordedBytes.unescape(line))));
    } else if (source.secluded != null) {
      forEachLine(
          source.secluded,
          line -> {
            String[] fields = line.split("\t", -1);
            byte[] stream = RecordedBytes.unescape(fields.length > 1 ? fields[1] : "");
            print(explainer.explain(RecordedBytes.unescape(fields[0]), stream));
          });
    }
    out.flush();
    return out.checkError() ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private void print(Explanation explanation) throws IOException {
    out.println(JSON.writeValueAsString(explanation));
  }

  private interface LineAction {
    void accept(String line) throws IOException;
  }

  private static void forEachLine(String file, LineAction action) throws IOException {
    try (BufferedReader reader =
        file.equals("-")
            ? new BufferedReader(new InputStreamReader(System.in, ISO_8859_1))
            : Files.newBufferedReader(Path.of(file), ISO_8859_1)) {
      for (String line; (line = reader.readLine()) != null; ) {
        action.accept(line);
      }
    }
  }

  /** Decides as a gateway with this layout would. */
  private static final class Explainer {
    private final CommandPolicy policy;
    private final Grants grants;
    private final Map<String, Path> exports;

    Explainer(Layout layout, boolean bestEffort) {
      policy =
          new CommandPolicy(
              PolicyLimits.of(bestEffort ? Confinement.UNPROVEN : Confinement.PROVEN));
      exports = layout.root == null ? layout.exports : Map.of("root", layout.root);
      grants =
          layout.root == null
              ? new Grants.Volumes(exports.keySet().stream().map(Explainer::served).toList())
              : new Grants.Root(served("root"));
    }

    private static Export served(String name) {
      return new Export(name, Availability.SERVED);
    }

    Explanation explain(byte[] command) {
      return explanation(policy.decide(command, grants));
    }

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
}
