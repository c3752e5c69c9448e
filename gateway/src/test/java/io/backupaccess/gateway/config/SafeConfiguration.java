package io.backupaccess.gateway.config;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.backupaccess.gateway.command.Access;
import io.backupaccess.gateway.command.Access.Change;
import io.backupaccess.gateway.fuzz.Hold;
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
    List<Place> places = new ArrayList<>();
    for (JsonNode entry : document.path("keys")) {
      for (JsonNode line : entry.path("authorizedKeys")) {
        if (holds(line.asText(), grant.fingerprint())) {
          places.add(new Place(entry, line.asText()));
        }
      }
    }
    Hold.that(!places.isEmpty(), () -> "this key is not in the document: " + grant);
    oneAdmits(places, place -> admits(place, grant));
  }

  private void admits(Place place, Grant grant) {
    JsonNode entry = place.entry();
    Hold.that(grant.keyName().equals(entry.path("name").asText()), () -> "another name: " + grant);
    grant.exports().forEach((name, served) -> admits(entry, name, served));
    Hold.that(!grant.exports().isEmpty(), () -> "nothing is granted: " + grant);
    Hold.that(
        grant.root().map(ExportName::value).equals(text(entry.path("root"))),
        () -> "another root: " + grant);
    int rules =
        (entry.path("sourceRanges").isEmpty() ? 0 : 1) + (place.line().contains("from=\"") ? 1 : 0);
    Hold.that(grant.networks().size() >= rules, () -> "a source rule is missing: " + grant);
    boolean expires = entry.hasNonNull("expirationTime") || place.line().contains("expiry-time=\"");
    Hold.that(!expires || grant.expiry().isPresent(), () -> "never expires: " + grant);
  }

  private record Place(JsonNode entry, String line) {}

  private void admits(JsonNode entry, ExportName name, Optional<ServedExport> served) {
    List<JsonNode> grants = new ArrayList<>();
    entry.path("grants").forEach(grants::add);
    grants.removeIf(grant -> !grant.path("volume").asText().equals(name.value()));
    Hold.that(!grants.isEmpty(), () -> "not granted: " + name);
    served.ifPresent(export -> oneAdmits(grants, grant -> serves(grant, name, export)));
  }

  /** Served as an entry of this name says, or less where the grant says less. */
  private void serves(JsonNode grant, ExportName name, ServedExport export) {
    if (grant.hasNonNull("mode")) {
      Hold.that(export.access().equals(Access.READ_ONLY), () -> "granted for reading: " + name);
    }
    List<JsonNode> volumes = new ArrayList<>();
    document.path("volumes").forEach(volumes::add);
    volumes.removeIf(volume -> !volume.path("name").asText().equals(name.value()));
    Hold.that(!volumes.isEmpty(), () -> "not in the document: " + name);
    oneAdmits(
        volumes,
        volume -> {
          leads(volume, export);
          if (!grant.hasNonNull("mode")) {
            admits(volume, export.access());
          } else {
            Hold.that(
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
        Hold.that(Collections.frequency(entries, entry) == 1, () -> "written twice: " + entry);
        claim.accept(entry);
        return;
      } catch (AssertionError e) {
        reasons.add(e);
      }
    }
    throw reasons.getFirst();
  }

  private static void leads(JsonNode volume, ServedExport export) {
    String mount = volume.path("mount").asText();
    String folder = text(volume.path("folder")).map(text -> "/" + text).orElse("");
    String path = export.path().toString();
    Hold.that(
        path.equals((mount + folder).replaceAll("/+", "/").replaceAll("(.)/$", "$1")),
        () -> "served from elsewhere: " + export);
    Hold.that(
        path.startsWith("/") && path.length() > 1 && !Arrays.asList(path.split("/")).contains(".."),
        () -> "leads upwards: " + export);
  }

  private static void admits(JsonNode volume, Access access) {
    String mode =
        switch (access.mode()) {
          case READ_ONLY -> "ReadOnly";
          case WRITE_ONLY -> "WriteOnly";
          case READ_WRITE -> "ReadWrite";
          case RESTORE_ONLY -> "RestoreOnly";
        };
    Hold.that(
        text(volume.path("mode")).orElse("ReadOnly").strip().equals(mode),
        () -> "another mode: " + mode);
    for (Change change : access.changes()) {
      String field =
          switch (change) {
            case DELETE -> "allowDelete";
            case OVERWRITE -> "allowOverwrite";
          };
      Hold.that(volume.path(field).equals(BooleanNode.TRUE), () -> "not allowed: " + change);
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
