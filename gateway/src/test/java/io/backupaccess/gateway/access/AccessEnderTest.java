package io.backupaccess.gateway.access;

import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.config.ActiveConfiguration;
import io.backupaccess.gateway.config.ConfigReader;
import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Grant;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is no longer allowed is ended, and nothing else. */
class AccessEnderTest {
  private static final Instant EXPIRY = Instant.parse("2026-12-01T00:00:00Z");
  private static final ActiveConfiguration NOTHING = configuration("");
  private static final ActiveConfiguration GRANTED =
      configuration(
          """
          {"name": "a", "grants": [{"volume": "db"}], "expirationTime": "%s", "authorizedKeys":
           ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP32c6w3DqRLhSRgjTh5SwsQqQBRyU9APVY33RMnIV0o"]}"""
              .formatted(EXPIRY));

  private final AtomicReference<Instant> now = new AtomicReference<>(EXPIRY.minusSeconds(1));
  private final AccessEnder ender = new AccessEnder(GRANTED, now::get);

  private static ActiveConfiguration configuration(String key) {
    String document =
        "{\"keys\": ["
            + key
            + "], \"volumes\": [{\"name\": \"db\", \"mount\": \"/volumes/x/db\"}]}";
    return ConfigReader.read(document.getBytes(StandardCharsets.UTF_8));
  }

  private static class Session implements Ongoing {
    final List<String> ends = new CopyOnWriteArrayList<>();

    @Override
    public Credential credential() {
      return new Credential.Key(GRANTED.grants().keySet().iterator().next());
    }

    @Override
    public InetAddress source() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public boolean isCoveredBy(Grant grant) {
      return true;
    }

    @Override
    public void end(String reason) {
      ends.add(reason);
    }
  }

  private Session added() {
    Session session = new Session();
    ender.add(session);
    return session;
  }

  @Test
  void aChangeEndsWhatItDoesNotAllow() {
    Session session = added();
    ender.enforce(GRANTED);
    assertThat(session.ends).isEmpty();
    ender.enforce(NOTHING);
    assertThat(session.ends).containsExactly("access was withdrawn");
  }

  @Test
  void whatIsNotAllowedWhenItBeginsIsEndedAtOnce() {
    ender.enforce(NOTHING);
    assertThat(added().ends).hasSize(1);
  }

  @Test
  void whatHasEndedIsNotEndedAgain() {
    Session session = added();
    ender.remove(session);
    ender.enforce(NOTHING);
    assertThat(session.ends).isEmpty();
  }

  @Test
  void whatTouchesSomethingElseThanIsGrantedIsEnded() {
    Session session =
        new Session() {
          @Override
          public boolean isCoveredBy(Grant grant) {
            return false;
          }
        };
    ender.add(session);
    assertThat(session.ends).hasSize(1);
  }

  @Test
  void whatExpiresIsEndedWithoutAChange() {
    Session session = added();
    ender.start();
    try {
      assertThat(session.ends).isEmpty();
      now.set(EXPIRY);
      awaitThat("it is ended", () -> !session.ends.isEmpty());
    } finally {
      ender.close();
    }
  }

  @Test
  void oneThatCannotBeJudgedOrEndedKeepsNoOtherFromItsEnd() {
    ender.add(
        new Session() {
          @Override
          public boolean isCoveredBy(Grant grant) {
            throw new IllegalStateException("thrown by the test");
          }

          @Override
          public void end(String reason) {
            throw new IllegalStateException("thrown by the test");
          }
        });
    Session session = added();
    ender.enforce(NOTHING);
    assertThat(session.ends).hasSize(1);
  }
}
