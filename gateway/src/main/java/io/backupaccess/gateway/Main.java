package io.backupaccess.gateway;

import io.backupaccess.gateway.explain.ExplainCommand;
import io.backupaccess.gateway.status.StatusCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The program {@code gateway}. */
@Command(
    name = "gateway",
    description = "Serves chosen folders over SSH to rsync and SFTP, and nothing else.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "  rrsync   Serves one connection of an OpenSSH server, as the command= of a",
      "             key: see gateway rrsync -help."
    },
    subcommands = {Main.Serve.class, StatusCommand.class, ExplainCommand.class})
public final class Main implements Callable<Integer> {

  /** Runs the command that the arguments name. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() {
    CommandLine.usage(this, System.err);
    return CommandLine.ExitCode.USAGE;
  }

  @Command(
      name = "serve",
      description = "Serves until it is told to stop by SIGTERM.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"1:it cannot serve, standard error says why", "2:wrong usage"})
  static final class Serve implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "JSON document")
    private Path config = Path.of("");

    @Option(names = "--launcher", hidden = true, defaultValue = "${sys:gateway.launcher}")
    private Path launcher = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
      try {
        Gateway gateway = Startup.prepare(config.toAbsolutePath(), launcher);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway), "stop"));
        gateway.start();
      } catch (StartException e) {
        System.err.println("gateway: " + e.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
      } catch (IOException e) {
        System.err.println("gateway: cannot listen: " + e.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
      }
      new CountDownLatch(1).await();
      return CommandLine.ExitCode.OK;
    }

    private static void stop(Gateway gateway) {
      try {
        gateway.stop();
      } catch (IOException | InterruptedException e) {
        LOG.warn("The gateway did not stop in order", e);
      }
    }
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "gateway "
            + Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("development")
      };
    }
  }
}
