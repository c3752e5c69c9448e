package io.backupaccess.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Unserved;
import io.backupaccess.gateway.volume.VolumeName;
import io.backupaccess.gatewayconfig.GatewayConfig;
import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.gatewayconfig.ReaderConfig;
import io.backupaccess.gatewayconfig.ServerConfig;
import io.backupaccess.gatewayconfig.VolumeConfig;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what of a configuration may change, entry by entry: what is wrong disables its own entry,
 * and a document that cannot be read grants nothing.
 */
public final class ConfigReader {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private static final Set<String> FIELDS =
      Arrays.stream(GatewayConfig.class.getRecordComponents())
          .map(RecordComponent::getName)
          .collect(Collectors.toUnmodifiableSet());

  private ConfigReader() {}

  /** The configuration that these bytes are. */
  public static ActiveConfiguration read(byte[] document) {
    return read(document, Set.of());
  }

  /**
   * The configuration that these bytes are.
   *
   * @param unsafeMounts mounts on which no volume is served
   */
  static ActiveConfiguration read(byte[] document, Set<Path> unsafeMounts) {
    String digest = digest(document);
    JsonNode root;
    try {
      root = tree(document);
    } catch (IOException e) {
      return nothing(digest, "the document is not JSON: no key is accepted");
    }
    if (root == null || !root.isObject()) {
      return nothing(digest, "the document is not a JSON object: no key is accepted");
    }
    List<Problem> problems = new ArrayList<>();
    laterVersion(root).ifPresent(problems::add);
    Map<VolumeName, Granted> volumes = volumes(root.path("volumes"), unsafeMounts, problems);
    GrantReader reader = new GrantReader(volumes, problems);
    Map<Fingerprint, Grant> grants = reader.read(keys(root.path("keys"), problems));
    Map<Fingerprint, Revocations> revoked =
        new RevocationReader(JSON, problems).read(root.path("keys"));
    Peers peers = new PeersReader(problems).read(root);
    return new ActiveConfiguration(
        digest,
        grants,
        reader.authorities(revoked),
        peers,
        readers(root.path("readers"), problems),
        problems);
  }

  /** What of the document as a whole this gateway does not know; it narrows nothing. */
  private static Optional<Problem> laterVersion(JsonNode root) {
    JsonNode version = root.path("version");
    if ((root.hasNonNull("version") && !version.isInt())
        || version.asInt(1) > GatewayConfig.VERSION) {
      return Optional.of(
          new Problem(
              "version",
              "this gateway reads version %d: entries that say more are refused"
                  .formatted(GatewayConfig.VERSION)));
    }
    return root.properties().stream().allMatch(field -> FIELDS.contains(field.getKey()))
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "", "the document has a field that this gateway does not know and does without"));
  }

  /** What the gateway needs at start, from the same document. */
  public static ServerSettings settings(byte[] document) throws BadEntryException {
    try {
      JsonNode root = tree(document);
      return ServerSettings.of(
          root == null ? null : JSON.treeToValue(root.path("server"), ServerConfig.class));
    } catch (JsonMappingException e) {
      throw new BadEntryException("server" + inner(e) + ": " + reason(e));
    } catch (IOException | IllegalArgumentException e) {
      throw new BadEntryException("the document is not JSON");
    }
  }

  /**
   * The document's text is decoded here: the parser's own decoding takes a field's name that is not
   * UTF-8 for one that it has seen before, and guesses other encodings.
   */
  static JsonNode tree(byte[] document) throws IOException {
    return JSON.readTree(UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString());
  }

  private static ActiveConfiguration nothing(String digest, String message) {
    return ActiveConfiguration.nothing(digest, new Problem("", message));
  }

  private static Map<VolumeName, Granted> volumes(
      JsonNode entries, Set<Path> unsafeMounts, List<Problem> problems) {
    Map<VolumeName, Granted> volumes = new HashMap<>();
    Map<VolumeName, String> fields = new HashMap<>();
    for (Entry<VolumeConfig> entry : entries(entries, "volumes", VolumeConfig.class, problems)) {
      try {
        VolumeName name = VolumeCheck.name(entry.value());
        String first = fields.putIfAbsent(name, entry.field());
        if (first != null) {
          // Which of the two was meant cannot be known: a granted volume is then refused by name.
          volumes.put(name, new Unserved(name));
          problems.add(new Problem(first, "another volume has the same name"));
          throw new BadEntryException("another volume has the same name");
        }
        volumes.put(name, new Unserved(name));
        volumes.put(name, VolumeCheck.volume(name, entry.value(), unsafeMounts));
      } catch (BadEntryException e) {
        problems.add(entry.problem(e));
      }
    }
    return volumes;
  }

  /** The readers, by name; of two of one name there is none. */
  private static Map<String, Reader> readers(JsonNode entries, List<Problem> problems) {
    if (entries.isMissingNode() || entries.isNull()) {
      return Map.of();
    }
    Map<String, Reader> readers = new HashMap<>();
    Set<String> twice = new HashSet<>();
    for (Entry<ReaderConfig> entry : entries(entries, "readers", ReaderConfig.class, problems)) {
      try {
        Reader reader = Reader.of(entry.value());
        if (readers.put(reader.name(), reader) != null) {
          twice.add(reader.name());
          throw new BadEntryException("another reader has the same name");
        }
      } catch (BadEntryException e) {
        problems.add(entry.problem(e));
      }
    }
    readers.keySet().removeAll(twice);
    return readers;
  }

  private static List<Entry<KeyConfig>> keys(JsonNode entries, List<Problem> problems) {
    return entries(entries, "keys", KeyConfig.class, problems);
  }

  static <T> List<Entry<T>> entries(
      JsonNode array, String field, Class<T> type, List<Problem> problems) {
    if (!array.isArray()) {
      problems.add(new Problem(field, "a list is needed here"));
      return List.of();
    }
    List<Entry<T>> entries = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      String path = field + "[" + i + "]";
      try {
        T value = JSON.treeToValue(array.get(i), type);
        if (value == null) {
          problems.add(new Problem(path, "an object is needed here"));
        } else {
          entries.add(new Entry<>(path, value));
        }
      } catch (JsonMappingException e) {
        problems.add(new Problem(path + inner(e), reason(e)));
      } catch (IOException | IllegalArgumentException e) {
        problems.add(new Problem(path, "the entry cannot be read"));
      }
    }
    return entries;
  }

  /** The path within the entry, as far as it consists of names of ours. */
  private static String inner(JsonMappingException e) {
    if (e instanceof UnrecognizedPropertyException) {
      return "";
    }
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      path.append(
          step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
    }
    return path.toString();
  }

  private static String reason(JsonMappingException e) {
    return e instanceof UnrecognizedPropertyException
        ? "the entry has a field that this gateway does not know; ignoring it could grant more than"
            + " was written"
        : "the value is not of the type needed here";
  }

  public static String digest(byte[] document) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(document));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /**
   * An entry that could be read, but is yet to be checked.
   *
   * @param field its path in the document
   * @param value what it says
   */
  record Entry<T>(String field, T value) {
    Problem problem(BadEntryException e) {
      return new Problem(field, String.valueOf(e.getMessage()));
    }
  }
}
