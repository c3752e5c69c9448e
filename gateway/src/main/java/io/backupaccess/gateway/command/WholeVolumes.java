package io.backupaccess.gateway.command;

import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Volume;
import io.backupaccess.gateway.volume.VolumeName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The volumes of which a pull reads everything, as far as this side can know: their root is named,
 * and sent with all that is beneath it. What a client's filters hide arrives in rsync's stream and
 * not in its command, so it is not seen here; {@code -C} is.
 */
public final class WholeVolumes {
  private WholeVolumes() {}

  /** Their names; none for a listing, a dry run, or a list of names. */
  public static Set<VolumeName> of(Verdict.Accept accepted) {
    Invocation invocation = accepted.invocation();
    if (invocation.direction() != Direction.PULL || !sendsAll(accepted.request().options())) {
      return Set.of();
    }
    return invocation.paths().stream()
        .map(path -> volume(path, invocation.location()))
        .flatMap(Optional::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean sendsAll(ServerOptions options) {
    return options.has('r')
        && !options.unset().containsKey('r')
        && !options.has('n')
        && !options.has('C')
        && !options.flags().containsKey("--list-only")
        && options.fileList().isEmpty();
  }

  private static Optional<VolumeName> volume(Argument path, Location location) {
    if (!(path instanceof Argument.Literal(String text))) {
      return Optional.empty();
    }
    List<String> names =
        Arrays.stream(text.split("/"))
            .filter(part -> !part.isEmpty() && !part.equals("."))
            .toList();
    return switch (location) {
      case Location.Inside(Volume volume) ->
          names.isEmpty() ? Optional.of(volume.name()) : Optional.empty();
      case Location.LinkFolder linkFolder ->
          linkFolder.volumes().stream()
              .map(Volume::name)
              .filter(name -> names.equals(List.of(name.value())))
              .findFirst();
      case Location.Names _ -> Optional.empty();
    };
  }
}
