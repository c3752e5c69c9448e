package io.backupaccess.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.backupaccess.api.sshkey.Network;
import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what a configuration says of those who connect. */
final class PeersReader {
  private static final List<Network> EVERYBODY =
      Stream.of("0.0.0.0/0", "::/0").flatMap(text -> Network.parse(text).stream()).toList();

  private static final String FILE = "natPeersFile";

  private final List<Problem> problems;

  PeersReader(List<Problem> problems) {
    this.problems = problems;
  }

  Peers read(JsonNode root) {
    List<Network> exempt = listed(root, "exemptPeers");
    int before = problems.size();
    List<Network> nat = new ArrayList<>(listed(root, "natPeers"));
    Optional<PeersFile> file = file(root.path(FILE));
    file.ifPresent(read -> nat.addAll(networks(array(read), FILE)));
    // One that cannot be read could be anybody's, and a key's networks would admit all behind it.
    boolean readable = problems.size() == before;
    return new Peers(exempt, readable ? nat : EVERYBODY, file, route(root.path("clientRoute")));
  }

  private Optional<PeersFile> file(JsonNode path) {
    if (path.isMissingNode() || path.isNull()) {
      return Optional.empty();
    }
    try {
      Path file = Path.of(path.asText());
      if (path.isTextual() && file.isAbsolute()) {
        return Optional.of(PeersFile.read(file));
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    problems.add(new Problem(FILE, "an absolute path is needed here"));
    return Optional.empty();
  }

  private JsonNode array(PeersFile file) {
    try {
      return ConfigReader.tree(file.text().orElse("").getBytes(UTF_8));
    } catch (IOException e) {
      return TextNode.valueOf("no JSON");
    }
  }

  private List<Network> listed(JsonNode root, String field) {
    return root.hasNonNull(field) ? networks(root.path(field), field) : List.of();
  }

  private List<Network> networks(JsonNode entries, String field) {
    List<Network> networks = new ArrayList<>();
    for (ConfigReader.Entry<String> entry :
        ConfigReader.entries(entries, field, String.class, problems)) {
      Network.parse(entry.value())
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
