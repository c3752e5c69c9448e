package io.backupaccess.gateway.command;

import io.backupaccess.gateway.command.OptionPolicy.Checked;
import io.backupaccess.gateway.command.OptionPolicy.Dropped;
import io.backupaccess.gateway.command.OptionPolicy.FileNames;
import io.backupaccess.gateway.command.OptionPolicy.Flag;
import io.backupaccess.gateway.command.OptionPolicy.Folder;
import io.backupaccess.gateway.command.OptionPolicy.Letter;
import io.backupaccess.gateway.command.OptionPolicy.NeedsChange;
import io.backupaccess.gateway.command.OptionPolicy.NeedsConfinement;
import io.backupaccess.gateway.command.OptionPolicy.Refused;
import io.backupaccess.gateway.command.OptionPolicy.Renamed;
import io.backupaccess.gateway.command.OptionPolicy.Times;
import io.backupaccess.gateway.command.OptionPolicy.Unset;
import io.backupaccess.gateway.command.ServerOptions.FileList;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Direction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads options as rsync's own parser does: letters in clusters, {@code --name=value} and {@code
 * --name value} alike, no abbreviations, the last one wins.
 */
final class OptionParser {
  /** What clients since 3.0 announce; it never contains anything but these. */
  private static final Pattern CAPABILITIES = Pattern.compile("[0-9]{0,3}\\.[A-Za-z0-9]{0,64}");

  /** Letters whose value is the rest of their cluster. */
  private static final String LETTERS_WITH_DIGITS = "B@";

  private static final int MOST_FOLDERS = 20;

  private final Direction direction;
  private final OptionTable table;
  private final PolicyLimits limits;
  private final SortedMap<Character, Integer> letters = new TreeMap<>();
  private final SequencedMap<Character, String> unset = new LinkedHashMap<>();
  private final SequencedMap<String, Integer> flags = new LinkedHashMap<>();
  private final SequencedMap<String, String> values = new LinkedHashMap<>();
  private final List<FolderOption> folders = new ArrayList<>();
  private final Map<Change, String> needs = new EnumMap<>(Change.class);
  private final List<String> dropped = new ArrayList<>();
  private @Nullable String capabilities;
  private @Nullable FileList fileList;

  OptionParser(Direction direction, PolicyLimits limits) {
    this.direction = direction;
    this.table = OptionTable.of(direction);
    this.limits = limits;
  }

  /** Reads the words up to {@code .}, which is left consumed, or refuses. */
  void read(Iterator<Word> words) {
    while (words.hasNext()) {
      Word word = words.next();
      String text = word.text();
      if (text.equals(".")) {
        return;
      } else if (text.startsWith("--") && text.length() > 2) {
        readLong(text, words);
      } else if (text.startsWith("-") && text.length() > 1 && !text.equals("--")) {
        readCluster(text);
      } else {
        throw noServerCommand();
      }
    }
    throw noServerCommand();
  }

  /** Reads the options of a command whose paths come elsewhere, up to its end. */
  void readWithoutPaths(Iterator<Word> words) {
    List<Word> closed = new ArrayList<>();
    words.forEachRemaining(closed::add);
    closed.add(Word.literal("."));
    Iterator<Word> all = closed.iterator();
    read(all);
    if (all.hasNext()) {
      throw noServerCommand();
    }
  }

  /**
   * Refuses a conversion of names that the client expects for its paths too: only paths in a stream
   * of arguments are converted, and only by an rsync that reads that stream itself.
   */
  void requireUnconvertedPaths() {
    String charset = values.get("--iconv");
    if (charset != null && !charset.toLowerCase(Locale.ROOT).startsWith("utf")) {
      throw badValue("--iconv", "with -s, UTF-8 alone; so leave out -s");
    }
  }

  ServerOptions options() {
    limits.bandwidth().ifPresent(most -> values.putIfAbsent("--bwlimit", String.valueOf(most)));
    if (limits.links() == PolicyLimits.Links.MUNGED) {
      flags.put("--munge-links", 1);
    }
    return new ServerOptions(
        direction,
        letters,
        unset,
        Optional.ofNullable(capabilities),
        flags,
        values,
        folders,
        Optional.ofNullable(fileList));
  }

  /** What must be permitted for these options to be, and for each an option that needs it. */
  Map<Change, String> needs() {
    return Collections.unmodifiableMap(needs);
  }

  List<String> dropped() {
    return dropped;
  }

  private void readLong(String text, Iterator<Word> words) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    OptionPolicy policy = table.policy(name).orElseThrow(() -> unknown(name));
    if (policy.value() == OptionPolicy.Value.NONE) {
      if (equals >= 0) {
        throw badValue(name);
      }
      apply(policy, name, "");
    } else if (equals >= 0) {
      apply(policy, name, text.substring(equals + 1));
    } else if (policy instanceof Refused) {
      throw disabled(name);
    } else if (words.hasNext()) {
      apply(policy, name, words.next().text());
    } else {
      throw badValue(name);
    }
  }

  private void readCluster(String text) {
    for (int i = 1; i < text.length(); i++) {
      char letter = text.charAt(i);
      String name = "-" + letter;
      String rest = text.substring(i + 1);
      if (letter == 'e' && CAPABILITIES.matcher(rest).matches()) {
        capabilities = rest;
        return;
      }
      OptionPolicy policy = table.policy(name).orElseThrow(() -> unknown(name));
      if (LETTERS_WITH_DIGITS.indexOf(letter) >= 0) {
        apply(policy, name, rest);
        return;
      }
      apply(policy, name, "");
    }
  }

  private void apply(OptionPolicy policy, String name, String value) {
    switch (policy) {
      case Letter(char letter, int atMost) -> {
        unset.remove(letter);
        letters.merge(letter, 1, (before, _) -> Math.min(before + 1, atMost));
      }
      case Unset(char letter) -> {
        letters.remove(letter);
        unset.put(letter, name);
      }
      case Flag(int atMost) -> {
        int before = Optional.ofNullable(flags.remove(name)).orElse(0);
        flags.put(name, Math.min(before + 1, atMost));
      }
      case Renamed(String forwarded) -> flags.put(forwarded, 1);
      case Checked(String forwarded, ValueCheck check, String allowed) ->
          values.put(
              forwarded, check.forwarded(value, limits).orElseThrow(() -> badValue(name, allowed)));
      case Folder(Times times) -> add(FolderOption.of(name, value), times);
      case FileNames() ->
          fileList =
              value.equals("-")
                  ? new FileList.FromClient()
                  : new FileList.FromVolume(fileOfNames(value));
      case Dropped(OptionPolicy.Value takes) ->
          dropped.add(takes == OptionPolicy.Value.NONE ? name : withValue(name, value));
      case NeedsConfinement(OptionPolicy proven) -> {
        if (limits.confinement() != PolicyLimits.Confinement.PROVEN) {
          throw disabled(name);
        }
        apply(proven, name, value);
      }
      case NeedsChange(Change change, OptionPolicy granted) -> {
        needs.putIfAbsent(change, name);
        apply(granted, name, value);
      }
      case Refused _ -> throw disabled(name);
    }
  }

  private void add(FolderOption folder, Times times) {
    if (times == Times.LAST) {
      folders.removeIf(other -> other.option().equals(folder.option()));
    }
    if (folders.size() == MOST_FOLDERS) {
      throw badValue(folder.option());
    }
    folders.add(folder);
  }

  private static RemotePath fileOfNames(String value) {
    RemotePath path = RemotePath.of(Word.literal(value));
    if (path.isTop() || path.end() != RemotePath.End.NAME) {
      throw badValue("--files-from");
    }
    return path;
  }

  private static String withValue(String name, String value) {
    return name + (name.startsWith("--") ? "=" : "") + value;
  }

  private static RefusedException noServerCommand() {
    return new RefusedException(
        Refusal.NOT_A_SERVER_COMMAND, "invalid rsync command syntax or options.");
  }

  static RefusedException disabled(String option) {
    return new RefusedException(
        Refusal.DISABLED_OPTION,
        "option " + QuotedText.quote(option) + " has been disabled on this server.");
  }

  private static RefusedException unknown(String option) {
    return new RefusedException(
        Refusal.UNKNOWN_OPTION, "option " + QuotedText.quote(option) + " is not known here.");
  }

  private static RefusedException badValue(String option) {
    return new RefusedException(
        Refusal.BAD_VALUE,
        "option " + QuotedText.quote(option) + " has a value that is not allowed.");
  }

  private static RefusedException badValue(String option, String allowed) {
    return new RefusedException(
        Refusal.BAD_VALUE,
        "option "
            + QuotedText.quote(option)
            + " has a value that is not allowed: "
            + allowed
            + ".");
  }
}
