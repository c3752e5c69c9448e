package io.backupaccess.gateway.command;

import java.util.List;

/**
 * A folder of the volume that a push writes to.
 *
 * @param option the option that names it, such as {@code --link-dest}
 * @param base what the path begins at
 * @param path the folder
 */
public record FolderOption(String option, Base base, RemotePath path) {

  /** What a path begins at. */
  public enum Base {
    /** The place that the push writes to; rsync looks relative paths up from there. */
    DESTINATION,
    /** The root that the key sees. */
    ROOT
  }

  /** Reads the value of an option, or refuses one that leads upwards. */
  static FolderOption of(String option, String value) {
    // Where ../last leads is only known once rsync has gone to its destination, through whatever
    // links are there.
    if (List.of(value.split("/", -1)).contains("..")) {
      throw new RefusedException(
          Refusal.BAD_PATH,
          "do not use .. in " + option + ": name the folder from the root, with a leading slash.");
    }
    Base base = value.startsWith("/") ? Base.ROOT : Base.DESTINATION;
    return new FolderOption(option, base, RemotePath.of(Word.literal(value)));
  }

  /**
   * The same folder where a relative path begins at the root too, as rrsync has it. A folder of
   * partial files is one in each folder that files are sent to: rsync would mix up what has the
   * same name in one for all.
   */
  FolderOption fromRoot() {
    return option.equals("--partial-dir") ? this : new FolderOption(option, Base.ROOT, path);
  }

  /** The same folder where the root is the volume that the path names first. */
  FolderOption movedInside() {
    return new FolderOption(option, base, path.withoutFirst());
  }

  /** The option with its value, as the client sees the folder. */
  public String text() {
    return base == Base.ROOT && path.isTop() ? option + "=/" : argument("");
  }

  /** The option with its value, where a volume is at this place. */
  String argument(String volume) {
    String text = path.isTop() ? "" : path.plain().text();
    return option
        + "="
        + switch (base) {
          case ROOT -> text.isEmpty() ? volume : volume + "/" + text;
          case DESTINATION -> text.isEmpty() ? "." : text;
        };
  }
}
