package io.backupaccess.gateway.pull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.backupaccess.gateway.Gateway;
import io.backupaccess.gateway.Startup;
import io.backupaccess.gateway.hop.HopChannel;
import io.backupaccess.gateway.hop.HopKeys;
import io.backupaccess.gatewayconfig.GatewayConfig;
import io.backupaccess.gatewayconfig.HopConfig;
import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.gatewayconfig.LimitsConfig;
import io.backupaccess.gatewayconfig.LimitsConfig.PenaltiesConfig;
import io.backupaccess.gatewayconfig.ProxyProtocolConfig;
import io.backupaccess.gatewayconfig.ReaderConfig;
import io.backupaccess.gatewayconfig.ServerConfig;
import io.backupaccess.gatewayconfig.ServerConfig.Ciphers;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import io.backupaccess.gatewayconfig.ServerConfig.Protocol;
import io.backupaccess.gatewayconfig.VolumeConfig;
import io.backupaccess.noise.StaticKeys;
import io.backupaccess.noise.X25519;
import io.backupaccess.statusport.StatusAnswer;
import io.backupaccess.statusport.StatusClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A gateway on loopback, with a folder for its configuration, keys and volumes. */
public final class TestGateway implements AutoCloseable {
  public static final Path LAUNCHER = Path.of("target/launcher/launcher").toAbsolutePath();
  private static final String READER = "r1";
  private static final String RESOURCE = "3f5a0e7c-8c1c-4a55-a0f0-2f5d4d1f8a11";
  public static final String TOKEN = "a token for the status API";

  private static final StatusClient STATUS =
      new StatusClient(Duration.ofSeconds(10), Duration.ofSeconds(60), 1 << 20);

  private static final ObjectMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();

  public final Path folder;
  private final List<KeyConfig> keys = new ArrayList<>();
  private final List<VolumeConfig> volumes = new ArrayList<>();
  private List<String> hostKeys = List.of("host");
  private @Nullable Duration shutdownDelay;
  private Duration drainTimeout = Duration.ofSeconds(20);
  private String listen = "127.0.0.1";
  private @Nullable List<Protocol> protocols;
  private @Nullable Ciphers ciphers;
  private @Nullable ProxyProtocolConfig proxyProtocol;

  /**
   * Tests of refusals share one address, so there are penalties only where a test asks for them.
   */
  private @Nullable LimitsConfig limits = withoutPenalties(null);

  private @Nullable List<String> exemptPeers;
  private @Nullable List<String> natPeers;
  private @Nullable String natPeersFile;
  private @Nullable String clientRoute;
  private @Nullable List<String> readOnlyMounts;
  private Confinement confinement = Confinement.REQUIRED;
  private Path launcher = LAUNCHER;

  /** Tests of refusals do not wait as long as clients do. */
  private volatile Duration passed = Duration.ZERO;

  private Duration longestWait = Duration.ofMillis(200);

  /**
   * Whether the volumes are in a reader: all that clients see is as it is without. It is so of the
   * tests that run a second time for that.
   */
  private boolean throughReader = Boolean.getBoolean("gateway.tests.throughReader");

  /** The volumes that the reader has; null: all. */
  private @Nullable Set<String> elsewhere;

  private final StaticKeys ownKeys = StaticKeys.make();
  private final StaticKeys readersKeys = StaticKeys.make();

  private Gateway gateway;
  private @Nullable Gateway reader;

  public TestGateway(Path folder) {
    this.folder = folder;
    write(folder.resolve("token"), TOKEN + "\n");
    keyPair("host");
  }

  /** A new volume, served from the folder returned. */
  public Path volume(String name) {
    Path mount = folder.resolve("mounts").resolve(name);
    try {
      Files.createDirectories(mount);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    volumes.add(new VolumeConfig(name, mount.toString(), null));
    return mount;
  }

  public TestGateway with(VolumeConfig volume) {
    volumes.removeIf(other -> other.name().equals(volume.name()));
    volumes.add(volume);
    return this;
  }

  TestGateway withoutVolume(String name) {
    volumes.removeIf(other -> other.name().equals(name));
    return this;
  }

  /** Grants volumes to a new key of this name. */
  public TestGateway grant(String key, String... granted) {
    return with(new KeyConfig(key, List.of(publicKey(key)), List.of(granted), null, null, null));
  }

  public TestGateway with(KeyConfig key) {
    keys.removeIf(other -> other.name().equals(key.name()));
    keys.add(key);
    return this;
  }

  public TestGateway without(String key) {
    keys.removeIf(other -> other.name().equals(key));
    return this;
  }

  TestGateway shutdownDelay(Duration delay) {
    shutdownDelay = delay;
    return this;
  }

  public TestGateway drainTimeout(Duration timeout) {
    drainTimeout = timeout;
    return this;
  }

  /** Serves SSH at this address. */
  TestGateway listen(String address) {
    listen = address;
    return this;
  }

  TestGateway protocols(Protocol... served) {
    protocols = List.of(served);
    return this;
  }

  public TestGateway ciphers(Ciphers offered) {
    ciphers = offered;
    return this;
  }

  /** Takes clients from these networks with the PROXY protocol only. */
  public TestGateway trustedPeers(String... networks) {
    proxyProtocol = new ProxyProtocolConfig(List.of(networks));
    return this;
  }

  private static LimitsConfig withoutPenalties(@Nullable String maxStartups) {
    return new LimitsConfig(
        null,
        null,
        maxStartups,
        null,
        null,
        null,
        null,
        null,
        null,
        new PenaltiesConfig(false, null, null, null, null, null, null));
  }

  /** How many strangers may connect at once, and nothing else that differs. */
  public TestGateway maxStartups(String startRateFull) {
    limits = withoutPenalties(startRateFull);
    return this;
  }

  public TestGateway limits(LimitsConfig given) {
    limits = given;
    return this;
  }

  public TestGateway exemptPeers(String... networks) {
    exemptPeers = List.of(networks);
    return this;
  }

  public TestGateway natPeers(String... networks) {
    natPeers = List.of(networks);
    return this;
  }

  /** In a file of their own, which is replaced as the configuration is. */
  TestGateway natPeersFile(String array) {
    Path file = folder.resolve("nodes.json");
    replace(file, array);
    natPeersFile = file.toString();
    return this;
  }

  TestGateway clientRoute(String route) {
    clientRoute = route;
    return this;
  }

  TestGateway readOnlyMounts(Path... mounts) {
    readOnlyMounts = Stream.of(mounts).map(Path::toString).toList();
    return this;
  }

  public TestGateway confinement(Confinement asked) {
    confinement = asked;
    return this;
  }

  /** Starts children with this program in the launcher's place. */
  public TestGateway launcher(Path program) {
    launcher = program;
    return this;
  }

  /** Has a reader serve these volumes, and the gateway itself the others. */
  public TestGateway throughReader(String... names) {
    throughReader = true;
    elsewhere = Set.of(names);
    return this;
  }

  /** What the gateway proves itself with to its reader. */
  public HopKeys hopKeys() {
    return hopKeys(ownKeys);
  }

  /** What another one would. */
  public static HopKeys hopKeys(StaticKeys keys) {
    try {
      return new HopKeys(X25519.keyPair(keys.privateKey()), RESOURCE);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A connection to the reader, as its gateway makes it. */
  public HopChannel hop() {
    return hop(hopKeys());
  }

  public HopChannel hop(HopKeys keys) {
    try {
      return HopChannel.call(hopAddress(), keys, X25519.decoded(readersKeys.publicKey()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public InetSocketAddress hopAddress() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), reader().port());
  }

  /** Has so much time pass at once, for keys and certificates. */
  void passTime(Duration time) {
    passed = passed.plus(time);
  }

  /** Has connections and transfers wait so long for a place. */
  TestGateway longestWait(Duration longest) {
    longestWait = longest;
    return this;
  }

  public String publicKey(String name) {
    keyPair(name);
    try {
      return Files.readString(folder.resolve(name + ".pub")).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void keyPair(String name) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      Processes.run(
          List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString(), "-C", ""));
    }
  }

  /** Names of its host keys, the one in use first. */
  public TestGateway hostKeys(String... names) {
    hostKeys = List.of(names);
    hostKeys.forEach(this::keyPair);
    return this;
  }

  public Path configFile() {
    return folder.resolve("gateway.json");
  }

  /** Replaces the configuration's file as a whole, as the kubelet does. */
  public void configure() {
    try {
      if (throughReader) {
        write(folder.resolve("hop-key"), ownKeys.privateKey());
        write(folder.resolve("reader-hop-key"), readersKeys.privateKey());
        replace(readerConfigFile(), JSON.writeValueAsString(readerConfig()));
      }
      configure(JSON.writeValueAsString(config()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public void configure(String document) {
    replace(configFile(), document);
  }

  private static void replace(Path file, String text) {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    write(next, text);
    try {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public GatewayConfig config() {
    return new GatewayConfig(
        new ServerConfig(
            listen + ":0",
            "127.0.0.1:0",
            "127.0.0.1:0",
            folder.resolve("token").toString(),
            hostKeys.stream().map(name -> folder.resolve(name).toString()).toList(),
            runtimeDirectory().toString(),
            confinement,
            null,
            shutdownDelay,
            drainTimeout,
            protocols,
            ciphers,
            proxyProtocol,
            limits,
            readOnlyMounts,
            throughReader
                ? new HopConfig(RESOURCE, folder.resolve("hop-key").toString(), null, null)
                : null),
        keys,
        throughReader ? volumes.stream().map(this::inReader).toList() : volumes,
        exemptPeers,
        natPeers,
        natPeersFile,
        clientRoute,
        throughReader
            ? List.of(
                new ReaderConfig(
                    READER,
                    reader == null ? null : "127.0.0.1:" + reader.port(),
                    readersKeys.publicKey()))
            : null,
        null);
  }

  private boolean isElsewhere(VolumeConfig volume) {
    return elsewhere == null || elsewhere.contains(volume.name());
  }

  private VolumeConfig atReader(VolumeConfig volume) {
    return isElsewhere(volume)
        ? volume
        : new VolumeConfig(volume.name(), null, null, volume.mode(), null, null);
  }

  private VolumeConfig inReader(VolumeConfig volume) {
    if (!isElsewhere(volume)) {
      return volume;
    }
    return new VolumeConfig(
        volume.name(),
        volume.mount(),
        volume.folder(),
        volume.mode(),
        volume.allowDelete(),
        volume.allowOverwrite(),
        volume.mount() == null ? null : READER);
  }

  private Path readerConfigFile() {
    return folder.resolve("reader.json");
  }

  private GatewayConfig readerConfig() {
    return new GatewayConfig(
        new ServerConfig(
            null,
            "127.0.0.1:0",
            "127.0.0.1:0",
            folder.resolve("token").toString(),
            null,
            folder.resolve("reader-run").toString(),
            confinement,
            null,
            null,
            drainTimeout,
            protocols,
            null,
            null,
            limits,
            readOnlyMounts,
            new HopConfig(
                RESOURCE,
                folder.resolve("reader-hop-key").toString(),
                "127.0.0.1:0",
                ownKeys.publicKey())),
        keys,
        volumes.stream().map(this::atReader).toList(),
        exemptPeers,
        natPeers,
        natPeersFile,
        clientRoute,
        null,
        null);
  }

  public Path runtimeDirectory() {
    return folder.resolve("run");
  }

  public TestGateway start() {
    configure();
    return startAsConfigured();
  }

  public TestGateway startAsConfigured() {
    try {
      InstantSource clock = () -> Instant.now().plus(passed);
      if (throughReader) {
        reader =
            Startup.prepare(
                readerConfigFile(), launcher, longestWait, clock.withZone(ZoneOffset.UTC));
        reader.start();
        configure();
      }
      gateway =
          Startup.prepare(configFile(), launcher, longestWait, clock.withZone(ZoneOffset.UTC));
      gateway.start();
      return this;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public Gateway gateway() {
    return gateway;
  }

  /** How many transfers run, as its status says. */
  int transfers() {
    return status().get("sessions").asInt();
  }

  /** How many transfers its reader has, as the reader's status says. */
  public int readerTransfers() {
    try {
      return JSON.readTree(ask(reader(), "GET /v1/status", "").body()).get("sessions").asInt();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether it waits for the last transfers, as its status says. */
  boolean isDraining() {
    return status().get("draining").asBoolean();
  }

  /** As the operator asks where an application needs a volume. */
  void yieldVolumes() {
    ask("POST /v1/yield", "");
  }

  /** The entries of keys in a list of {@code clients} of its status. */
  List<String> clients(String list) {
    return status().get("clients").get(list).valueStream().map(JsonNode::asText).toList();
  }

  /** As the operator asks where the owner wants it. */
  void suspend() {
    ask("POST /v1/suspend", "");
  }

  /** As the operator tells a gateway that drains, whose file stays as it is. */
  void enforce() {
    try {
      ask("POST /v1/enforce", JSON.writeValueAsString(config()));
      if (reader != null) {
        ask(reader, "POST /v1/enforce", JSON.writeValueAsString(readerConfig()));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** As its probe says. */
  boolean isReady() {
    return probe("/readyz") == 200;
  }

  /** The code of a probe's answer. */
  public int probe(String path) {
    return probe(gateway, path);
  }

  static int probe(Gateway gateway, String path) {
    URI uri = URI.create("http://127.0.0.1:" + gateway.probesPort() + path);
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  JsonNode status() {
    try {
      return JSON.readTree(ask("GET /v1/status", "").body());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Asks at its status port. */
  public StatusAnswer ask(String request, String body) {
    return ask(gateway, request, body);
  }

  /** Asks at the status port of a gateway with the token. */
  static StatusAnswer ask(Gateway gateway, String request, String body) {
    InetSocketAddress address =
        new InetSocketAddress(
            InetAddress.ofLiteral("127.0.0.1"), gateway.statusPort().orElseThrow());
    try {
      return STATUS.ask(address, TOKEN, request, body);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public int port() {
    return gateway.port();
  }

  public Client client(String key) {
    return client(key, port());
  }

  /** A client that trusts the host key of this gateway at a port of this machine. */
  public Client client(String key, int port) {
    keyPair(key);
    Path knownHosts = folder.resolve("known_hosts_" + port);
    if (!Files.exists(knownHosts)) { // others that read it may be at it
      write(knownHosts, "[127.0.0.1]:" + port + " " + publicKey("host") + "\n");
    }
    return new Client(port, folder.resolve(key), knownHosts);
  }

  public static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The reader that has the volumes. */
  public Gateway reader() {
    if (reader == null) {
      throw new IllegalStateException("the volumes are in no reader");
    }
    return reader;
  }

  @Override
  public void close() {
    if (gateway != null) {
      try {
        gateway.stop();
        if (reader != null) {
          reader.stop();
          reader = null;
        }
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
      gateway = null;
    }
  }
}
