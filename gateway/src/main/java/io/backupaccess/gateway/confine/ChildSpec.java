package io.backupaccess.gateway.confine;

import java.util.List;
import java.util.Set;

/**
 * One child to be started.
 *
 * @param profile what it may do with its exports
 * @param exports what it may read or write, and nothing else; the launcher's exit status {@link
 *     Launcher#EXIT_UNAVAILABLE} says that one of them cannot be opened
 * @param directory absolute path of its working directory: an export's {@link Export#path}, or a
 *     folder of the gateway's own, which it may then read too
 * @param limits what it may take from the pod
 * @param withheld of a receiver, which then has one export
 * @param arguments the program's arguments, without the program's name
 */
public record ChildSpec(
    Profile profile,
    List<Export> exports,
    String directory,
    Limits limits,
    Set<Withheld> withheld,
    List<Argument> arguments) {

  /** A child from which nothing is withheld. */
  public ChildSpec(
      Profile profile,
      List<Export> exports,
      String directory,
      Limits limits,
      List<Argument> arguments) {
    this(profile, exports, directory, limits, Set.of(), arguments);
  }

  /** Copies the lists. */
  public ChildSpec {
    if (!withheld.isEmpty() && (profile != Profile.RECEIVER || exports.size() != 1)) {
      throw new IllegalArgumentException("only receivers with one export are kept from it");
    }
    exports = List.copyOf(exports);
    withheld = Set.copyOf(withheld);
    arguments = List.copyOf(arguments);
    if (!directory.startsWith("/")) {
      throw new IllegalArgumentException("the working directory needs an absolute path");
    }
  }
}
