package io.backupaccess.gateway.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.backupaccess.gatewayconfig.PullPage.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file of a journal: a line about the journal, and one for each record, in JSON. A record is
 * appended and synced; anything else replaces the file as a whole. So a process that dies, or a
 * disk that fills up, can only damage the last line.
 *
 * @param path in a folder that exists
 */
public record JournalFile(Path path) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();
  private static final int ID_BYTES = 16;

  /**
   * The first line.
   *
   * @param journal a name that no other journal has
   * @param acknowledged the last record that was acknowledged
   * @param last the last record that there was when the line was written
   * @param lost how many records were lost
   */
  record Head(String journal, long acknowledged, long last, long lost) {}

  /** What a file holds. */
  record Content(Head head, List<Entry> entries) {}

  /** What the file holds; of a file that is not there, or whose first line is damaged, nothing. */
  Content read() throws IOException {
    List<String> lines;
    try {
      lines = new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().toList();
    } catch (NoSuchFileException e) {
      lines = List.of();
    }
    Head head = lines.isEmpty() ? null : parsed(lines.getFirst(), Head.class);
    if (head == null || head.journal() == null) {
      return new Content(newHead(), List.of());
    }
    List<Entry> entries = new ArrayList<>();
    long damaged = 0;
    for (String line : lines.subList(1, lines.size())) {
      Entry entry = parsed(line, Entry.class);
      if (entry == null || entry.pull() == null) {
        damaged++;
      } else {
        entries.add(entry);
      }
    }
    // A damaged record had a number, too, which none of the next may get.
    long last = entries.isEmpty() ? head.last() : entries.getLast().sequence();
    return new Content(
        new Head(
            head.journal(),
            head.acknowledged(),
            Math.max(head.last(), last) + damaged,
            head.lost() + damaged),
        entries);
  }

  private static Head newHead() {
    byte[] id = new byte[ID_BYTES];
    new SecureRandom().nextBytes(id);
    return new Head(HexFormat.of().formatHex(id), 0, 0, 0);
  }

  private static <T> @Nullable T parsed(String line, Class<T> type) {
    try {
      return JSON.readValue(line, type);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** Adds a record that outlasts the machine's crash once this returns. */
  void append(Entry entry) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.position(channel.size());
      write(channel, line(entry));
    }
  }

  /** Replaces all of the file, or leaves it as it is. */
  void replace(Content content) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".next");
    StringBuilder text = new StringBuilder(line(content.head()));
    for (Entry entry : content.entries()) {
      text.append(line(entry));
    }
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      write(channel, text.toString());
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(path.toAbsolutePath().getParent())) {
      folder.force(true);
    }
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  private static String line(Object value) throws IOException {
    return JSON.writeValueAsString(value) + "\n";
  }
}
