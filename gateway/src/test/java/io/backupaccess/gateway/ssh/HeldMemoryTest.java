package io.backupaccess.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Fingerprint;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeldMemoryTest {
  private final HeldMemory memory = new HeldMemory(100, key -> 60);
  private Credential one;
  private Credential other;

  @BeforeEach
  void keys() throws Exception {
    one = key();
    other = key();
  }

  private static Credential key() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    return new Credential.Key(Fingerprint.of(generator.generateKeyPair().getPublic()));
  }

  @Test
  void noKeyHasAllOfIt() {
    assertThat(memory.take(one, 60)).isPresent();
    assertThat(memory.take(one, 1)).isEmpty();
    assertThat(memory.take(other, 40)).isPresent();
  }

  @Test
  void togetherTheKeysHaveNoMoreThanThereIs() {
    assertThat(memory.take(one, 60)).isPresent();
    assertThat(memory.take(other, 41)).isEmpty();
  }

  @Test
  void whatIsGivenBackIsThereOnceMoreAndNotTwice() {
    HeldMemory.Share share = memory.take(one, 60).orElseThrow();
    share.close();
    share.close();
    assertThat(memory.take(one, 60)).isPresent();
    assertThat(memory.take(one, 1)).isEmpty();
  }
}
