package io.backupaccess.gateway.config;

import io.backupaccess.gatewayconfig.GatewayStatus.Mount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is mounted where this process is, as the kernel lists it: proc_pid_mountinfo(5). */
public record MountTable(List<MountTable.Line> lines) {
  private static final Path SELF = Path.of("/proc/self/mountinfo");

  private static final Pattern LINE =
      Pattern.compile(
          "\\S+ \\S+ \\S+ \\S+ (?<point>\\S+) (?<options>\\S+) .*?- \\S+ \\S* (?<ofFileSystem>\\S+)");

  /** White space and backslashes in paths. */
  private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

  /**
   * A line of the table.
   *
   * @param point the path at which it is mounted
   * @param readOnly by the mount's own options or by those of its file system
   */
  public record Line(String point, boolean readOnly) {}

  /** Copies the list. */
  public MountTable {
    lines = List.copyOf(lines);
  }

  /** The table as it is now. */
  public static MountTable read() throws IOException {
    return parse(new String(Files.readAllBytes(SELF), StandardCharsets.UTF_8));
  }

  static MountTable parse(String table) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (String text : table.lines().toList()) {
      Matcher line = LINE.matcher(text);
      if (!line.matches()) {
        throw new IOException(SELF + " has a line that cannot be read");
      }
      lines.add(
          new Line(
              unescaped(line.group("point")),
              isReadOnly(line.group("options")) || isReadOnly(line.group("ofFileSystem"))));
    }
    return new MountTable(lines);
  }

  private static boolean isReadOnly(String options) {
    return Arrays.asList(options.split(",")).contains("ro");
  }

  private static String unescaped(String point) {
    return ESCAPED
        .matcher(point)
        .replaceAll(
            octal ->
                Matcher.quoteReplacement(Character.toString(Integer.parseInt(octal.group(1), 8))));
  }

  /** How what has this absolute path is mounted; symbolic links in it are not followed. */
  public Mount of(String path) {
    Line nearest = new Line("", false);
    boolean recursively = true;
    for (Line line : lines) {
      if (isWithin(path, line.point()) && line.point().length() >= nearest.point().length()) {
        // Of several at one point the last lies on top.
        nearest = line;
      } else if (isWithin(line.point(), path) && !line.point().equals(path)) {
        recursively &= line.readOnly();
      }
    }
    return new Mount(path, nearest.readOnly(), nearest.readOnly() && recursively);
  }

  private static boolean isWithin(String path, String folder) {
    return path.equals(folder) || path.startsWith(folder.endsWith("/") ? folder : folder + "/");
  }
}
