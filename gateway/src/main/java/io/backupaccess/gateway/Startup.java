package io.backupaccess.gateway;

import io.backupaccess.gateway.access.AccessEnder;
import io.backupaccess.gateway.command.CommandPolicy;
import io.backupaccess.gateway.command.PolicyLimits;
import io.backupaccess.gateway.command.PolicyLimits.Confinement;
import io.backupaccess.gateway.config.ActiveConfiguration;
import io.backupaccess.gateway.config.BadEntryException;
import io.backupaccess.gateway.config.ConfigFile;
import io.backupaccess.gateway.config.ConfigReader;
import io.backupaccess.gateway.config.ConfigWatch;
import io.backupaccess.gateway.config.HopSettings;
import io.backupaccess.gateway.config.HopSettings.Listener;
import io.backupaccess.gateway.config.MountTable;
import io.backupaccess.gateway.config.ServerSettings;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.confine.Limits;
import io.backupaccess.gateway.confine.MemoryShare;
import io.backupaccess.gateway.confine.ReceiversSignal;
import io.backupaccess.gateway.confine.RsyncBinary;
import io.backupaccess.gateway.confine.SelfTest;
import io.backupaccess.gateway.confine.SelfTestResult;
import io.backupaccess.gateway.confine.UnsuitableRsyncException;
import io.backupaccess.gateway.hop.HopKeys;
import io.backupaccess.gateway.journal.Journal;
import io.backupaccess.gateway.journal.JournalFile;
import io.backupaccess.gateway.reader.ReaderDoor;
import io.backupaccess.gateway.session.Readers;
import io.backupaccess.gateway.session.TransferCommands;
import io.backupaccess.gateway.session.Transfers;
import io.backupaccess.gateway.ssh.Door;
import io.backupaccess.gateway.ssh.SshDoor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Puts a gateway together, after making sure that what it stands on is there. */
public final class Startup {
  /** In the runtime directory, which in a pod outlasts the container. */
  static final String JOURNAL = "journal";

  /** Longer than a short pull takes, and shorter than programs wait for an answer. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private Startup() {}

  /**
   * A gateway that does not serve yet.
   *
   * @param configFile its configuration
   * @param launcherProgram the program that starts confined children
   * @throws StartException when there can be none; the message says what to do
   */
  public static Gateway prepare(Path configFile, Path launcherProgram)
      throws StartException, InterruptedException {
    return prepare(configFile, launcherProgram, LONGEST_WAIT, Clock.systemUTC());
  }

  /**
   * The same with another patience, and another time.
   *
   * @param longestWait how long connections and transfers wait for a slot of their key at most
   * @param clock by which keys and certificates expire
   */
  public static Gateway prepare(
      Path configFile, Path launcherProgram, Duration longestWait, Clock clock)
      throws StartException, InterruptedException {
    ConfigFile file = new ConfigFile(configFile);
    try {
      ServerSettings settings = ConfigReader.settings(file.read());
      return prepare(file, settings, launcherProgram, longestWait, clock);
    } catch (BadEntryException e) {
      throw new StartException(configFile + ": " + e.getMessage(), e);
    } catch (UnsuitableRsyncException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Gateway prepare(
      ConfigFile file,
      ServerSettings settings,
      Path launcherProgram,
      Duration longestWait,
      Clock clock)
      throws IOException, UnsuitableRsyncException, InterruptedException {
    ReceiversSignal.ignore();
    RsyncBinary rsync = RsyncBinary.inspect(settings.rsync());
    Launcher launcher = new Launcher(launcherProgram, rsync.path(), settings.confinement());
    Files.createDirectories(settings.runtimeDirectory());
    Limits limits = MemoryShare.here();
    SelfTestResult selfTest = new SelfTest(launcher, settings.runtimeDirectory(), limits).run();
    return assemble(file, settings, launcher, limits, selfTest, longestWait, clock);
  }

  /** What of a configuration is in force here. */
  private static ActiveConfiguration inForce(
      ActiveConfiguration read, ServerSettings settings, boolean confined) {
    ActiveConfiguration served = confined ? read : read.withoutConfinement();
    return settings.proxies().map(served::behind).orElse(served);
  }

  /** Puts the parts together. */
  static Gateway assemble(
      ConfigFile file,
      ServerSettings settings,
      Launcher launcher,
      Limits limits,
      SelfTestResult selfTest,
      Duration longestWait,
      Clock clock)
      throws IOException {
    boolean confined = selfTest.landlockProven();
    UnaryOperator<ActiveConfiguration> rule = read -> inForce(read, settings, confined);
    ConfigWatch configuration = new ConfigWatch(file, writable(settings.readOnlyMounts()), rule);
    AccessEnder access = new AccessEnder(configuration.current(), clock);
    // Without the status API nobody could read it, and the records of a reader are its gateway's.
    Optional<Journal> journal =
        settings.status().isPresent() && settings.sshListen().isPresent()
            ? Optional.of(
                Journal.open(new JournalFile(settings.runtimeDirectory().resolve(JOURNAL))))
            : Optional.empty();
    Optional<HopKeys> keys =
        settings.hop().isPresent() ? Optional.of(keys(settings.hop().get())) : Optional.empty();
    Transfers transfers = new Transfers(settings.limits(), longestWait, access);
    TransferCommands commands =
        new TransferCommands(
            transfers,
            settings.protocols(),
            new CommandPolicy(
                PolicyLimits.of(confined ? Confinement.PROVEN : Confinement.UNPROVEN)),
            launcher,
            limits,
            settings.runtimeDirectory(),
            clock,
            new Readers(keys, () -> configuration.current().readers()),
            journal.isPresent() ? journal.get()::add : _ -> {});
    Optional<Listener> listener = settings.hop().flatMap(HopSettings::listener);
    Door door =
        listener.isPresent()
            ? new ReaderDoor(listener.get(), keys.orElseThrow(), access, commands)
            : new SshDoor(settings, configuration::current, access, commands, clock, longestWait);
    return new Gateway(settings, selfTest, configuration, access, transfers, door, journal);
  }

  private static HopKeys keys(HopSettings hop) throws IOException {
    return new HopKeys(hop.keyPair(), hop.resource());
  }

  /**
   * Which of these mounts can be written to, which only a container runtime's error lets happen.
   */
  private static Set<Path> writable(List<Path> readOnlyMounts) throws IOException {
    MountTable table = MountTable.read();
    return readOnlyMounts.stream()
        .filter(mount -> !table.of(mount.toString()).readOnly())
        .collect(Collectors.toSet());
  }
}
