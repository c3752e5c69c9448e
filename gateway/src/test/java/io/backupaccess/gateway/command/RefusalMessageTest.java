package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.volume.SomeVolumes.served;
import static io.backupaccess.gateway.volume.SomeVolumes.unserved;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.volume.Grants;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client reads when its command is refused. */
class RefusalMessageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sudo rsync --server --sender -r . db/            | NOT_RSYNC | rsync cannot be run through sudo here: leave out --rsync-path, the server's configuration decides what is readable.
          nice -n19 rsync --server --sender -r . db/       | NOT_RSYNC | rsync cannot be run through nice here: leave out --rsync-path.
          cd /tmp && rsync --server --sender -r . db/      | NOT_RSYNC | rsync cannot be run through cd here: leave out --rsync-path.
          scp -f db/f                                      | NOT_RSYNC | the old scp protocol is not served here: use rsync, or scp without -O where SFTP is served.
          /usr/lib/openssh/sftp-server                     | NOT_RSYNC | sftp-server is not served as a command: let the client ask for the sftp subsystem.
          rdiff-backup server                              | NOT_RSYNC | rdiff-backup is not served here: only rsync is.
          borg serve                                       | NOT_RSYNC | borg is not served here: only rsync is.
          cat /etc/passwd                                  | NOT_RSYNC | cat is not served here: only rsync is.
          ls -l                                            | NOT_RSYNC | only rsync is served here, not ls.
          true x                                           | NOT_RSYNC | only rsync is served here, not true.
          ./rsync --server --sender -r . db/               | NOT_RSYNC | only rsync is served here, not ./rsync.
          rsync -a db/ elsewhere/                          | NOT_A_SERVER_COMMAND | rsync answers its own client alone here: run it at your side, such as rsync -a HOST:/ FOLDER/.
          rsync --version                                  | NOT_A_SERVER_COMMAND | rsync 3.5.0 or later answers here, but its own client alone: try rsync HOST:/ at your side.
          /usr/bin/rsync -V                                | NOT_A_SERVER_COMMAND | rsync 3.5.0 or later answers here, but its own client alone: try rsync HOST:/ at your side.
          rsync                                            | NOT_A_SERVER_COMMAND | rsync 3.5.0 or later answers here, but its own client alone: try rsync HOST:/ at your side.
          rsync --server --sender -r . ~/documents/        | BAD_PATH | there is no home folder here: write HOST:documents/ or HOST:/documents/ instead of HOST:~/.
          rsync --server --sender -r . ~backup/documents   | BAD_PATH | there is no home folder here: write HOST:documents/ or HOST:/documents/ instead of HOST:~backup/.
          rsync --server --sender -r . ~                   | BAD_PATH | there is no home folder here: write HOST:VOLUME/ or HOST:/VOLUME/ instead of HOST:~/.
          rsync --server --sender --iconv=UTF-7 . db/      | BAD_VALUE | option --iconv has a value that is not allowed: UTF-8, ASCII, ISO-8859-1 to 10 and 13 to 16 (or latin1 to latin10), CP1250 to 1254, 1256, 1257, CP437, 737, 775, 850, 852, 855, 857, 858, 860 to 863, 865, 866, 869, KOI8-R, KOI8-U, MACINTOSH, or the dot.
          rsync --fake-super --server --sender -r . db/    | NOT_A_SERVER_COMMAND | only the command of rsync's own client is served here: leave out --rsync-path.
          rsync --server -logDtpre.iLsfxCIvu . db/         | READ_ONLY | sending to read-only server is not allowed.
          rsync --server -r --sender . db/                 | READ_ONLY | sending to read-only server is not allowed.
          rsync --server --daemon .                        | DAEMON | rsync's daemon is not served here: use HOST:PATH, not HOST::MODULE.
          rsync --server --sender -r db/                   | NOT_A_SERVER_COMMAND | invalid rsync command syntax or options.
          rsync --server --sender -r -- . db/              | NOT_A_SERVER_COMMAND | invalid rsync command syntax or options.
          rsync --server --sender -r                       | NOT_A_SERVER_COMMAND | invalid rsync command syntax or options.
          rsync --server --sender --log-file=/x . db/      | DISABLED_OPTION | option --log-file has been disabled on this server.
          rsync --server --sender --log-file /x . db/      | DISABLED_OPTION | option --log-file has been disabled on this server.
          rsync --server --sender --debug=ALL . db/        | DISABLED_OPTION | option --debug has been disabled on this server.
          rsync --server --sender -r -s . db/              | DISABLED_OPTION | option -s has been disabled on this server.
          rsync --server --sender -essh . db/              | DISABLED_OPTION | option -e has been disabled on this server.
          rsync --server --sender --remove-source-files . x| DISABLED_OPTION | option --remove-source-files has been disabled on this server.
          rsync --server --sender --cache . db/            | DISABLED_OPTION | option --cache has been disabled on this server.
          rsync --server --sender --numeric . db/          | UNKNOWN_OPTION | option --numeric is not known here.
          rsync --server --sender -rj . db/                | UNKNOWN_OPTION | option -j is not known here.
          rsync --server --sender --timeout=x . db/        | BAD_VALUE | option --timeout has a value that is not allowed: seconds, at most the server's; 0 becomes that.
          rsync --server --sender --inplace=x . db/        | BAD_VALUE | option --inplace has a value that is not allowed.
          rsync --server --sender -r . db/../media         | BAD_PATH | do not use .. in a path: db/../media
          rsync --server --sender -r . \\.\\./x            | BAD_PATH | do not use .. in a path: ../x
          rsync --server --sender -r --files-from=- . /    | BAD_PATH | with --files-from, name a volume as the source, such as HOST:db/, and list names inside it.
          rsync --server --sender --files-from=- . db media| BAD_PATH | with --files-from, the source is one folder, without wildcards.
          rsync --server --sender -d . db media/sub        | BAD_PATH | without --recursive, ask for volumes and for paths inside them separately.
          """)
  void aRefusalNamesWhatToDo(String command, Refusal reason, String message) {
    assertThat(Volumes.decide(command)).isEqualTo(new Verdict.Refuse(reason, message));
  }

  @Test
  void nothingAtAllIsAShell() {
    assertThat(Volumes.refused("", Volumes.DB_AND_MEDIA).message())
        .isEqualTo("only rsync is served here: there is no shell.");
  }

  @Test
  void aConnectivityProbeSucceeds() {
    assertThat(Volumes.decide("true")).isEqualTo(new Verdict.Probe());
  }

  @Test
  void whatAPeerWroteIsShownEscapedAndCut() {
    assertThat(Volumes.refused("\u001b[31mls\u0007\u00e9", Volumes.DB_AND_MEDIA).message())
        .isEqualTo("only rsync is served here, not \\x1b[31mls\\x07\\xe9.");
    assertThat(Volumes.refused("x".repeat(4000), Volumes.DB_AND_MEDIA).message())
        .hasSizeLessThan(200)
        .endsWith("....");
  }

  @ParameterizedTest
  @CsvSource({"-L", "-k", "--copy-unsafe-links"})
  void followingLinksNeedsTheKernelsConfinement(String option) {
    String command = "rsync --server --sender -r " + option + " . db/";
    assertThat(Volumes.decide(Volumes.UNCONFINED, command, Volumes.DB_AND_MEDIA, ""))
        .isEqualTo(
            new Verdict.Refuse(
                Refusal.DISABLED_OPTION,
                "option " + option + " has been disabled on this server."));
    assertThat(Volumes.decide(command, Volumes.DB_AND_MEDIA)).isInstanceOf(Verdict.Accept.class);
  }

  @ParameterizedTest
  @CsvSource({"media", "media/", "/media/x", "db media", ".", "''", "*", "m*", "*/x", "me[d]ia/*"})
  void aVolumeThatIsNotAvailableIsNeverAbsent(String paths) {
    Grants grants = new Grants.Volumes(List.of(served("db"), unserved("media")));
    assertThat(Volumes.decide("rsync --server --sender -re.iLsfxCIvu . " + paths, grants))
        .isEqualTo(new Verdict.Refuse(Refusal.UNAVAILABLE, "volume media is not available now"));
    assertThat(Volumes.decide("rsync --server --sender -re.iLsfxCIvu . db d* nothing", grants))
        .isInstanceOf(Verdict.Accept.class);
  }

  @Test
  void anUnavailableRootIsRefusedWhateverThePath() {
    Grants root = new Grants.Root(unserved("db"));
    assertThat(Volumes.refused("rsync --server --sender -r . x", root).reason())
        .isEqualTo(Refusal.UNAVAILABLE);
  }

  @Test
  void aKeyWithoutVolumesHasNoEmptyListing() {
    assertThat(Volumes.refused("rsync --server --sender -r . .", Volumes.served()).message())
        .isEqualTo("no volume is granted to this key.");
  }
}
