package io.backupaccess.gateway;

import io.backupaccess.gateway.config.ConfigFile;
import io.backupaccess.gateway.config.ConfigReader;
import io.backupaccess.gateway.config.ServerSettings;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.confine.MemoryShare;
import io.backupaccess.gateway.confine.SelfTestResult;
import io.backupaccess.statusport.StatusClient;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import picocli.CommandLine;

/**
 * Starts and stops a gateway that serves nobody, and asks for its status, so that the JVM that runs
 * this as its training run puts into its cache what these and the warm-up take. Needs no
 * confinement and no rsync.
 */
final class ServeTraining {
  private ServeTraining() {}

  /** Runs it in a folder that is gone afterwards. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("backup-access-training");
    Path token = folder.resolve("token");
    Path hostKey = folder.resolve("host");
    Path config = folder.resolve("gateway.json");
    try {
      Files.writeString(token, "0".repeat(64));
      KeyPair key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
      try (OutputStream out = Files.newOutputStream(hostKey)) {
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "", null, out);
      }
      Files.writeString(config, config(folder, PublicKeyEntry.toString(key.getPublic())));
      startAndStop(config);
    } finally {
      for (Path file : List.of(token, hostKey, config, folder.resolve(Startup.JOURNAL))) {
        Files.deleteIfExists(file);
      }
      Files.delete(folder);
    }
    System.exit(0);
  }

  private static String config(Path folder, String publicKey) {
    return """
      {
        "server": {
          "sshListen": "127.0.0.1:0",
          "probesListen": "127.0.0.1:0",
          "statusListen": "127.0.0.1:0",
          "statusTokenFile": "%1$s/token",
          "hostKeyFiles": ["%1$s/host"],
          "runtimeDirectory": "%1$s",
          "confinement": "BestEffort"
        },
        "keys": [{
          "name": "backup", "authorizedKeys": ["%2$s"], "grants": [{"volume": "data"}], "sourceRanges": ["127.0.0.0/8"]
        }],
        "volumes": [{"name": "data", "mount": "%1$s"}]
      }
      """
        .formatted(folder, publicKey);
  }

  private static void startAndStop(Path config) throws Exception {
    new CommandLine(new Main()).parseArgs("serve", "--config", config.toString());
    ConfigFile file = new ConfigFile(config);
    ServerSettings settings = ConfigReader.settings(file.read());
    Launcher launcher = new Launcher(Path.of("/"), settings.rsync(), settings.confinement());
    SelfTestResult selfTest = new SelfTestResult(0, List.of(), null);
    Gateway gateway =
        Startup.assemble(
            file,
            settings,
            launcher,
            MemoryShare.here(),
            selfTest,
            Startup.LONGEST_WAIT,
            Clock.systemUTC());
    gateway.start();
    new StatusClient(Duration.ofSeconds(2), Duration.ofSeconds(15), ConfigFile.LARGEST)
        .ask(
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(), gateway.statusPort().orElseThrow()),
            settings.status().orElseThrow().token(),
            "GET /v1/status",
            "");
    gateway.stop();
  }
}
