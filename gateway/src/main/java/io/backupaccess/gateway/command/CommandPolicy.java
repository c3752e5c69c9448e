package io.backupaccess.gateway.command;

import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Grants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides what becomes of the command of an SSH {@code exec} request. Only rsync is accepted:
 * pulls, and pushes where the key may write; what then runs is built anew from what was understood.
 */
public final class CommandPolicy {
  /** A cluster of letters with an {@code s}, as rsync's client writes it: always first. */
  private static final Pattern SECLUDED = Pattern.compile("-s([A-Za-df-z]*)(e.*)?");

  private final PolicyLimits limits;

  /** A policy that holds the values of options to these limits. */
  public CommandPolicy(PolicyLimits limits) {
    this.limits = limits;
  }

  /**
   * The verdict on a command, for a key with these grants.
   *
   * @param stream where its arguments are, if the command leaves them to its client's stream; it is
   *     not read otherwise
   * @throws IOException of the stream alone
   */
  public Verdict decide(byte[] command, Grants grants, SecludedStream stream) throws IOException {
    try {
      return decide(Word.split(command), grants, stream);
    } catch (RefusedException refused) {
      return refused.verdict();
    }
  }

  private Verdict decide(List<Word> words, Grants grants, SecludedStream stream)
      throws IOException {
    if (words.size() == 1 && words.getFirst().text().equals("true")) {
      return new Verdict.Probe();
    }
    Direction direction = allowedDirection(words, grants);
    OptionParser parser = new OptionParser(direction, limits);
    List<Word> options = words.subList(firstOption(direction), words.size());
    if (secludes(options)) {
      return decideSecluded(parser, options, arguments(stream), grants);
    }
    Iterator<Word> rest = options.iterator();
    parser.read(rest);
    return accept(parser, paths(rest), grants);
  }

  private static List<String> arguments(SecludedStream stream) throws IOException {
    return stream
        .arguments()
        .filter(words -> !words.isEmpty() && words.getFirst().equals("rsync"))
        .orElseThrow(
            () ->
                new RefusedException(
                    Refusal.MALFORMED, "the arguments in the stream are not those of rsync."));
  }

  private Verdict decideSecluded(
      OptionParser parser, List<Word> options, List<String> arguments, Grants grants) {
    parser.readWithoutPaths(withoutSecluding(options).iterator());
    Iterator<Word> rest = secludedWords(arguments.subList(1, arguments.size())).iterator();
    parser.read(rest);
    parser.requireUnconvertedPaths();
    return accept(parser, paths(rest), grants);
  }

  /**
   * rsync takes the options of such a stream as they are, and gives wildcards in paths a meaning.
   */
  private static List<Word> secludedWords(List<String> arguments) {
    int dot = arguments.indexOf(".");
    List<Word> words = new ArrayList<>();
    for (String argument : arguments) {
      words.add(dot >= 0 && words.size() > dot ? Word.secluded(argument) : Word.literal(argument));
    }
    return words;
  }

  private static List<RemotePath> paths(Iterator<Word> words) {
    List<RemotePath> paths = new ArrayList<>();
    words.forEachRemaining(word -> paths.add(RemotePath.of(word)));
    return paths;
  }

  private Direction allowedDirection(List<Word> words, Grants grants) {
    Direction direction = direction(words);
    if (direction == Direction.PUSH) {
      new Destination(grants, limits).requireWritable();
    }
    return direction;
  }

  /** Refuses all but {@code rsync --server}, the program's name with any folder. */
  private static Direction direction(List<Word> words) {
    String program = words.isEmpty() ? "" : words.getFirst().text();
    if (!program.equals("rsync") && !(program.startsWith("/") && program.endsWith("/rsync"))) {
      throw ForeignCommand.refusal(words);
    }
    if (words.size() < 2 || !words.get(1).text().equals("--server")) {
      throw new RefusedException(Refusal.NOT_A_SERVER_COMMAND, notOfItsClient(words));
    }
    String third = words.size() < 3 ? "" : words.get(2).text();
    if (third.equals("--daemon")) {
      throw new RefusedException(
          Refusal.DAEMON, "rsync's daemon is not served here: use HOST:PATH, not HOST::MODULE.");
    }
    return third.equals("--sender") ? Direction.PULL : Direction.PUSH;
  }

  /** What helps who runs rsync here by hand, or has a client run something in its place. */
  private static String notOfItsClient(List<Word> words) {
    List<String> arguments = words.stream().skip(1).map(Word::text).toList();
    if (arguments.contains("--server")) {
      return "only the command of rsync's own client is served here: leave out --rsync-path.";
    }
    return List.of("--version", "-V", "-VV", "--help").containsAll(arguments)
        ? "rsync 3.5.0 or later answers here, but its own client alone: try rsync HOST:/ at your side."
        : "rsync answers its own client alone here: run it at your side, such as rsync -a HOST:/ FOLDER/.";
  }

  /** Where the options begin that follow {@code --server} and {@code --sender}. */
  private static int firstOption(Direction direction) {
    return switch (direction) {
      case PULL -> 3;
      case PUSH -> 2;
    };
  }

  /** Whether the letters at the options' beginning contain {@code s}. */
  private static boolean secludes(List<Word> options) {
    return !options.isEmpty() && SECLUDED.matcher(options.getFirst().text()).matches();
  }

  /** The options of such a command, without the {@code s}. */
  private static List<Word> withoutSecluding(List<Word> options) {
    List<Word> others = new ArrayList<>();
    Matcher cluster = SECLUDED.matcher(options.getFirst().text());
    if (cluster.matches()) {
      String letters = cluster.group(1) + Objects.requireNonNullElse(cluster.group(2), "");
      if (!letters.isEmpty()) {
        others.add(Word.literal("-" + letters));
      }
    }
    options.stream().skip(1).map(option -> Word.literal(option.text())).forEach(others::add);
    return others;
  }

  private Verdict accept(OptionParser parser, List<RemotePath> asked, Grants grants) {
    List<RemotePath> paths = asked.isEmpty() ? List.of(RemotePath.of(Word.literal("."))) : asked;
    if (grants instanceof Grants.Volumes) {
      paths.forEach(CommandPolicy::refuseHome);
    }
    RsyncRequest request = new RsyncRequest(parser.options(), paths);
    request.options().fileList().ifPresent(_ -> requireOneFolder(paths));
    Invocation invocation =
        switch (request.options().direction()) {
          case PULL -> pull(request, grants);
          case PUSH -> new Destination(grants, limits).resolve(request, parser.needs());
        };
    return new Verdict.Accept(request, parser.dropped(), invocation);
  }

  /** No volume has such a name, so whoever writes it means what a shell makes of it. */
  private static void refuseHome(RemotePath path) {
    String first = path.first().text();
    if (first.startsWith("~")) {
      String rest =
          path.components().size() < 2
              ? "VOLUME"
              : QuotedText.quote(path.withoutFirst().first().text());
      throw new RefusedException(
          Refusal.BAD_PATH,
          "there is no home folder here: write HOST:"
              + rest
              + "/ or HOST:/"
              + rest
              + "/ instead of HOST:"
              + QuotedText.quote(first)
              + "/.");
    }
  }

  private Invocation pull(RsyncRequest request, Grants grants) {
    return switch (grants) {
      case Grants.Volumes volumes -> VirtualRoot.resolve(request, volumes, limits.confinement());
      case Grants.Root root -> SingleRoot.resolve(request, root, limits.confinement());
    };
  }

  private static void requireOneFolder(List<RemotePath> paths) {
    if (paths.size() != 1 || paths.getFirst().plain().isPattern()) {
      throw new RefusedException(
          Refusal.BAD_PATH, "with --files-from, the source is one folder, without wildcards.");
    }
  }
}
