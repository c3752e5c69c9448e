package io.backupaccess.gateway.command;

import io.backupaccess.gateway.command.PolicyLimits.Confinement;
import io.backupaccess.gateway.command.PolicyLimits.Links;
import io.backupaccess.gateway.fuzz.Hold;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Access.Mode;
import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Volume;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What holds for every argument list, read as rsync would read it: written from rsync's manual and
 * the promises in {@code docs/security.md}, and not from the policy.
 */
final class SafeInvocation {
  private static final String VOLUME = "/cwd";

  private final Grants grants;
  private final PolicyLimits limits;

  SafeInvocation(Arrangement arrangement) {
    grants = arrangement.grants();
    limits = arrangement.limits();
  }

  void check(Verdict verdict) {
    switch (verdict) {
      case Verdict.Refuse(Refusal _, String message) -> Hold.printable(message);
      case Verdict.Accept accept -> check(accept.invocation());
      case Verdict.Probe _ -> {}
    }
  }

  private void check(Invocation invocation) {
    List<String> arguments = invocation.arguments(VOLUME).stream().map(Argument::text).toList();
    boolean pull = invocation.direction() == Direction.PULL;
    Hold.that(arguments.getFirst().equals("--server"), () -> "no server: " + arguments);
    Hold.that(arguments.get(1).equals("--sender") == pull, () -> "the other way: " + arguments);
    int end = arguments.indexOf("--");
    Hold.that(
        end > 0 && arguments.get(end + 1).equals("."), () -> "options stay open: " + arguments);
    arguments.forEach(
        argument -> Hold.that(!argument.isEmpty() && argument.indexOf('\0') < 0, () -> argument));
    List<String> options = arguments.subList(pull ? 2 : 1, end);
    options.forEach(option -> SafeOptions.check(option, invocation.direction()));
    limits(options);
    if (pull) {
      pull(invocation, options);
    } else {
      push(invocation, options);
    }
    volumes(invocation);
    List<Argument> paths = invocation.paths();
    Hold.that(!paths.isEmpty(), () -> "no path: " + invocation);
    paths.forEach(path -> inside(path, invocation));
  }

  private void limits(List<String> options) {
    long timeout = SafeOptions.number("--timeout=", options, 1);
    Hold.that(timeout > 0 && timeout <= 600, () -> "timeout: " + options);
    long allocation = SafeOptions.number("--max-alloc=", options, 1 << 20);
    Hold.that(allocation >= 1 << 20 && allocation <= 1 << 28, () -> "max-alloc: " + options);
    limits
        .bandwidth()
        .ifPresent(
            most -> {
              long rate = SafeOptions.number("--bwlimit=", options, 0);
              Hold.that(rate > 0 && rate <= most, () -> "bwlimit: " + options);
            });
    Hold.that(
        options.contains("--munge-links") == (limits.links() == Links.MUNGED),
        () -> "munge-links: " + options);
  }

  private void pull(Invocation invocation, List<String> options) {
    boolean proven = limits.confinement() == Confinement.PROVEN;
    boolean farm = invocation.location() instanceof Location.Farm;
    Hold.that(
        options.contains(proven ? "--insecure-links" : "--confine-root=" + VOLUME)
            && proven == options.stream().noneMatch(option -> option.startsWith("--confine-root")),
        () -> "confined by the kernel or else by rsync: " + options);
    // The links to volumes are listed as folders; without recursion that shows no more of them.
    boolean listing =
        farm
            && !SafeOptions.hasLetter('r', options)
            && !SafeOptions.hasLetter('L', options)
            && invocation.paths().stream().noneMatch(path -> path.text().contains("/"));
    boolean follows =
        SafeOptions.hasLetter('L', options)
            || SafeOptions.hasLetter('k', options)
            || options.contains("--copy-unsafe-links");
    Hold.that(proven || !follows || listing, () -> "follows links unconfined: " + options);
    Hold.that(invocation.folders().isEmpty(), () -> "a folder on a pull: " + invocation);
  }

  private void push(Invocation invocation, List<String> options) {
    Hold.that(limits.confinement() == Confinement.PROVEN, () -> "a push, unconfined");
    Hold.that(invocation.location() instanceof Location.Inside, () -> "to several: " + invocation);
    Hold.that(
        invocation.paths().size() == 1 && invocation.paths().getFirst() instanceof Argument.Literal,
        () -> "not one destination: " + invocation);
    Hold.that(
        options.contains("--confine-root=" + VOLUME) && !options.contains("--insecure-links"),
        () -> "not confined: " + options);
    Hold.that(options.contains("--drop-D"), () -> "makes devices: " + options);
    Set<Change> changes = invocation.location().volumes().getFirst().access().changes();
    Hold.that(
        changes.contains(Change.DELETE) || options.stream().noneMatch(SafeOptions::deletes),
        () -> "deletes: " + options);
    Hold.that(
        changes.contains(Change.OVERWRITE)
            || (options.contains("--ignore-existing")
                && options.contains("--omit-dir-times")
                && options.stream().noneMatch(SafeOptions::overwrites)),
        () -> "overwrites: " + options);
  }

  private void volumes(Invocation invocation) {
    Mode wrong = invocation.direction() == Direction.PULL ? Mode.WRITE_ONLY : Mode.READ_ONLY;
    Set<Volume> usable =
        grants.all().stream()
            .filter(Volume.class::isInstance)
            .map(Volume.class::cast)
            .filter(volume -> volume.access().mode() != wrong)
            .collect(Collectors.toSet());
    Location location = invocation.location();
    Hold.that(usable.containsAll(location.volumes()), () -> "not granted: " + location);
    switch (location) {
      case Location.Inside _ -> {}
      case Location.Farm(List<Volume> links, List<Volume> _) -> {
        Hold.that(grants instanceof Grants.Volumes, () -> "leaves its root: " + location);
        Hold.that(usable.containsAll(links), () -> "links to others: " + location);
      }
    }
  }

  /** A path stays below the working directory, and there in a volume that was opened for it. */
  private void inside(Argument argument, Invocation invocation) {
    String path = argument.text();
    String literal =
        switch (argument) {
          case Argument.Literal(String text) -> text;
          case Argument.Pattern(String glob) -> glob.replaceAll("(?s)\\\\(.)", "$1");
        };
    for (String reading : List.of(path, literal)) {
      Hold.that(!reading.startsWith("/") || isInRoot(reading), () -> "absolute: " + path);
      Hold.that(!Arrays.asList(reading.split("/")).contains(".."), () -> "upwards: " + path);
    }
    if (invocation.location() instanceof Location.Farm farm) {
      List<String> opened = SafeVerdict.names(farm.volumes());
      String first = path.split("/", 2)[0];
      Hold.that(!first.equals("."), () -> "the farm itself: " + path);
      String names = argument instanceof Argument.Pattern ? asRegex(first) : Pattern.quote(first);
      if (!first.contains("[")) {
        SafeVerdict.names(farm.links()).stream()
            .filter(link -> link.matches(names))
            .forEach(link -> Hold.that(opened.contains(link), () -> "not opened: " + path));
      }
    }
  }

  /** An absolute path of a key whose client sees the host's folders, and the volume among them. */
  private boolean isInRoot(String path) {
    return grants instanceof Grants.Root(Granted _, List<String> absolute)
        && !absolute.isEmpty()
        && (path.replace("/./", "/") + "/").startsWith("/" + String.join("/", absolute) + "/");
  }

  private static String asRegex(String glob) {
    return glob.replaceAll("\\\\?([^A-Za-z0-9*?])", "\\\\$1").replace("*", ".*").replace("?", ".");
  }
}
