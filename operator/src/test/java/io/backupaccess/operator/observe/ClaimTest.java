package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimTest {

  private static Claim claim(String... modes) {
    return new Claim("uid", true, false, Set.of(modes));
  }

  @Test
  void nodesShareAClaimThatManyMayWriteToOrNobody() {
    assertThat(claim("ReadWriteMany").shareable()).isTrue();
    assertThat(claim("ReadOnlyMany").shareable()).isTrue();
    assertThat(claim("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany").shareable()).isTrue();
  }

  @Test
  void nodesDoNotShareAClaimThatOneOfThemMayWriteTo() {
    assertThat(claim("ReadWriteOnce").shareable()).isFalse();
    assertThat(claim("ReadWriteOncePod").shareable()).isFalse();
    assertThat(claim("ReadWriteOnce", "ReadOnlyMany").shareable()).isFalse();
  }

  @Test
  void onlyAClaimThatNobodyMayWriteToIsAttachedReadOnly() {
    assertThat(claim("ReadOnlyMany").readOnlyMany()).isTrue();
    assertThat(claim("ReadWriteOnce", "ReadOnlyMany").readOnlyMany()).isFalse();
  }
}
