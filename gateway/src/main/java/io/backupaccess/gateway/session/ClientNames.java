package io.backupaccess.gateway.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the folders of this side are called by a client, for lines that rsync writes to standard
 * error: rsync puts the folder that it runs in before each name.
 */
final class ClientNames {
  /** Leaves everything as it is. */
  static final ClientNames NONE = new ClientNames(Map.of());

  private record Folder(String path, String name) {}

  private final List<Folder> folders;
  private final Pattern paths;

  /**
   * Names of folders.
   *
   * @param names absolute paths, and what a client calls each, such as {@code /db}; the root that
   *     the client sees is the empty name
   */
  ClientNames(Map<String, String> names) {
    List<Folder> longestFirst = new ArrayList<>();
    names.forEach((path, name) -> longestFirst.add(new Folder(escaped(path), name)));
    longestFirst.sort(Comparator.comparing(folder -> -folder.path().length()));
    folders = List.copyOf(longestFirst);
    // Nothing that continues the folder's own name may follow.
    paths =
        Pattern.compile(
            folders.stream()
                .map(folder -> "(" + Pattern.quote(folder.path()) + ")")
                .collect(Collectors.joining("|", "(?:", ")(/|(?=[\"\\s:]|$))")));
  }

  /** As rsync shows bytes that are no printable ASCII. */
  private static String escaped(String path) {
    StringBuilder shown = new StringBuilder();
    for (byte value : path.getBytes(UTF_8)) {
      shown.append(
          value >= ' ' && value < 0x7f
              ? String.valueOf((char) value)
              : "\\#%03o".formatted(value & 0xff));
    }
    return shown.toString();
  }

  /** A line, one Latin-1 character a byte, with the client's names. */
  byte[] in(byte[] line) {
    if (folders.isEmpty()) {
      return line;
    }
    Matcher matcher = paths.matcher(new String(line, ISO_8859_1));
    return matcher.replaceAll(found -> Matcher.quoteReplacement(name(found))).getBytes(ISO_8859_1);
  }

  private String name(MatchResult found) {
    for (int i = 0; i < folders.size(); i++) {
      if (found.group(i + 1) != null) {
        String name = folders.get(i).name() + found.group(folders.size() + 1);
        return name.isEmpty() ? "/" : name;
      }
    }
    throw new IllegalStateException("A folder matched that is none");
  }
}
