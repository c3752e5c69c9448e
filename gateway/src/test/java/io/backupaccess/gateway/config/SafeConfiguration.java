package io.backupaccess.gateway.config;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.backupaccess.gateway.fuzz.FuzzAssert;
import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Volume;
import io.backupaccess.gateway.volume.VolumeName;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Whether each grant is one that the document makes. */
final class SafeConfiguration {
  static final String ED25519 =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMTL5YS3s5U5HHwT+ItXw3tjwnwQxH6R2VQpOPFWqXUY";
  static final String ECDSA =
      "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBMxY1s/aFOm7A3ATg8OH"
          + "fnZP5oBYc9FIeM5bwBzyL1vqYfunvYiwGJ2l06fzIO1uc6cOdKoJ3BaQwNEK57PcLjE=";

  private final JsonNode document;

  SafeConfiguration(JsonNode document) {
    this.document = document;
  }

  void admits(Grant grant) {
    List<Line> lines = new ArrayList<>();
    for (JsonNode entry : document.path("keys")) {
      for (JsonNode written : entry.path("authorizedKeys")) {
        if (holds(written.asText(), grant.fingerprint())) {
          lines.add(new Line(entry, written.asText()));
        }
      }
    }
    FuzzAssert.that(!lines.isEmpty(), () -> "this key is not in the document: " + grant);
    oneAdmits(lines, line -> admits(line, grant));
  }

  private void admits(Line line, Grant grant) {
    JsonNode entry = line.entry();
    FuzzAssert.that(
        grant.keyName().equals(entry.path("name").asText()), () -> "another name: " + grant);
    grant.volumes().all().forEach(volume -> admits(entry, volume));
    FuzzAssert.that(!grant.volumes().all().isEmpty(), () -> "nothing is granted: " + grant);
    FuzzAssert.that(root(grant).equals(text(entry.path("root"))), () -> "another root: " + grant);
    int rules =
        (entry.path("sourceRanges").isEmpty() ? 0 : 1) + (line.text().contains("from=\"") ? 1 : 0);
    FuzzAssert.that(grant.networks().size() >= rules, () -> "a source rule is missing: " + grant);
    boolean expires = entry.hasNonNull("expirationTime") || line.text().contains("expiry-time=\"");
    FuzzAssert.that(!expires || grant.expiry().isPresent(), () -> "never expires: " + grant);
  }

  private record Line(JsonNode entry, String text) {}

  private static Optional<String> root(Grant grant) {
    return switch (grant.volumes()) {
      case Grants.Root root -> Optional.of(root.volume().name().value());
      case Grants.Volumes _ -> Optional.empty();
    };
  }

  private void admits(JsonNode entry, Granted granted) {
    VolumeName name = granted.name();
    List<JsonNode> grants = new ArrayList<>();
    entry.path("grants").forEach(grants::add);
    grants.removeIf(grant -> !grant.path("volume").asText().equals(name.value()));
    FuzzAssert.that(!grants.isEmpty(), () -> "not granted: " + name);
    if (granted instanceof Volume served) {
      oneAdmits(grants, grant -> serves(grant, served));
    }
  }

  /** Served as an entry of this name says, or less where the grant says less. */
  private void serves(JsonNode grant, Volume served) {
    VolumeName name = served.name();
    if (grant.hasNonNull("mode")) {
      FuzzAssert.that(
          served.access().equals(Access.READ_ONLY), () -> "granted for reading: " + name);
    }
    List<JsonNode> volumes = new ArrayList<>();
    document.path("volumes").forEach(volumes::add);
    volumes.removeIf(volume -> !volume.path("name").asText().equals(name.value()));
    FuzzAssert.that(!volumes.isEmpty(), () -> "not in the document: " + name);
    oneAdmits(
        volumes,
        volume -> {
          leads(volume, served);
          if (!grant.hasNonNull("mode")) {
            admits(volume, served.access());
          } else {
            FuzzAssert.that(
                !volume.path("mode").asText().strip().equals("WriteOnly"),
                () -> "not for reading: " + name);
          }
        });
  }

  /** Two entries that say the same are both right or both wrong: neither of them can admit. */
  private static <T> void oneAdmits(List<T> entries, Consumer<T> claim) {
    List<AssertionError> reasons = new ArrayList<>();
    for (T entry : entries) {
      try {
        FuzzAssert.that(
            Collections.frequency(entries, entry) == 1, () -> "written twice: " + entry);
        claim.accept(entry);
        return;
      } catch (AssertionError e) {
        reasons.add(e);
      }
    }
    throw reasons.getFirst();
  }

  private static void leads(JsonNode volume, Volume served) {
    String mount = volume.path("mount").asText();
    String folder = text(volume.path("folder")).map(text -> "/" + text).orElse("");
    String path = served.place().path().toString();
    FuzzAssert.that(
        path.equals((mount + folder).replaceAll("/+", "/").replaceAll("(.)/$", "$1")),
        () -> "served from elsewhere: " + served);
    FuzzAssert.that(
        path.startsWith("/") && path.length() > 1 && !Arrays.asList(path.split("/")).contains(".."),
        () -> "leads upwards: " + served);
  }

  private static void admits(JsonNode volume, Access access) {
    String mode =
        switch (access.mode()) {
          case READ_ONLY -> "ReadOnly";
          case WRITE_ONLY -> "WriteOnly";
          case READ_WRITE -> "ReadWrite";
          case RESTORE_ONLY -> "RestoreOnly";
        };
    FuzzAssert.that(
        text(volume.path("mode")).orElse("ReadOnly").strip().equals(mode),
        () -> "another mode: " + mode);
    for (Change change : access.changes()) {
      String field =
          switch (change) {
            case DELETE -> "allowDelete";
            case OVERWRITE -> "allowOverwrite";
          };
      FuzzAssert.that(volume.path(field).equals(BooleanNode.TRUE), () -> "not allowed: " + change);
    }
  }

  private static Optional<String> text(JsonNode node) {
    return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node.asText());
  }

  private static boolean holds(String line, Fingerprint fingerprint) {
    return Arrays.stream(line.split("\\s+"))
        .anyMatch(word -> Objects.equals(fingerprint(word), fingerprint.value()));
  }

  static String fingerprint(String base64) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(base64));
      return "SHA256:" + new String(Base64.getEncoder().withoutPadding().encode(digest), US_ASCII);
    } catch (IllegalArgumentException e) {
      return "";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
