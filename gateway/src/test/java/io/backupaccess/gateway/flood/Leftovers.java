package io.backupaccess.gateway.flood;

import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static java.util.stream.Collectors.joining;

import io.backupaccess.gateway.pull.GatewayProcess;
import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What peers have left behind in a gateway's process: its children, descriptors, threads and what
 * it holds.
 */
final class Leftovers {
  /** Of these there is one for each connection, session, command, share of memory or transfer. */
  private static final Pattern HELD =
      Pattern.compile(
          Stream.of(
                  "ssh.GatewaySession",
                  "ssh.ExecChannel",
                  "ssh.ChannelCommand",
                  "ssh.HeldMemory$Share",
                  "ssh.KeyConnections$Slot",
                  "ssh.transport.SocketConnection",
                  "session.RsyncTransfer",
                  "session.SftpTransfer",
                  "session.RefusedCommand",
                  "session.ChildProcess")
              .map(name -> Pattern.quote(existing("io.backupaccess.gateway." + name)))
              .collect(joining("|", " *[0-9]+: +([0-9]+) +[0-9]+ +(", ")(?: .*)?")));

  private static final Pattern VIRTUAL_THREADS =
      Pattern.compile(" *[0-9]+: +([0-9]+) +[0-9]+ +java\\.lang\\.VirtualThread(?: .*)?");

  /** The JVM has some of its own, and may begin others. */
  private static final int MORE_VIRTUAL_THREADS = 2;

  /** Those that the gateway has while nobody is connected. */
  private static final List<String> OWN_THREADS = List.of("ssh-accept", "ssh-timer");

  private final GatewayProcess gateway;
  private final long descriptors;
  private final long virtualThreads;

  /** Of a class by another name nothing would ever be found. */
  private static String existing(String name) {
    try {
      return Class.forName(name, false, Leftovers.class.getClassLoader()).getName();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Compares with what the gateway has now, while nobody is connected. */
  Leftovers(GatewayProcess gateway) {
    this.gateway = gateway;
    this.descriptors = gateway.descriptors();
    this.virtualThreads = count(VIRTUAL_THREADS, histogram());
  }

  /** Waits until there are none. */
  void awaitNone() {
    awaitThat("no child is left", () -> gateway.children().isEmpty());
    awaitThat("descriptors are as before", () -> gateway.descriptors() <= descriptors + 4);
    awaitThat("no thread of a peer is left", () -> threads().isEmpty());
    List<String> held = new ArrayList<>();
    try {
      awaitThat(
          "nothing is held",
          () -> {
            held.clear();
            held.addAll(held());
            return held.isEmpty();
          });
    } catch (AssertionError e) {
      throw new AssertionError(held.toString(), e);
    }
  }

  /** Waits until no thread carries anything between a client and a child. */
  void awaitNoTransfer() {
    awaitThat("no child is left", () -> gateway.children().isEmpty());
    awaitThat(
        "no thread of a transfer is left",
        () -> threads().stream().noneMatch(name -> name.matches("(transfer|sftp).*")));
  }

  private List<String> threads() {
    try (Stream<Path> tasks = Files.list(gateway.proc().resolve("task"))) {
      return tasks
          .map(task -> name(task.resolve("comm")))
          .filter(name -> name.matches("(transfer|sftp|ssh)-?.*") && !OWN_THREADS.contains(name))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      return ""; // it has just ended
    } catch (IOException e) {
      return "";
    }
  }

  /** What is held, with its number. */
  private List<String> held() {
    List<String> histogram = histogram();
    List<String> held = new ArrayList<>();
    histogram.stream()
        .map(HELD::matcher)
        .filter(Matcher::matches)
        .forEach(line -> held.add(line.group(1) + " " + line.group(2)));
    long threads = count(VIRTUAL_THREADS, histogram);
    if (threads > virtualThreads + MORE_VIRTUAL_THREADS) {
      held.add(threads + " virtual threads, not " + virtualThreads);
    }
    return held;
  }

  private static long count(Pattern line, List<String> histogram) {
    return histogram.stream()
        .map(line::matcher)
        .filter(Matcher::matches)
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .sum();
  }

  /** The objects that are reachable, by class; the JVM collects the others before. */
  private List<String> histogram() {
    Outcome histogram =
        Processes.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                gateway.proc().getFileName().toString(),
                "GC.class_histogram"));
    if (histogram.exit() != 0) {
      throw new AssertionError(histogram.toString());
    }
    return histogram.out().lines().toList();
  }
}
