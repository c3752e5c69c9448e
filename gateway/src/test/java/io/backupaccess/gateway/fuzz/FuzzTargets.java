package io.backupaccess.gateway.fuzz;

import io.backupaccess.gateway.command.CommandFuzz;
import io.backupaccess.gateway.command.SecludedFuzz;
import io.backupaccess.gateway.command.WordFuzz;
import io.backupaccess.gateway.config.AuthorizedKeysFuzz;
import io.backupaccess.gateway.config.ConfigurationFuzz;
import io.backupaccess.gateway.confine.PercentEncodingFuzz;
import io.backupaccess.gateway.sftp.SftpFuzz;
import io.backupaccess.gateway.ssh.CertificateFuzz;
import io.backupaccess.gateway.ssh.transport.ProxyHeaderFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All targets by name; {@code dev/fuzz} runs each in a Jazzer of its own. */
public final class FuzzTargets {
  /** What has to be done for another target: add it here. */
  static final Map<String, FuzzTarget> BY_NAME =
      new TreeMap<>(
          Map.of(
              "percent-encoding", new PercentEncodingFuzz(),
              "authorized-keys", new AuthorizedKeysFuzz(),
              "certificate", new CertificateFuzz(),
              "command", new CommandFuzz(),
              "configuration", new ConfigurationFuzz(),
              "proxy-header", new ProxyHeaderFuzz(),
              "secluded", new SecludedFuzz(),
              "sftp", new SftpFuzz(),
              "words", new WordFuzz()));

  private FuzzTargets() {}

  /**
   * Writes the seeds of every target into {@code FOLDER/TARGET/seeds} and prints the targets'
   * names.
   */
  static void main(String[] folder) throws IOException {
    for (Map.Entry<String, FuzzTarget> target : BY_NAME.entrySet()) {
      Path seeds = Path.of(folder[0], target.getKey(), "seeds");
      Files.createDirectories(seeds);
      List<byte[]> inputs = target.getValue().seeds().toList();
      for (int i = 0; i < inputs.size(); i++) {
        Files.write(seeds.resolve(String.valueOf(i)), inputs.get(i));
      }
      IO.println(target.getKey());
    }
  }
}
