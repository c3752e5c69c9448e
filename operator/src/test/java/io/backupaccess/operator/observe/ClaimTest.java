package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimTest {

  private static Claim claim(String... modes) {
    return new Claim("uid", true, false, Set.of(modes));
  }

  @Test
  void nodes_share_a_claim_that_many_may_write_to_or_nobody() {
    assertThat(claim("ReadWriteMany").shareable()).isTrue();
    assertThat(claim("ReadOnlyMany").shareable()).isTrue();
    assertThat(claim("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany").shareable()).isTrue();
  }

  @Test
  void nodes_do_not_share_a_claim_that_one_of_them_may_write_to() {
    assertThat(claim("ReadWriteOnce").shareable()).isFalse();
    assertThat(claim("ReadWriteOncePod").shareable()).isFalse();
    assertThat(claim("ReadWriteOnce", "ReadOnlyMany").shareable()).isFalse();
  }

  @Test
  void only_a_claim_that_nobody_may_write_to_is_attached_read_only() {
    assertThat(claim("ReadOnlyMany").readOnlyMany()).isTrue();
    assertThat(claim("ReadWriteOnce", "ReadOnlyMany").readOnlyMany()).isFalse();
  }
}
