package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.volume.SomeVolumes.served;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.command.PolicyLimits.Confinement;
import io.backupaccess.gateway.command.PolicyLimits.Links;
import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Grants;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionPolicyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -logDtpre.iLsfxCIvu                      | -logDtpre.iLsfxCIvu
          -g -l -o -p -D -r -t --dirs              | -ldogDtpr
          --recursive --links --times              | -ltr
          -vvvvvvlogDtpr                           | -vlogDtpr
          -xxUUXX                                  | -UUXXxx
          -logDtpRe.LsfxCIvu --no-relative         | -logDtpe.LsfxCIvu --no-relative
          -r --no-r                                | --no-r
          --no-r -r                                | -r
          -r --append --append --append            | -r --append --append
          -logDtpr --no-specials                   | -logDtpr --no-specials
          -r --numeric-ids --specials --safe-links | -r --numeric-ids --specials --safe-links
          -r --use-qsort                           | -r --qsort
          """)
  void forwardedOptionsComeInRsyncsOwnOrder(String options, String forwarded) {
    assertThat(forwarded(options)).isEqualTo(forwarded);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --timeout=30          | --timeout=30
          --timeout 30          | --timeout=30
          --timeout=0           | --timeout=3600
          --timeout=86400       | --timeout=3600
          --bwlimit=100         | --bwlimit=100
          --bwlimit=1.5m        | --bwlimit=1536
          --bwlimit=0           | --bwlimit=0
          -B4096                | -B4096
          --block-size=4096     | -B4096
          --max-alloc=2g        | --max-alloc=1073741824
          --max-alloc=0         | --max-alloc=1073741824
          --max-alloc 64m       | --max-alloc=67108864
          --compress-level=9    | --compress-level=9
          --compress-level=22   | --compress-level=12
          --compress-choice=lz4 | --compress-choice=lz4
          --checksum-choice=md5,xxh64    | --checksum-choice=md5,xxh64
          --checksum-seed=42    | --checksum-seed=42
          --skip-compress=gz/mp\\[34\\]  | --skip-compress=gz/mp[34]
          --info=STATS2,NAME    | --info=STATS2,NAME
          --iconv=UTF-8         | --iconv=UTF-8
          --iconv=ISO-8859-2    | --iconv=ISO-8859-2
          --iconv=Windows-1252  | --iconv=Windows-1252
          --iconv=CP850         | --iconv=CP850
          --iconv=koi8-r        | --iconv=koi8-r
          --iconv=ASCII         | --iconv=ASCII
          --timeout=30 --timeout=40      | --timeout=40
          """)
  void valuesAreBroughtWithinTheLimits(String option, String forwarded) {
    assertThat(forwarded("-r " + option)).isEqualTo("-r " + forwarded);
  }

  @ParameterizedTest
  @CsvSource({
    "--timeout=-1",
    "--timeout=",
    "--timeout=1h",
    "--bwlimit=fast",
    "-B131073",
    "-B",
    "-Bx",
    "--max-alloc=1k",
    "--max-alloc=1000000000000000000000",
    "--compress-choice=gzip",
    "--checksum-choice=crc",
    "--checksum-seed=x",
    "--skip-compress=a;b",
    "--info=help",
    "--info=NAME;id",
    "--iconv=UTF-7",
    "--iconv=UTF-16",
    "--iconv=CP864",
    "--iconv=CP932",
    "--iconv=SJIS",
    "--iconv=EBCDIC-US",
    "--iconv=VISCII",
    "--iconv=ASCII//TRANSLIT",
    "--iconv=latin11",
    "--iconv=ISO-8859-12",
    "--iconv=",
    "--files-from=",
    "--files-from=/",
    "--files-from=a/"
  })
  void valuesThatAreNoneAreRefused(String option) {
    assertThat(
            Volumes.refused(
                "rsync --server --sender -r " + option + " . db/", Volumes.DB_AND_MEDIA))
        .extracting(Verdict.Refuse::reason)
        .isEqualTo(Refusal.BAD_VALUE);
  }

  @ParameterizedTest
  @CsvSource({"--bwlimit=100,100", "--bwlimit=1.5m,1024", "--bwlimit=0,1024", "'',1024"})
  void aLimitOfBandwidthHoldsForEveryPull(String option, String rate) {
    assertThat(forwarded("-r " + option, OptionalLong.of(1024))).isEqualTo("-r --bwlimit=" + rate);
  }

  @Test
  void whatConcernsTheClientAloneIsDroppedWithItsValue() {
    Verdict.Accept accept =
        Volumes.accepted(
            "rsync --server --sender --delete-before -g -r -O --backup --backup-dir . --suffix .old"
                + " -h -h --max-delete=5 -@2 --dirs . db/",
            Volumes.DB_AND_MEDIA);
    assertThat(accept.invocation().options()).containsExactly("--server", "--sender", "-dgr");
    assertThat(accept.dropped())
        .containsExactly(
            "--delete-before",
            "-O",
            "--backup",
            "--backup-dir=.",
            "--suffix=.old",
            "-h",
            "-h",
            "--max-delete=5",
            "-@2");
  }

  @Test
  void lettersAfterTheCapabilitiesAreNone() {
    Verdict.Refuse refusal =
        Volumes.refused("rsync --server --sender -re.iLsf;x . db/", Volumes.DB_AND_MEDIA);
    assertThat(refusal.message()).isEqualTo("option -e has been disabled on this server.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--log-format=%I", "--out-format=%O", "--log-format=x"})
  void aFormatOfAnotherCaseIsAnotherFormat(String option) {
    Access pushes = new Access(Access.Mode.READ_WRITE, Set.of());
    Grants grants = new Grants.Root(served("db", pushes));

    assertThat(Volumes.refused("rsync --server -r " + option + " . .", grants).reason())
        .isEqualTo(Refusal.BAD_VALUE);
  }

  @Test
  void everyOptionOfTheTableIsWrittenAsAnOption() {
    for (Direction direction : Direction.values()) {
      assertThat(OptionTable.of(direction).policies().keySet())
          .allMatch(name -> name.matches("-[^-]|--[0-9a-zA-Z-]+"));
    }
  }

  private static String forwarded(String options) {
    return forwarded(options, OptionalLong.empty());
  }

  private static String forwarded(String options, OptionalLong bandwidth) {
    CommandPolicy policy =
        new CommandPolicy(
            new PolicyLimits(
                Confinement.PROVEN, Duration.ofHours(1), bandwidth, 1L << 30, Links.KEPT));
    String command = "rsync --server --sender " + options + " . db/";
    Verdict verdict = Volumes.decide(policy, command, Volumes.DB_AND_MEDIA, "");
    assertThat(verdict).isInstanceOf(Verdict.Accept.class);
    Invocation invocation = ((Verdict.Accept) verdict).invocation();
    return String.join(" ", invocation.options().subList(2, invocation.options().size()));
  }
}
