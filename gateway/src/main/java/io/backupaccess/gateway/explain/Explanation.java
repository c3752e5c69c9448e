package io.backupaccess.gateway.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.backupaccess.gateway.command.Argument;
import io.backupaccess.gateway.command.FolderOption;
import io.backupaccess.gateway.command.Invocation;
import io.backupaccess.gateway.command.Location;
import io.backupaccess.gateway.command.RsyncRequest;
import io.backupaccess.gateway.command.ServerOptions;
import io.backupaccess.gateway.command.ServerOptions.FileList;
import io.backupaccess.gateway.command.Verdict;
import io.backupaccess.gateway.volume.Volume;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code gateway explain}.
 *
 * @param verdict {@code accept} or {@code refuse}
 * @param reason what the client would read, or what is special about the command
 * @param rule the rule that refused
 * @param request what was understood
 * @param argv the arguments after the program's name; {@code --server} is the first
 * @param patterns those of them that are expanded where rsync runs
 * @param directory where rsync runs
 * @param volumes the volumes that are opened
 * @param dropped options that were left out because they concern the client alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"verdict", "reason", "rule"})
record Explanation(
    String verdict,
    @Nullable String reason,
    @Nullable String rule,
    @Nullable Request request,
    List<String> argv,
    List<String> patterns,
    @Nullable String directory,
    List<String> volumes,
    List<String> dropped) {

  /** Where rsync would run if not in a volume: in a folder of links to them. */
  private static final String LINKS = "/run/backup-access/links";

  /** What was understood of a command. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Request(
      String direction,
      Map<String, Integer> letters,
      @Nullable String capabilities,
      Map<String, Integer> flags,
      Map<String, String> values,
      List<String> folders,
      @Nullable String filesFrom,
      List<String> paths) {}

  static Explanation of(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accept accept -> accepted(accept);
      case Verdict.Probe() -> special("a probe of the connection: exits with 0");
      case Verdict.Refuse(var rule, String message) ->
          new Explanation(
              "refuse",
              message,
              rule.name(),
              null,
              List.of(),
              List.of(),
              null,
              List.of(),
              List.of());
    };
  }

  /** What becomes of a command of which only the words in the request are known. */
  static Explanation ofSecluded() {
    return special(
        "its arguments come in the stream, and are decided on like those of any command");
  }

  private static Explanation special(String reason) {
    return new Explanation(
        "accept", reason, null, null, List.of(), List.of(), null, List.of(), List.of());
  }

  private static Explanation accepted(Verdict.Accept accept) {
    Invocation invocation = accept.invocation();
    String directory =
        switch (invocation.location()) {
          case Location.LinkFolder _, Location.Names _ -> LINKS;
          case Location.Inside(Volume volume) -> volume.place().path().toString();
        };
    return new Explanation(
        "accept",
        null,
        null,
        request(accept.request()),
        readable(invocation.arguments(directory).stream().map(Argument::text).toList()),
        readable(
            invocation.paths().stream()
                .filter(Argument.Pattern.class::isInstance)
                .map(Argument::text)
                .toList()),
        directory,
        invocation.location().volumes().stream().map(volume -> volume.name().value()).toList(),
        readable(accept.dropped()));
  }

  private static Request request(RsyncRequest request) {
    ServerOptions options = request.options();
    SequencedMap<String, Integer> letters = new TreeMap<>();
    options.letters().forEach((letter, times) -> letters.put(letter.toString(), times));
    return new Request(
        options.direction().name().toLowerCase(Locale.ROOT),
        letters,
        options.capabilities().orElse(null),
        options.flags(),
        options.values(),
        readable(options.folders().stream().map(FolderOption::text).toList()),
        options.fileList().map(Explanation::filesFrom).orElse(null),
        readable(request.paths().stream().map(path -> path.glob()).toList()));
  }

  private static String filesFrom(FileList list) {
    return switch (list) {
      case FileList.FromClient() -> "-";
      case FileList.FromVolume(var path) -> RecordedBytes.readable(path.glob());
    };
  }

  private static List<String> readable(List<String> texts) {
    return texts.stream().map(RecordedBytes::readable).toList();
  }
}
