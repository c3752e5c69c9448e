package io.backupaccess.gateway.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The recorded command lines of real clients: tab-separated, with a line of titles. */
public final class Vectors {
  private Vectors() {}

  /**
   * The fields of every row of a file, with the escapes taken back, one Latin-1 character a byte.
   */
  static List<List<String>> rows(String file) {
    try (InputStream in = Vectors.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .skip(1)
          .filter(line -> !line.isBlank())
          .map(line -> Arrays.stream(line.split("\t", -1)).map(Vectors::unescape).toList())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every distinct command, secluded ones included. */
  public static List<String> commands() {
    return Stream.of(
            rows("rsync-argv-vectors.tsv").stream().map(row -> row.get(2)),
            rows("rsync-secluded-args-vectors.tsv").stream().map(row -> row.get(2)),
            rows("rrsync-ro-verdicts.tsv").stream().map(List::getFirst),
            rows("rsync-push-vectors.tsv").stream().map(row -> row.get(2)),
            rows("rrsync-wo-verdicts.tsv").stream().map(List::getFirst))
        .flatMap(commands -> commands)
        .distinct()
        .toList();
  }

  private static String unescape(String field) {
    String bytes = new String(field.getBytes(UTF_8), ISO_8859_1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.charAt(i) != '\\') {
        text.append(bytes.charAt(i));
        continue;
      }
      char escape = bytes.charAt(++i);
      switch (escape) {
        case 't' -> text.append('\t');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 'x' -> {
          text.append((char) Integer.parseInt(bytes.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> text.append(escape);
      }
    }
    return text.toString();
  }
}
