package io.backupaccess.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backupaccess.gateway.pull.Client;
import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.Processes;
import io.backupaccess.gateway.pull.TestGateway;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import io.backupaccess.gatewayconfig.VolumeConfig;
import io.backupaccess.gatewayconfig.VolumeConfig.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Symbolic links of the application's user, of root and of the gateway's own, wherever rsync opens
 * something through one: what arrives, or is on the volume then, is what it would be with a server
 * whose rsync runs as the links' owner. Needs root, to make links of others.
 */
class LinksOfOthersTest {
  private static final List<Integer> OWNERS = List.of(0, LauncherWrappers.GATEWAY_USER, 1000);

  /** What a pull left, or a push on the volume. */
  record Result(int exit, String tree) {}

  @TempDir static Path folder;
  private static TestGateway gateway;
  private static Client client;
  private static TestGateway weak;
  private static Client weakClient;
  private static Path docs;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "needs root: links of three users");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    gateway = new TestGateway(folder);
    gateway.launcher(LauncherWrappers.unprivileged(folder, gateway.runtimeDirectory()));
    docs = gateway.volume("docs");
    gateway.with(new VolumeConfig("docs", docs.toString(), null, Mode.READ_WRITE, true, true));
    Files.writeString(gateway.volume("media").resolve("film"), "film");
    client = gateway.grant("backup", "docs", "media").start().client("backup");
    weak = new TestGateway(Files.createTempDirectory(folder, "weak"));
    Files.setPosixFilePermissions(weak.folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    weak.launcher(
            LauncherWrappers.unprivilegedWithoutLandlock(weak.folder, weak.runtimeDirectory()))
        .confinement(Confinement.BEST_EFFORT)
        .with(new VolumeConfig("docs", docs.toString(), null))
        .with(new VolumeConfig("media", docs.resolveSibling("media").toString(), null));
    weakClient = weak.grant("backup", "docs", "media").start().client("backup");
    Processes.bash(
        folder,
        """
        echo lnk/file > list; echo dir/file > other-list
        mkdir -p source/dir; echo content > source/dir/file; echo gg > source/g
        touch -d 2001-02-03 source/dir/file source/g source/dir source
        """);
  }

  @AfterAll
  static void stop() {
    for (TestGateway started : Arrays.asList(gateway, weak)) {
      if (started != null) {
        started.close();
      }
    }
  }

  static Stream<String> pulls() {
    return Stream.of(
            "--files-from=LIST|docs/",
            "--files-from=LIST --no-relative|docs/",
            "--files-from=LIST --no-implied-dirs|docs/",
            "--files-from=LIST -L|docs/",
            "--files-from=:docs/list-link|docs/",
            "--files-from=:docs/lnk/list|docs/",
            "-F|docs/sub/",
            "-F|docs",
            "-F|docs media",
            "-C|docs/sub/",
            "-C|:",
            "--filter=dir-merge_lnk/names|docs/",
            "|docs/lnk/file",
            "|docs/lnk/",
            "-R|docs/lnk/file media/film",
            "-L|docs/",
            "-k|docs/",
            "--copy-unsafe-links|docs/")
        .flatMap(row -> OWNERS.stream().map(owner -> owner + "|" + row));
  }

  @ParameterizedTest
  @MethodSource("pulls")
  void aPullIsWhatTheOwnersRsyncWouldSend(String row) {
    String[] columns = row.split("\\|", -1);
    int owner = Integer.parseInt(columns[0]);
    String options = columns[1].replace("LIST", folder + "/list");
    prepare(owner, 1000);
    Result ours = pull(client.rsyncCommand(), options, columns[2]);
    Result theirs = pull(plain(owner), options, columns[2]);
    assertThat(ours.exit()).isZero();
    assertThat(ours.tree()).isNotEmpty();
    assertThat(ours).isEqualTo(theirs);
  }

  static Stream<String> pushes() {
    return Stream.of(
            "-a --link-dest=ROOT/docs/latest|new/",
            "-a --link-dest=ROOT/docs/links|new/",
            "-a --copy-dest=ROOT/docs/latest|new/",
            "-a --compare-dest=ROOT/docs/latest|new/",
            "-a --compare-dest=ROOT/docs/links|new/",
            "-a -b --backup-dir=ROOT/docs/kept-link|cur/",
            "-a --temp-dir=ROOT/docs/kept-link|new/",
            "-a --partial-dir=ROOT/docs/kept-link|new/",
            "-a --delay-updates|cur-link/",
            "-a -F --delete|cur/",
            "-a --delete|cur-link/",
            "-rK|cur/",
            "-rK --inplace|cur/",
            "-rRK|cur/",
            "-a -b --suffix=.old|cur/")
        .flatMap(row -> OWNERS.stream().map(owner -> owner + "|" + row));
  }

  @ParameterizedTest
  @MethodSource("pushes")
  void aPushLeavesWhatTheOwnersRsyncWould(String row) {
    String[] columns = row.split("\\|", -1);
    int owner = Integer.parseInt(columns[0]);
    prepare(owner, LauncherWrappers.GATEWAY_USER);
    Result ours = push(client.rsyncCommand(), columns[1].replace("ROOT", ""), columns[2]);
    prepare(owner, owner);
    String root = docs.getParent().toString();
    Result theirs = push(plain(owner), columns[1].replace("ROOT", root), columns[2]);
    assertThat(ours.exit()).isZero();
    assertThat(ours).isEqualTo(theirs);
  }

  /** Without the kernel's confinement rsync keeps to its own rule, and the client learns of it. */
  @ParameterizedTest
  @MethodSource("pulls")
  void whereTheKernelCannotConfineNoPullPassesOverALinkInSilence(String row) {
    String[] columns = row.split("\\|", -1);
    if (columns[1].matches(".*(-L|-k|--copy-unsafe-links).*") || !columns[2].contains("/")) {
      return; // refused there, or passes over filter files as the manual says
    }
    prepare(Integer.parseInt(columns[0]), 1000);
    String options = columns[1].replace("LIST", folder + "/list");
    Result theirs = pull(plain(Integer.parseInt(columns[0])), options, columns[2]);
    Outcome outcome = copy(weakClient.rsyncCommand(), options, columns[2]);
    assertThat(outcome.err()).doesNotContain("--insecure-links");
    if (outcome.exit() == 0) {
      assertThat(new Result(0, tree(folder.resolve("copy")))).isEqualTo(theirs);
    } else {
      assertThat(outcome.err()).contains("of another owner was not followed");
    }
  }

  /** A volume in which links lead to all that an option can name. */
  private static void prepare(int linkOwner, int owner) {
    Outcome prepared =
        Processes.bash(
            docs,
            """
            set -e
            find . -mindepth 1 -delete
            mkdir -p dir sub 2026/dir links cur/real kept rules
            echo content > dir/file; echo x > dir/other; echo dir/file > list; cp list dir/list
            echo '- other' > rules/hide; echo other > rules/cvs; echo 'P keep' > rules/protect
            echo '- a' > dir/names
            echo a > sub/a; echo o > sub/other
            echo content > 2026/dir/file; echo gg > 2026/g; echo old > cur/g; echo k > cur/keep
            touch -d 2001-02-03 2026/dir/file 2026/g 2026/dir 2026
            chown -R %2$d:%2$d .; chmod -R a+rX .
            link() { ln -s "$1" "$2"; chown -h %1$d:%1$d "$2"; }
            link dir lnk; link list list-link; link 2026 latest; link kept kept-link
            link cur cur-link; link ../rules/hide sub/.rsync-filter; link ../rules/cvs sub/.cvsignore
            link real cur/dir; link ../rules/protect cur/.rsync-filter
            link ../2026/dir links/dir; link ../2026/g links/g
            """
                .formatted(linkOwner, owner));
    assertThat(prepared).isEqualTo(new Outcome(0, "", ""));
  }

  /** A server without this project whose rsync runs as this user. */
  private static List<String> plain(int user) {
    Path shell = folder.resolve("shell-" + user);
    TestGateway.write(
        shell,
        """
        #!/bin/sh
        [ "$1" = -l ] && shift 2
        shift
        cd %s && exec setpriv --reuid=%2$d --regid=%2$d --clear-groups sh -c "umask 022; $*"
        """
            .formatted(docs.getParent(), user));
    shell.toFile().setExecutable(true, false);
    return List.of("rsync", "-e", shell.toString());
  }

  private static Result pull(List<String> rsync, String options, String sources) {
    Outcome outcome = copy(rsync, options, sources);
    return new Result(outcome.exit(), tree(folder.resolve("copy")));
  }

  private static Outcome copy(List<String> rsync, String options, String sources) {
    Processes.bash(folder, "rm -rf copy; mkdir copy");
    List<String> command = new ArrayList<>(rsync);
    command.add("-a");
    Stream.of(options.split(" ")).filter(option -> !option.isEmpty()).forEach(command::add);
    for (String source : List.of(sources.split(" "))) {
      command.add(Client.host() + ":" + source.replaceFirst("^:$", ""));
    }
    command.add(folder + "/copy/");
    return Processes.run(command);
  }

  private static Result push(List<String> rsync, String options, String destination) {
    List<String> command = new ArrayList<>(rsync);
    command.addAll(List.of(options.split(" ")));
    command.add(folder + (options.contains("R") ? "/source/./dir/file" : "/source/"));
    command.add(Client.host() + ":docs/" + destination);
    return new Result(Processes.run(command).exit(), tree(docs));
  }

  /** Names, kinds, links and how many names a file has, and contents. */
  private static String tree(Path root) {
    return Processes.bash(
            root,
            "find . -mindepth 1 -printf '%P %y %l %n\\n' | sed -E '/ d /s/ [0-9]+$//' | sort;"
                + " find . -type f -exec md5sum {} + | sort -k2")
        .out();
  }
}
