package io.backupaccess.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backupaccess.gateway.log.JsonLines;
import io.backupaccess.gateway.pull.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Row 22: what a client writes into its command cannot forge or break a line of the log. */
class LogInjectionTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;

  private static Scene scene;
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  @BeforeAll
  static void open() {
    scene = Scene.in(folder);
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  @BeforeEach
  void record() {
    events.start();
    root().addAppender(events);
  }

  @AfterEach
  void endRecord() {
    root().detachAppender(events);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "evil\n{\"time\":\"now\",\"level\":\"INFO\",\"message\":\"forged\"}",
        "evil\r\n\u001b[2J\u001b[31mforged",
        "rsync --server --sender -e.LsfxCIvu --\u001b[31mforged\n . db/",
        "rsync --server --sender -e.LsfxCIvu . db/\\\n{\"message\":\"forged\"}/../x",
        "rsync --server --sender -e.LsfxCIvu . \u2028\"}\u0085\u202edb/../x"
      })
  void eachEventIsOneLineOfPrintableText(String command) throws IOException {
    Outcome refused = scene.client().command(command);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).matches("[ -~]+\n");
    assertThat(lines()).isNotEmpty();
    for (String line : lines()) {
      assertThat(line).endsWith("}\n").hasLineCount(1);
      JsonNode fields = JSON.readTree(line);
      assertThat(fields.get("message").asText()).isNotEqualTo("forged");
      assertThat(fields.path("refusal").asText()).matches("[ -~]*");
    }
  }

  @Test
  void aCommandOfAHundredKilobytesIsNotWrittenToTheLogWhole() {
    Outcome refused = scene.client().command("rsync --server --sender --" + "x".repeat(100_000));
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).hasSizeLessThan(1000);
    assertThat(lines()).allMatch(line -> line.length() < 2000);
  }

  private List<String> lines() {
    JsonLines encoder = new JsonLines();
    return List.copyOf(events.list).stream()
        .map(event -> new String(encoder.encode(event), StandardCharsets.UTF_8))
        .toList();
  }
}
