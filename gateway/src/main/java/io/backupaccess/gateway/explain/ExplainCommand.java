package io.backupaccess.gateway.explain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.backupaccess.gateway.command.PolicyLimits;
import io.backupaccess.gateway.command.PolicyLimits.Confinement;
import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Access.Mode;
import io.backupaccess.gateway.volume.VolumeName;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

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
      names = "--mode",
      paramLabel = "ro|wo|rw",
      defaultValue = "ro",
      converter = ModeConverter.class,
      description = "What the key may do: read (the default), write, or both.")
  private Mode mode = Mode.READ_ONLY;

  @Option(names = "--no-del", description = "What is written may not delete.")
  private boolean withoutDeleting;

  @Option(names = "--no-overwrite", description = "What is written may not replace what is there.")
  private boolean withoutOverwriting;

  @Option(
      names = "--munge",
      description = "Links lead nowhere while they are stored, as with rrsync -munge.")
  private boolean munge;

  @Option(
      names = "--best-effort",
      description = "As a gateway does whose kernel cannot confine rsync.")
  private boolean bestEffort;

  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8);

  /** What the key would see. */
  static final class Layout {
    @Option(
        names = "--root",
        paramLabel = "DIR",
        converter = AbsolutePathConverter.class,
        description = "Paths are relative to DIR, as with rrsync DIR.")
    @Nullable Path root;

    @Option(
        names = {"--volume", "--export"},
        paramLabel = "NAME=PATH",
        converter = {NameConverter.class, AbsolutePathConverter.class},
        description =
            "The first element of a path is NAME; may be repeated. --export is its former name.")
    Map<VolumeName, Path> volumes = new LinkedHashMap<>();
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
        description =
            "As --lines, and after a tab what the client sends at the start of its stream.")
    private @Nullable String secluded;
  }

  @Override
  public Integer call() throws IOException {
    Explainer explainer = new Explainer(layout, access(), limits());
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

  private Access access() {
    Set<Change> changes = EnumSet.noneOf(Change.class);
    if (mode != Mode.READ_ONLY && !withoutDeleting) {
      changes.add(Change.DELETE);
    }
    if (mode != Mode.READ_ONLY && !withoutOverwriting) {
      changes.add(Change.OVERWRITE);
    }
    return new Access(mode, changes);
  }

  private PolicyLimits limits() {
    PolicyLimits limits = PolicyLimits.of(bestEffort ? Confinement.UNPROVEN : Confinement.PROVEN);
    return munge ? limits.munged() : limits;
  }

  /** The modes by the names that rrsync gives them. */
  static final class ModeConverter implements ITypeConverter<Mode> {
    @Override
    public Mode convert(String name) {
      return switch (name) {
        case "ro" -> Mode.READ_ONLY;
        case "wo" -> Mode.WRITE_ONLY;
        case "rw" -> Mode.READ_WRITE;
        default -> throw new TypeConversionException("expected ro, wo or rw, not '" + name + "'");
      };
    }
  }

  /** The names of volumes. */
  static final class NameConverter implements ITypeConverter<VolumeName> {
    @Override
    public VolumeName convert(String name) {
      return VolumeName.parse(name)
          .orElseThrow(() -> new TypeConversionException("'" + name + "' names no volume"));
    }
  }

  /** Paths, from the current folder on. */
  static final class AbsolutePathConverter implements ITypeConverter<Path> {
    @Override
    public Path convert(String path) {
      return Path.of(path).toAbsolutePath();
    }
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
}
