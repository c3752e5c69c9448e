package io.backupaccess.operator.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubernetesBinaries;
import io.backupaccess.kubeapi.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code kubectl backupaccess} as a person runs it, by a shell of the test's choice, in a namespace
 * of its own. Whatever it prints has to be printable ASCII, and it leaves no file behind.
 */
final class Plugin {

  /** The folder with the two programs. */
  static final Path PROGRAMS = Repository.path("plugin");

  static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3rrJPGnX7tZcjXiqKcRFuk9dUGbhkQ3mQTpgDvhdmi";
  static final String OTHER_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMTL5YS3s5U5HHwT+ItXw3tjwnwQxH6R2VQpOPFWqXUY";

  private static final long LIMIT_SECONDS = 300;

  final String namespace;

  /** Where it runs. */
  final Path folder;

  private final KubeApiServer server;
  private final String shell;
  private final Path temporary;
  private final Path overlay;

  Plugin(KubeApiServer server, String shell, Path folder) {
    this.server = server;
    this.shell = shell;
    this.folder = folder;
    namespace = server.newNamespace();
    temporary = make(folder.resolve("temporary folder"));
    overlay = make(folder.resolve("overlay"));
    make(folder.resolve("home"));
  }

  private static Path make(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a program answered. */
  record Outcome(int exitCode, String out, String err) {

    /** The standard output of a success. */
    String must() {
      assertThat(exitCode).as(err).isZero();
      return out;
    }
  }

  /** Runs a command of the plugin in the namespace, with nothing to read. */
  Outcome run(String... arguments) {
    return answer("", arguments);
  }

  /** Runs a command of the plugin, which reads this. */
  Outcome answer(String input, String... arguments) {
    Outcome outcome = await(start(arguments), input);
    assertThat(outcome.out + outcome.err).matches("[\\x20-\\x7e\\n]*");
    assertThat(temporary).isEmptyDirectory();
    assertThat(folder.resolve("pwned")).doesNotExist();
    return outcome;
  }

  /** Starts a command of the plugin in the namespace. */
  Process start(String... arguments) {
    List<String> command = new ArrayList<>(List.of(shell, PROGRAMS + "/kubectl-backupaccess"));
    command.addAll(List.of("-n", namespace));
    command.addAll(List.of(arguments));
    return start(command);
  }

  /** Runs {@code kubectl} itself. */
  String kubectl(String... arguments) {
    List<String> command = new ArrayList<>(List.of(kubectl(), "--namespace=" + namespace));
    command.addAll(List.of(arguments));
    return await(start(command), "").must();
  }

  private static String kubectl() {
    return KubernetesBinaries.findOrBuild().program("kubectl").toString();
  }

  Process start(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("KUBECONFIG", server.kubeconfig().toString());
    builder.environment().put("TMPDIR", temporary.toString());
    builder.environment().put("HOME", folder.resolve("home").toString());
    builder
        .environment()
        .put(
            "PATH",
            Stream.of(
                    overlay.toString(),
                    PROGRAMS.toString(),
                    Path.of(kubectl()).getParent().toString(),
                    System.getenv("PATH"))
                .reduce((one, other) -> one + ":" + other)
                .orElseThrow());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the place of a program, for all that run after. */
  void replace(String program, String script) {
    try {
      Path file = Files.writeString(overlay.resolve(program), "#!/bin/sh\n" + script);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Before the plugin's first {@code kubectl patch}, somebody else makes this one. */
  void changeBeforeItsPatch(String jsonPatch) {
    write("patch", jsonPatch);
    replace(
        "kubectl",
        """
        kubectl=%s
        case " $* " in
          *' patch '*)
            if mv patch patched 2>/dev/null; then
              "$kubectl" --namespace=%s patch ba shop --type=json --patch-file=patched >&2 || exit
            fi ;;
        esac
        exec "$kubectl" "$@"
        """
            .formatted(kubectl(), namespace));
  }

  static Outcome await(Process process, String input) {
    try {
      try (var stream = process.getOutputStream()) {
        stream.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It did not want to read.
      }
      var err = new ArrayList<byte[]>();
      Thread reader = Thread.ofVirtual().start(() -> err.add(read(process.getErrorStream())));
      byte[] out = read(process.getInputStream());
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      reader.join();
      return new Outcome(process.exitValue(), text(out), text(err.getFirst()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static byte[] read(java.io.InputStream stream) {
    try (stream) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** A file in the folder; its name. */
  String write(String name, String content) {
    try {
      Files.writeString(folder.resolve(name), content);
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void claim(String name) {
    apply(
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %s}
        spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Gi}}}
        """
            .formatted(name));
  }

  void apply(String yaml) {
    kubectl("apply", "--server-side", "--filename", write("apply.yaml", yaml));
  }

  /** As {@link #apply}, for text that server-side apply does not take. */
  void create(String yaml) {
    kubectl("create", "--filename", write("create.yaml", yaml));
  }

  /** {@code shop} with two keys and three volumes. */
  void applyShop() {
    apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: shop}
        spec:
          keys:
          - {name: backup-host, publicKey: %s first, grants: [{volume: "*"}]}
          - {name: press, secretKeyRef: {name: press, key: keys}, root: media, grants: [{volume: media}], sourceRanges: [10.0.0.0/8]}
          volumes:
          - {name: db, claimName: data}
          - {name: media, claimName: media}
          - {name: drop, claimName: drop, mode: WriteOnly}
        """
            .formatted(KEY));
  }

  /** Writes the status of {@code shop}, given as JSON. */
  void status(String json) {
    kubectl(
        "patch",
        "ba",
        "shop",
        "--subresource=status",
        "--type=merge",
        "--patch",
        "{\"status\": " + json + "}");
  }

  BackupAccess get(String name) {
    return server
        .client()
        .resources(BackupAccess.class)
        .inNamespace(namespace)
        .withName(name)
        .get();
  }
}
