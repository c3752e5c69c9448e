package io.backupaccess.gateway.config;

import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Unserved;
import io.backupaccess.gateway.volume.Volume;
import io.backupaccess.gateway.volume.VolumeName;
import io.backupaccess.gatewayconfig.AuthorityConfig;
import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import io.backupaccess.gatewayconfig.GrantConfig;
import io.backupaccess.gatewayconfig.KeyConfig;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes grants of the entries of keys, as far as they are right. */
final class GrantReader {
  private static final Pattern KEY_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,252})");

  private final Map<VolumeName, Granted> volumes;
  private final List<Problem> problems;
  private final AuthorityReader authorities;
  private final Map<Fingerprint, Grant> grants = new HashMap<>();
  private final Map<Fingerprint, String> firstFields = new HashMap<>();
  private final Set<Fingerprint> ambiguous = new HashSet<>();

  GrantReader(Map<VolumeName, Granted> volumes, List<Problem> problems) {
    this.volumes = volumes;
    this.problems = problems;
    this.authorities = new AuthorityReader(problems);
  }

  Map<Fingerprint, Grant> read(List<ConfigReader.Entry<KeyConfig>> entries) {
    for (ConfigReader.Entry<KeyConfig> entry : entries) {
      try {
        read(entry.field(), entry.value());
      } catch (BadEntryException e) {
        problems.add(entry.problem(e));
      }
    }
    grants.keySet().removeAll(ambiguous);
    return grants;
  }

  /** The authorities of the entries that were read. */
  Map<Fingerprint, Authority> authorities(Map<Fingerprint, Revocations> revoked) {
    return authorities.authorities(revoked);
  }

  /** What an entry says, whoever logs in by it. */
  private record Common(String name, Grants volumes, Optional<SourceRule> from, KeyLimits limits) {}

  private void read(String field, KeyConfig entry) throws BadEntryException {
    String name = entry.name();
    if (name == null || !KEY_NAME.matcher(name).matches()) {
      throw new BadEntryException("name: letters, digits and ._- are needed here");
    }
    List<String> lines = entry.authorizedKeys();
    AuthorityConfig authority = entry.certificateAuthority();
    if ((lines == null) == (authority == null)) {
      throw new BadEntryException(
          "exactly one of authorizedKeys and certificateAuthority is needed here");
    }
    Common common = new Common(name, volumes(entry), from(entry), KeyLimits.of(entry.limits()));
    if (authority != null) {
      authority(field + ".certificateAuthority", entry, authority, common);
    } else if (lines != null) {
      lines(field, entry, lines, common);
    }
  }

  private void authority(String field, KeyConfig entry, AuthorityConfig authority, Common common)
      throws BadEntryException {
    Grant grant =
        new Grant(
            common.name(),
            AuthorityReader.key(authority),
            common.volumes(),
            common.from().stream().toList(),
            Optional.empty(),
            Optional.ofNullable(entry.expirationTime()),
            common.limits());
    authorities.add(field, AuthorityReader.principals(authority), grant);
  }

  private void lines(String field, KeyConfig entry, List<String> lines, Common common) {
    for (int i = 0; i < lines.size(); i++) {
      String lineField = field + ".authorizedKeys[" + i + "]";
      try {
        AuthorizedKey key = AuthorizedKey.parse(line(lines, i));
        add(
            lineField,
            new Grant(
                common.name(),
                key.fingerprint(),
                common.volumes(),
                Stream.of(common.from(), key.from()).flatMap(Optional::stream).toList(),
                Optional.empty(),
                earlier(entry, key),
                common.limits()));
      } catch (BadEntryException e) {
        problems.add(new Problem(lineField, String.valueOf(e.getMessage())));
      }
    }
  }

  private static String line(List<String> lines, int i) throws BadEntryException {
    String line = lines.get(i);
    if (line == null) {
      throw new BadEntryException("the line holds no key");
    }
    return line;
  }

  private void add(String field, Grant grant) throws BadEntryException {
    String first = firstFields.putIfAbsent(grant.fingerprint(), field);
    if (first == null) {
      grants.put(grant.fingerprint(), grant);
      return;
    }
    if (ambiguous.add(grant.fingerprint())) {
      problems.add(new Problem(first, "the same key occurs again: refused in both places"));
    }
    throw new BadEntryException("the same key occurs before: refused in both places");
  }

  private Grants volumes(KeyConfig entry) throws BadEntryException {
    NavigableMap<VolumeName, Granted> granted = granted(entry);
    if (entry.root() == null) {
      return new Grants.Volumes(List.copyOf(granted.values()));
    }
    return new Grants.Root(
        VolumeName.parse(entry.root())
            .map(granted::get)
            .orElseThrow(
                () ->
                    new BadEntryException(
                        "root: one of the volumes that are granted is needed here")));
  }

  private NavigableMap<VolumeName, Granted> granted(KeyConfig entry) throws BadEntryException {
    if (entry.grants() == null || entry.grants().isEmpty()) {
      throw new BadEntryException("grants: at least one is needed");
    }
    NavigableMap<VolumeName, Granted> granted = new TreeMap<>();
    for (int i = 0; i < entry.grants().size(); i++) {
      GrantConfig grant = entry.grants().get(i);
      String field = "grants[" + i + "]";
      VolumeName name =
          Optional.ofNullable(grant)
              .map(GrantConfig::volume)
              .flatMap(VolumeName::parse)
              .orElseThrow(
                  () -> new BadEntryException(field + ".volume: not the name of a volume"));
      // What is granted but not served is refused by name, never absent from a listing.
      Granted volume = volumes.getOrDefault(name, new Unserved(name));
      if (granted.put(name, narrowed(volume, grant, field)) != null) {
        throw new BadEntryException(field + ".volume: granted before");
      }
    }
    return granted;
  }

  private static Granted narrowed(Granted volume, GrantConfig grant, String field)
      throws BadEntryException {
    return switch (grant.mode()) {
      case null -> volume;
      case READ_ONLY -> {
        if (!volume.isListed()) {
          throw new BadEntryException(field + ".mode: the volume's own mode permits no reading");
        }
        // What may not be read now is refused by name, as what is not served.
        yield volume
            .readable()
            .<Granted>map(Volume::forReading)
            .orElse(new Unserved(volume.name()));
      }
      case WRITE_ONLY, READ_WRITE, RESTORE_ONLY ->
          throw new BadEntryException(field + ".mode: ReadOnly is needed here, or nothing");
    };
  }

  private static Optional<SourceRule> from(KeyConfig entry) throws BadEntryException {
    if (entry.sourceRanges() == null || entry.sourceRanges().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(SourceRule.parse(entry.sourceRanges()));
  }

  private static Optional<Instant> earlier(KeyConfig entry, AuthorizedKey key) {
    return Stream.of(Optional.ofNullable(entry.expirationTime()), key.expiry())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }
}
