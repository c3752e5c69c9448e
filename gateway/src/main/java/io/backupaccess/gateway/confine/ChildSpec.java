package io.backupaccess.gateway.confine;

import io.backupaccess.gateway.command.Argument;
import io.backupaccess.gateway.command.Invocation;
import io.backupaccess.gateway.volume.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One child to be started.
 *
 * @param profile what it may do in its places
 * @param places what it may read or write, and nothing else; the launcher's exit status {@link
 *     Launcher#EXIT_UNAVAILABLE} says that one of them cannot be opened
 * @param directory absolute path of its working directory: a place's path, or a folder of the
 *     gateway's own, which it may then read too
 * @param limits what it may take from the pod
 * @param withheld of a receiver, which then has one place
 * @param arguments the program's arguments, without the program's name
 */
public record ChildSpec(
    Profile profile,
    List<Place> places,
    Path directory,
    Limits limits,
    Set<Withheld> withheld,
    List<Argument> arguments) {

  /** A child from which nothing is withheld. */
  ChildSpec(
      Profile profile,
      List<Place> places,
      Path directory,
      Limits limits,
      List<Argument> arguments) {
    this(profile, places, directory, limits, Set.of(), arguments);
  }

  /** Copies the lists. */
  public ChildSpec {
    if (!withheld.isEmpty() && (profile != Profile.RECEIVER || places.size() != 1)) {
      throw new IllegalArgumentException("only receivers with one place are kept from it");
    }
    places = List.copyOf(places);
    withheld = Set.copyOf(withheld);
    arguments = List.copyOf(arguments);
    if (!directory.isAbsolute()) {
      throw new IllegalArgumentException("the working directory needs an absolute path");
    }
  }

  /**
   * The child that runs rsync as was decided.
   *
   * @param places of the volumes that the invocation touches, by {@link RealPlace}
   * @param directory the only one of them, or the folder of links to them
   * @param ours options of rsync's that the gateway adds
   */
  public static ChildSpec running(
      Invocation invocation, List<Place> places, Path directory, Limits limits, List<String> ours) {
    List<String> options =
        Stream.concat(ours.stream(), Stream.of(HiddenFolder.option(invocation.direction())))
            .toList();
    return new ChildSpec(
        switch (invocation.direction()) {
          case PULL -> Profile.SENDER;
          case PUSH -> Profile.RECEIVER;
        },
        places,
        directory,
        limits,
        switch (invocation.direction()) {
          case PULL -> Set.of();
          case PUSH -> Withheld.by(invocation.location().volumes().getFirst().access());
        },
        invocation.arguments(directory.toString(), options));
  }
}
