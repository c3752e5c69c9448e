package io.backupaccess.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what a configuration says of those who connect. */
final class PeersReader {
  private static final List<SourceNetwork> EVERYBODY =
      Stream.of("0.0.0.0/0", "::/0").flatMap(text -> SourceNetwork.parse(text).stream()).toList();

  private final List<Problem> problems;

  PeersReader(List<Problem> problems) {
    this.problems = problems;
  }

  Peers read(JsonNode root) {
    List<SourceNetwork> exempt = networks(root, "exemptPeers");
    int before = problems.size();
    List<SourceNetwork> nat = networks(root, "natPeers");
    // One that cannot be read could be anybody's, and a key's networks would admit all behind it.
    boolean readable = problems.size() == before;
    return new Peers(exempt, readable ? nat : EVERYBODY, route(root.path("clientRoute")));
  }

  private List<SourceNetwork> networks(JsonNode root, String field) {
    JsonNode entries = root.path(field);
    if (entries.isMissingNode() || entries.isNull()) {
      return List.of();
    }
    List<SourceNetwork> networks = new ArrayList<>();
    for (ConfigReader.Entry<String> entry :
        ConfigReader.entries(entries, field, String.class, problems)) {
      SourceNetwork.parse(entry.value())
          .ifPresentOrElse(
              networks::add,
              () ->
                  problems.add(
                      new Problem(entry.field(), "a network such as 203.0.113.7/32 is needed")));
    }
    return networks;
  }

  private Optional<String> route(JsonNode text) {
    if (text.isMissingNode() || text.isNull()) {
      return Optional.empty();
    }
    if (!text.isTextual()) {
      problems.add(new Problem("clientRoute", "a text is needed here"));
    }
    return Optional.of(text.asText());
  }
}
