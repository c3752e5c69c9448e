package io.backupaccess.gateway.explain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program as a person would. */
class ExplainCommandTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path temporary;

  private List<JsonNode> explain(String... arguments) throws IOException, InterruptedException {
    Path out = temporary.resolve("out");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.backupaccess.gateway.Main",
                "explain"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor()).isZero();
    List<JsonNode> answers = new ArrayList<>();
    for (String line : Files.readAllLines(out)) {
      answers.add(JSON.readTree(line));
    }
    return answers;
  }

  @Test
  void anAcceptedCommandShowsWhatRsyncIsGiven() throws Exception {
    assertThat(
            explain(
                "--root",
                "/data",
                "rsync --server --sender --delete-before -r -t --dirs -e.iLsf . a\\ b *.txt"))
        .singleElement()
        .hasToString(
            """
            {"verdict":"accept",\
            "request":{"direction":"pull","letters":{"d":1,"r":1,"t":1},"capabilities":".iLsf","paths":["a b","*.txt"]},\
            "argv":["--server","--sender","-dtre.iLsf","--insecure-links","--",".","a b","*.txt"],\
            "patterns":["*.txt"],"directory":"/data","volumes":["root"],"dropped":["--delete-before"]}""");
  }

  @Test
  void aRefusedCommandShowsWhatTheClientReads() throws Exception {
    assertThat(explain("--volume", "db=/volumes/db", "rsync --server --sender --log-file=/x . db/"))
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.get("verdict").asText()).isEqualTo("refuse");
              assertThat(answer.get("rule").asText()).isEqualTo("DISABLED_OPTION");
              assertThat(answer.get("reason").asText())
                  .isEqualTo("option --log-file has been disabled on this server.");
              assertThat(answer.get("argv")).isEmpty();
            });
  }

  @Test
  void aPushShowsWhereItWouldWrite() throws Exception {
    assertThat(
            explain(
                "--mode=rw",
                "--no-overwrite",
                "--munge",
                "--volume",
                "db=/volumes/db",
                "rsync --server -re.iLsf --delete --link-dest /db/last . db/new/"))
        .singleElement()
        .hasToString(
            """
            {"verdict":"accept",\
            "request":{"direction":"push","letters":{"r":1},"capabilities":".iLsf",\
            "flags":{"--delete":1,"--munge-links":1},"folders":["--link-dest=/db/last"],\
            "paths":["db/new/"]},\
            "argv":["--server","-re.iLsf","--delete","--munge-links","--drop-D","--no-super",\
            "--ignore-existing","--omit-dir-times","--chmod=Du+rwx",\
            "--link-dest=/volumes/db/last","--confine-root=/volumes/db","--",".","new/"],\
            "patterns":[],"directory":"/volumes/db","volumes":["db"],"dropped":[]}""");
  }

  @Test
  void theModeDecidesWhichWayDataMayGo() throws Exception {
    Path lines = temporary.resolve("lines");
    Files.writeString(
        lines,
        """
        rsync --server --sender -re.iLsf . x
        rsync --server -re.iLsf . x
        rsync --server -re.iLsf --delete . x
        rsync --server -re.iLsf --inplace . x
        """);
    assertThat(verdicts("--mode=ro", lines))
        .containsExactly("accept", "refuse", "refuse", "refuse");
    assertThat(verdicts("--mode=wo", lines))
        .containsExactly("refuse", "accept", "accept", "refuse");
    assertThat(verdicts("--mode=rw", lines))
        .containsExactly("accept", "accept", "accept", "accept");
    assertThat(verdicts("--mode=rw --no-del --no-overwrite", lines))
        .containsExactly("accept", "accept", "refuse", "refuse");
    assertThat(verdicts("--mode=rw --best-effort", lines))
        .containsExactly("accept", "refuse", "refuse", "refuse");
  }

  private List<String> verdicts(String mode, Path lines) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(mode.split(" ")));
    arguments.addAll(List.of("--root", "/data", "--lines", lines.toString()));
    return explain(arguments.toArray(String[]::new)).stream()
        .map(answer -> answer.get("verdict").asText())
        .toList();
  }

  @Test
  void manyCommandsAreAnsweredInTheirOrder() throws Exception {
    Path lines = temporary.resolve("lines");
    Files.writeString(
        lines,
        "true\nrsync --server --sender -r . x\\xffy\\\\ \\xc3\\xbc\nsudo rsync --server\n\n",
        UTF_8);
    List<JsonNode> answers =
        explain("--volume", "db=/volumes/db", "--volume", "x=/y", "--lines", lines.toString());
    assertThat(answers)
        .extracting(answer -> answer.get("verdict").asText())
        .containsExactly("accept", "accept", "refuse", "refuse");
    assertThat(answers.get(1).get("argv").get(6).asText()).isEqualTo("x\udcffy \u00fc");
  }

  @Test
  void tenThousandCommandsAreAnsweredByOneProcess() throws Exception {
    Path lines = temporary.resolve("lines");
    String push = "rsync --server -logDtpre.iLsfxCIvu --delete . path/\n";
    Files.writeString(lines, push.repeat(10_000));
    assertThat(explain("--mode=rw", "--root", "/data", "--lines", lines.toString()))
        .hasSize(10_000)
        .allMatch(answer -> answer.get("verdict").asText().equals("accept"));
  }

  @Test
  void argumentsInTheStreamMustEnd() throws Exception {
    Path pairs = temporary.resolve("pairs");
    Files.writeString(pairs, "rsync --server --sender -sre.iLsf\trsync\\x00.\\x00a\\x00\n", UTF_8);
    assertThat(explain("--root", "/data", "--secluded", pairs.toString()))
        .extracting(answer -> answer.get("verdict").asText())
        .containsExactly("refuse");
  }

  @Test
  void argumentsInTheStreamAreExplainedToo() throws Exception {
    Path pairs = temporary.resolve("pairs");
    Files.writeString(
        pairs,
        "rsync --server --sender -sre.iLsf\\x43\trsync\\x00--timeout=30\\x00.\\x00a b\\x00\\x00\n",
        ISO_8859_1);
    assertThat(explain("--root", "/data", "--secluded", pairs.toString()))
        .singleElement()
        .satisfies(
            answer ->
                assertThat(answer.get("argv"))
                    .extracting(JsonNode::asText)
                    .containsExactly(
                        "--server",
                        "--sender",
                        "-re.iLsfC",
                        "--timeout=30",
                        "--insecure-links",
                        "--",
                        ".",
                        "a b"));
  }
}
