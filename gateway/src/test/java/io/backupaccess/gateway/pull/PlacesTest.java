package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.VolumeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulls of volumes that have several places: one is here, two are in a reader. */
class PlacesTest {
  @TempDir Path folder;
  @TempDir Path copies;

  private TestGateway gateway;
  private Client client;
  private Path here;
  private Path there;

  @BeforeEach
  void start() throws IOException {
    gateway = new TestGateway(folder);
    here = gateway.volume("here");
    there = gateway.volume("there");
    Path more = gateway.volume("more");
    Path inbox = gateway.volume("inbox");
    gateway.with(
        new VolumeConfig(
            "inbox", inbox.toString(), null, VolumeConfig.Mode.READ_WRITE, true, true));
    Files.writeString(here.resolve("letter"), "it is here");
    Files.writeString(there.resolve("letter"), "it is there");
    Files.writeString(more.resolve("letter"), "there is more");
    gateway.grant("backup", "here", "there");
    // No part of pulls, and the reader that does them knows only its name.
    Path drop = gateway.volume("drop");
    gateway.with(
        new VolumeConfig("drop", drop.toString(), null, VolumeConfig.Mode.WRITE_ONLY, null, null));
    gateway.grant("mirror", "there", "more", "drop");
    gateway.grant("writer", "inbox");
    gateway.throughReader("there", "more", "inbox").start();
    client = gateway.client("backup");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void eachVolumeIsPulledFromItsPlace() {
    assertThat(client.pull("here/", copies.resolve("here"))).isEqualTo(new Outcome(0, "", ""));
    assertThat(client.pull("there/", copies.resolve("there"))).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(here, copies.resolve("here"));
    Trees.assertSame(there, copies.resolve("there"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/*", "here there", "*/letter"})
  void aPullOfSeveralPlacesIsRefusedBeforeAnythingIsDeleted(String paths) throws IOException {
    Path copy = Files.createDirectories(copies.resolve("there"));
    Files.writeString(copy.resolve("kept"), "an earlier copy");
    List<String> arguments = new ArrayList<>(List.of("-a", "--delete"));
    for (String path : paths.split(" ", -1)) {
      arguments.add(host() + ":" + path);
    }
    arguments.add(copies + "/");

    Outcome pulled = client.rsync(arguments.toArray(String[]::new));

    assertThat(pulled.exit()).isNotZero();
    assertThat(pulled.err())
        .contains(
            "the volumes here, there are on several nodes: pull each by itself, such as HOST:/");
    assertThat(copy.resolve("kept")).hasContent("an earlier copy");
  }

  @Test
  void aPullOfSeveralVolumesOfOnePlaceWorks() {
    assertThat(gateway.client("mirror").pull("", copies)).isEqualTo(new Outcome(0, "", ""));
    assertThat(copies.resolve("there/letter")).hasContent("it is there");
    assertThat(copies.resolve("more/letter")).hasContent("there is more");
    assertThat(copies.resolve("drop")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void aListingWithoutRecursionShowsAllVolumes(String path) {
    Outcome listing = client.rsync(host() + ":" + path);

    assertThat(listing.exit()).isZero();
    assertThat(listing.out().lines().map(line -> line.replaceAll(".* ", "")))
        .containsExactlyInAnyOrder("here", "there");
  }

  @Test
  void aListingThatAsksForMoreThanNamesIsRefused() {
    assertThat(client.rsync("-r", host() + ":/").err()).contains("are on several nodes");
    assertThat(client.rsync("-d", host() + ":/here/", ":/there/", copies + "/").err())
        .contains("are on several nodes");
  }

  @Test
  void aPushReachesTheVolumeOfAReader() throws IOException {
    Path source = Files.createDirectories(copies.resolve("source"));
    Files.writeString(source.resolve("restored"), "it comes back");

    assertThat(gateway.client("writer").rsync("-a", source + "/", host() + ":/inbox/"))
        .isEqualTo(new Outcome(0, "", ""));

    assertThat(folder.resolve("mounts/inbox/restored")).hasContent("it comes back");
  }

  @Test
  void anSftpSessionReadsAllPlaces() throws IOException {
    Outcome session =
        sftp("ls /", "get /here/letter " + copies + "/a", "get /there/letter " + copies + "/b");

    assertThat(session.out()).contains("here", "there");
    assertThat(copies.resolve("a")).hasContent("it is here");
    assertThat(copies.resolve("b")).hasContent("it is there");
  }

  private Outcome sftp(String... commands) {
    Path batch = folder.resolve("batch");
    TestGateway.write(batch, String.join("\n", commands) + "\n");
    List<String> command = new ArrayList<>(List.of("sftp"));
    command.addAll(client.options("-P"));
    command.addAll(List.of("-b", batch.toString(), host()));
    return Processes.run(command);
  }

  @Test
  void whatIsHereIsServedWithoutTheReader() throws Exception {
    gateway.reader().stop();

    assertThat(client.pull("here/", copies.resolve("here"))).isEqualTo(new Outcome(0, "", ""));
    Outcome away = client.pull("there/", copies.resolve("there"));
    assertThat(away.exit()).isNotZero();
    assertThat(away.err()).contains("volume there is not available now");
    Outcome session =
        sftp("get /here/letter " + copies + "/a", "get /there/letter " + copies + "/b");
    assertThat(copies.resolve("a")).hasContent("it is here");
    assertThat(copies.resolve("b")).doesNotExist();
    assertThat(session.exit()).isNotZero();
  }

  @Test
  void thePullOfAReaderIsInTheRecordOfTheGateway() {
    client.pull("there/", copies.resolve("there"));

    String records = gateway.ask("GET /v1/pulls?journal=&after=0", "").body();
    assertThat(records).contains("\"volumes\":[\"there\"]", "\"wholeVolumes\":[\"there\"]");
    assertThat(records).contains("\"files\":1", "\"unreadable\":0", "\"completed\":true");
  }
}
