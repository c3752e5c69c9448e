package io.backupaccess.gateway.command;

import io.backupaccess.gatewayconfig.IncomingFolder;
import java.util.ArrayList;
import java.util.List;

/**
 * A path of a command, in its parts: no empty part, no {@code .} and no {@code ..} is among the
 * components.
 *
 * @param components the names, as globs in which a backslash makes the next byte literal; empty:
 *     the top
 * @param namedFrom how many components come before the path's {@code /./}, which with {@code
 *     --relative} are not part of the transmitted name; 0: all are part of it
 * @param start how the path begins
 * @param end how the path ends
 */
public record RemotePath(List<String> components, int namedFrom, Start start, End end) {
  public RemotePath {
    components = List.copyOf(components);
  }

  /** How a path begins. */
  public enum Start {
    PLAIN,
    /** With {@code --relative}, {@code ./} sends the attributes of the top as well. */
    WITH_DOT,
    /** With a slash, which means no more than none unless the client may name absolute paths. */
    SLASH
  }

  /** How a path ends. */
  public enum End {
    /** A folder is sent under its own name. */
    NAME,
    /** A folder's contents are sent. */
    SLASH,
    /** The same, written as {@code /.}. */
    DOT
  }

  /** Reads a path, or refuses one that leads upwards. */
  static RemotePath of(Word word) {
    // Escaping leaves slashes and dots as they are, so that they can be looked for in the glob.
    String[] parts = word.glob().split("/", -1);
    List<String> components = new ArrayList<>();
    int namedFrom = 0;
    Start start = parts.length > 1 && parts[0].isEmpty() ? Start.SLASH : Start.PLAIN;
    End end = parts[parts.length - 1].isEmpty() ? End.SLASH : End.NAME;
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      boolean last = i == parts.length - 1;
      if (part.equals("..")) {
        throw new RefusedException(
            Refusal.BAD_PATH, "do not use .. in a path: " + QuotedText.quote(word.text()));
      } else if (new Word(part).text().equals(IncomingFolder.NAME)) {
        throw new RefusedException(
            Refusal.BAD_PATH, IncomingFolder.NAME + " is this server's own folder.");
      } else if (part.equals(".") && last) {
        end = End.DOT;
      } else if (part.equals(".") && i == 0) {
        start = Start.WITH_DOT;
      } else if (part.equals(".") && namedFrom == 0) {
        namedFrom = components.size();
      } else if (!part.equals(".") && !part.isEmpty()) {
        components.add(part);
      }
    }
    return new RemotePath(components, namedFrom, start, end);
  }

  /** The path as one glob; the top is {@code .}. */
  public String glob() {
    String dot = start == Start.WITH_DOT ? "./" : "";
    return isTop() ? "." : dot + relative().glob();
  }

  boolean isTop() {
    return components.isEmpty();
  }

  /** The first component, or nothing for the top. */
  Word first() {
    return new Word(components.isEmpty() ? "" : components.getFirst());
  }

  /** The folder of this name. */
  static RemotePath named(String name) {
    return new RemotePath(List.of(Word.literal(name).glob()), 0, Start.PLAIN, End.NAME);
  }

  /** The same folder with a trailing slash. */
  RemotePath asFolder() {
    return new RemotePath(components, namedFrom, start, end == End.NAME ? End.SLASH : end);
  }

  /** The path seen from the folder that its first component names. */
  RemotePath withoutFirst() {
    return new RemotePath(
        components.isEmpty() ? components : components.subList(1, components.size()),
        Math.max(0, namedFrom - 1),
        start,
        end);
  }

  /** Whether the path is absolute and begins with the names of these folders, letter by letter. */
  boolean isWithin(List<String> folders) {
    return start == Start.SLASH
        && !folders.isEmpty()
        && components.stream()
            .limit(folders.size())
            .map(component -> new Word(component).text())
            .toList()
            .equals(folders);
  }

  /** The path seen from the last of these folders if it is within them, else as it is. */
  RemotePath within(List<String> folders) {
    return isWithin(folders)
        ? new RemotePath(
            components.subList(folders.size(), components.size()),
            Math.max(0, namedFrom - folders.size()),
            Start.PLAIN,
            end)
        : this;
  }

  /** The same path with the names of these folders, which it is within, taken literally. */
  RemotePath naming(List<String> folders) {
    List<String> named = new ArrayList<>(components);
    for (int i = 0; i < folders.size(); i++) {
      named.set(i, Word.literal(folders.get(i)).glob());
    }
    return new RemotePath(named, namedFrom, start, end);
  }

  /** The path with another first component, given literally. */
  RemotePath withFirst(String name) {
    List<String> replaced = new ArrayList<>(components);
    replaced.set(0, Word.literal(name).glob());
    return new RemotePath(replaced, namedFrom, start, end);
  }

  /** The path where its whole text is its name, or none of it: without {@code --relative}. */
  Word plain() {
    return new Word(String.join("/", components) + ending());
  }

  /** The path with its {@code /./} where the client put it. */
  Word relative() {
    if (namedFrom == 0) {
      return plain();
    }
    return new Word(
        String.join("/", components.subList(0, namedFrom))
            + "/./"
            + String.join("/", components.subList(namedFrom, components.size()))
            + (namedFrom == components.size() ? "" : ending()));
  }

  /**
   * The path that with {@code --relative} transmits the names that it would transmit without: the
   * last component, or for contents none.
   */
  Word relativeToItsName() {
    int above = end == End.NAME ? components.size() - 1 : components.size();
    return new RemotePath(components, above, start, end).relative();
  }

  private String ending() {
    return switch (end) {
      case NAME -> "";
      case SLASH -> "/";
      case DOT -> "/.";
    };
  }
}
