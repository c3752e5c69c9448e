package io.backupaccess.gateway.command;

import io.backupaccess.gateway.command.PolicyLimits.Confinement;
import io.backupaccess.gateway.command.PolicyLimits.Links;
import io.backupaccess.gateway.fuzz.FuzzAssert;
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
      case Verdict.Refuse(Refusal _, String message) -> FuzzAssert.printable(message);
      case Verdict.Accept accept -> check(accept.invocation());
      case Verdict.Probe _ -> {}
    }
  }

  private void check(Invocation invocation) {
    List<String> arguments = invocation.arguments(VOLUME).stream().map(Argument::text).toList();
    boolean pull = invocation.direction() == Direction.PULL;
    FuzzAssert.that(arguments.getFirst().equals("--server"), () -> "no server: " + arguments);
    FuzzAssert.that(
        arguments.get(1).equals("--sender") == pull, () -> "the other way: " + arguments);
    int end = arguments.indexOf("--");
    FuzzAssert.that(
        end > 0 && arguments.get(end + 1).equals("."), () -> "options stay open: " + arguments);
    arguments.forEach(
        argument ->
            FuzzAssert.that(!argument.isEmpty() && argument.indexOf('\0') < 0, () -> argument));
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
    FuzzAssert.that(!paths.isEmpty(), () -> "no path: " + invocation);
    paths.forEach(path -> inside(path, invocation));
  }

  private void limits(List<String> options) {
    long timeout = SafeOptions.number("--timeout=", options, 1);
    FuzzAssert.that(timeout > 0 && timeout <= 600, () -> "timeout: " + options);
    long allocation = SafeOptions.number("--max-alloc=", options, 1 << 20);
    FuzzAssert.that(allocation >= 1 << 20 && allocation <= 1 << 28, () -> "max-alloc: " + options);
    limits
        .bandwidth()
        .ifPresent(
            most -> {
              long rate = SafeOptions.number("--bwlimit=", options, 0);
              FuzzAssert.that(rate > 0 && rate <= most, () -> "bwlimit: " + options);
            });
    FuzzAssert.that(
        options.contains("--munge-links") == (limits.links() == Links.MUNGED),
        () -> "munge-links: " + options);
  }

  private void pull(Invocation invocation, List<String> options) {
    boolean proven = limits.confinement() == Confinement.PROVEN;
    boolean linkFolder = invocation.location() instanceof Location.LinkFolder;
    FuzzAssert.that(
        options.contains(proven ? "--insecure-links" : "--confine-root=" + VOLUME)
            && proven == options.stream().noneMatch(option -> option.startsWith("--confine-root")),
        () -> "confined by the kernel or else by rsync: " + options);
    // The links to volumes are listed as folders; without recursion that shows no more of them.
    boolean listing =
        linkFolder
            && !SafeOptions.hasLetter('r', options)
            && !SafeOptions.hasLetter('L', options)
            && invocation.paths().stream().noneMatch(path -> path.text().contains("/"));
    boolean follows =
        SafeOptions.hasLetter('L', options)
            || SafeOptions.hasLetter('k', options)
            || options.contains("--copy-unsafe-links");
    FuzzAssert.that(proven || !follows || listing, () -> "follows links unconfined: " + options);
    FuzzAssert.that(invocation.folders().isEmpty(), () -> "a folder on a pull: " + invocation);
  }

  private void push(Invocation invocation, List<String> options) {
    FuzzAssert.that(limits.confinement() == Confinement.PROVEN, () -> "a push, unconfined");
    FuzzAssert.that(
        invocation.location() instanceof Location.Inside, () -> "to several: " + invocation);
    FuzzAssert.that(
        invocation.paths().size() == 1 && invocation.paths().getFirst() instanceof Argument.Literal,
        () -> "not one destination: " + invocation);
    FuzzAssert.that(
        options.contains("--confine-root=" + VOLUME) && !options.contains("--insecure-links"),
        () -> "not confined: " + options);
    FuzzAssert.that(options.contains("--drop-D"), () -> "makes devices: " + options);
    Set<Change> changes = invocation.location().volumes().getFirst().access().changes();
    FuzzAssert.that(
        changes.contains(Change.DELETE) || options.stream().noneMatch(SafeOptions::deletes),
        () -> "deletes: " + options);
    FuzzAssert.that(
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
    FuzzAssert.that(usable.containsAll(location.volumes()), () -> "not granted: " + location);
    switch (location) {
      case Location.Inside _ -> {}
      case Location.Names(List<Volume> _) ->
          FuzzAssert.that(
              !invocation.options().getLast().contains("r")
                  && invocation.direction() == Direction.PULL,
              () -> "reads volumes of several places: " + invocation.options());
      case Location.LinkFolder(List<Volume> links, List<Volume> _) -> {
        FuzzAssert.that(grants instanceof Grants.Volumes, () -> "leaves its root: " + location);
        FuzzAssert.that(usable.containsAll(links), () -> "links to others: " + location);
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
      FuzzAssert.that(!reading.startsWith("/") || isInRoot(reading), () -> "absolute: " + path);
      FuzzAssert.that(!Arrays.asList(reading.split("/")).contains(".."), () -> "upwards: " + path);
    }
    if (invocation.location() instanceof Location.LinkFolder linkFolder) {
      List<String> opened = SafeVerdict.names(linkFolder.volumes());
      String first = path.split("/", 2)[0];
      FuzzAssert.that(!first.equals("."), () -> "the linkFolder itself: " + path);
      String names = argument instanceof Argument.Pattern ? asRegex(first) : Pattern.quote(first);
      if (!first.contains("[")) {
        SafeVerdict.names(linkFolder.links()).stream()
            .filter(link -> link.matches(names))
            .forEach(link -> FuzzAssert.that(opened.contains(link), () -> "not opened: " + path));
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
