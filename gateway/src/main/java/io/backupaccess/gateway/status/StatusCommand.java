package io.backupaccess.gateway.status;

import io.backupaccess.gateway.config.BadEntryException;
import io.backupaccess.gateway.config.ConfigFile;
import io.backupaccess.gateway.config.ConfigReader;
import io.backupaccess.gateway.config.ServerSettings.StatusListener;
import io.backupaccess.statusport.StatusAnswer;
import io.backupaccess.statusport.StatusClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gateway status}: asks the gateway that runs here, at its status port. */
@Command(
    name = "status",
    description = "Asks the gateway that runs here, and prints its answer.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it did as it was asked",
      "1:it did not, or there was no answer; standard error says why",
      "2:wrong usage"
    })
public final class StatusCommand implements Callable<Integer> {
  private static final StatusClient CLIENT =
      new StatusClient(Duration.ofSeconds(2), Duration.ofSeconds(15), ConfigFile.LARGEST);

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Its configuration, with statusListen and statusTokenFile.")
  private Path config = Path.of("");

  @Option(
      names = "--body",
      paramLabel = "FILE",
      description = "What the request has to tell, such as the configuration of /v1/enforce.")
  private @Nullable Path body;

  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "REQUEST",
      defaultValue = "GET /v1/status",
      description = "In quotes; ${DEFAULT-VALUE} if there is none.")
  private String request = "";

  @Override
  public Integer call() {
    try {
      StatusAnswer answer = ask();
      PrintWriter out = answer.ok() ? command.commandLine().getOut() : error();
      out.print(answer.body());
      out.flush();
      return answer.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
    } catch (BadEntryException | IOException e) {
      error().println("gateway: " + e.getMessage());
      error().flush();
      return ExitCode.SOFTWARE;
    }
  }

  private PrintWriter error() {
    return command.commandLine().getErr();
  }

  private StatusAnswer ask() throws BadEntryException, IOException {
    Optional<StatusListener> status = ConfigReader.settings(new ConfigFile(config).read()).status();
    if (status.isEmpty()) {
      throw new IOException(config + " has no statusListen");
    }
    String text = body == null ? "" : Files.readString(body);
    return CLIENT.ask(here(status.get().listen()), status.get().token(), request, text);
  }

  private static InetSocketAddress here(InetSocketAddress listen) {
    return listen.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), listen.getPort())
        : listen;
  }
}
