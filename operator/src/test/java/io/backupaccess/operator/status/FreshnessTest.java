package io.backupaccess.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.KeyStatus;
import io.backupaccess.api.v1alpha1.PullRecordsStatus;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.gatewayconfig.PullPage.Entry;
import io.backupaccess.gatewayconfig.PullRecord;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.Operation;
import io.backupaccess.operator.plan.PlannedKey;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pulls count, and what is said where some are missing. */
class FreshnessTest {

  private static final Instant NOW = Instant.parse("2026-11-26T18:00:00Z");
  private static final Instant YESTERDAY = NOW.minus(Duration.ofHours(25));
  private static final Duration MAX_AGE = Duration.ofHours(26);
  private static final String JOURNAL = "a".repeat(32);
  private static final String OTHER_JOURNAL = "b".repeat(32);

  private BackupAccess access;
  private final List<PlannedKey> keys = new ArrayList<>();

  @BeforeEach
  void prepare() {
    access =
        new KubernetesSerialization()
            .unmarshal(
                """
                apiVersion: backupaccess.io/v1alpha1
                kind: BackupAccess
                metadata: {name: shop, namespace: n, uid: u, creationTimestamp: "2026-11-01T00:00:00Z"}
                spec:
                  keys:
                  - {name: host, publicKey: x, volumes: [db]}
                  - {name: other, publicKey: y}
                  volumes:
                  - {name: db, claimName: data}
                  - {name: media, claimName: media}
                """,
                BackupAccess.class);
    plan("host", null, "db");
  }

  private void plan(String key, @Nullable Instant expiresAt, String... volumes) {
    keys.add(
        new PlannedKey(
            new KeyConfig(key, List.of("x"), List.of(volumes), null, null, expiresAt), List.of()));
  }

  private static PullRecord pull(String key, Instant start, Long unreadable, int exitCode) {
    return new PullRecord(
        key,
        "SHA256:" + "x".repeat(43),
        "203.0.113.7",
        List.of("db"),
        List.of("db"),
        start,
        2.4,
        1000,
        3,
        unreadable,
        exitCode,
        true);
  }

  private static PullRecord good(Instant start) {
    return pull("host", start, 0L, 0);
  }

  private static PullPage page(String journal, long lost, PullRecord... pulls) {
    List<Entry> entries = new ArrayList<>();
    for (PullRecord pull : pulls) {
      entries.add(new Entry(entries.size() + 1, pull));
    }
    return new PullPage(journal, 0, lost, entries);
  }

  private PullHistory history(@Nullable PullPage page) {
    return PullHistory.of(access, page, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /** As the operator does in a turn: what comes of it is all that the next one knows. */
  private PullHistory keep(@Nullable PullPage page) {
    PullHistory history = history(page);
    List<KeyStatus> statuses =
        access.getSpec().keys().stream()
            .map(key -> new KeyStatus(key.name(), null, null, history.volumes(key.name())))
            .toList();
    List<VolumeStatus> volumes =
        access.getSpec().volumes().stream()
            .map(volume -> new VolumeStatus(volume.name(), volume.claimName(), true, null, null))
            .toList();
    access.setStatus(
        new BackupAccessStatus(
            1L,
            null,
            null,
            null,
            null,
            null,
            null,
            statuses,
            null,
            volumes,
            history.lastPull(),
            history.position()));
    return history;
  }

  private Verdict verdict(@Nullable PullPage page) {
    return verdict(history(page), true);
  }

  private Verdict verdict(PullHistory history, boolean answers) {
    GatewayPlan plan =
        new GatewayPlan(
            Names.of(access),
            keys,
            List.of(),
            List.of(),
            new Operation.Runs(),
            new HostKeys.Absent(),
            "",
            List.of());
    return new Freshness(plan, history, MAX_AGE, NOW, answers).verdict();
  }

  @Test
  void a_whole_pull_in_time_is_fresh() {
    assertThat(verdict(page(JOURNAL, 0, good(YESTERDAY)))).isInstanceOf(Verdict.Fine.class);
  }

  @Test
  void a_whole_pull_is_not_fresh_for_ever() {
    Verdict verdict = verdict(page(JOURNAL, 0, good(NOW.minus(Duration.ofHours(27)))));
    assertThat(verdict).isInstanceOf(Verdict.Wrong.class);
    assertThat(verdict.reason()).isEqualTo("Stale");
    assertThat(verdict.message())
        .isEqualTo("no whole pull in time: host of db (last at 2026-11-25T15:00:00Z)");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 24, true",
    "0, 0, true",
    "1, 0, false",
    ", 0, false",
    "0, 23, false",
    "0, 12, false",
    "3, 23, false"
  })
  void only_a_pull_that_could_read_everything_counts(
      @Nullable Long unreadable, int exitCode, boolean counts) {
    Verdict verdict = verdict(page(JOURNAL, 0, pull("host", YESTERDAY, unreadable, exitCode)));
    assertThat(verdict instanceof Verdict.Fine).isEqualTo(counts);
  }

  @Test
  void a_pull_of_a_part_or_without_its_end_is_no_success() {
    PullRecord whole = good(YESTERDAY);
    PullRecord part =
        new PullRecord(
            whole.key(),
            whole.fingerprint(),
            whole.source(),
            whole.volumes(),
            List.of(),
            whole.start(),
            1,
            1,
            1,
            0L,
            0,
            true);
    PullRecord cut =
        new PullRecord(
            whole.key(),
            whole.fingerprint(),
            whole.source(),
            whole.volumes(),
            whole.volumes(),
            whole.start(),
            1,
            1,
            1,
            0L,
            0,
            false);
    PullHistory history = history(page(JOURNAL, 0, part, cut));
    assertThat(verdict(history, true).reason()).isEqualTo("NoPullYet");
    assertThat(history.volumes("host"))
        .singleElement()
        .satisfies(
            volume -> {
              assertThat(volume.lastPull()).isNotNull();
              assertThat(volume.lastSuccess()).isNull();
            });
  }

  @Test
  void a_failure_after_a_success_leaves_the_success_where_it_is() {
    keep(page(JOURNAL, 0, good(YESTERDAY), pull("host", NOW.minusSeconds(60), 2L, 23)));
    var volume = history(null).volumes("host").getFirst();
    assertThat(volume.lastPull().exitCode()).isEqualTo(23);
    assertThat(volume.lastPull().unreadable()).isEqualTo(2);
    assertThat(volume.lastSuccess().start()).isEqualTo("2026-11-25T17:00:00Z");
    assertThat(history(null).lastPull()).isEqualTo("2026-11-26T17:59:00Z");
  }

  @Test
  void every_key_owes_its_own_pull() {
    plan("other", null, "db", "media");
    Verdict verdict = verdict(page(JOURNAL, 0, good(YESTERDAY)));
    assertThat(verdict.message())
        .isEqualTo("no whole pull in time: other of db (none yet), other of media (none yet)");
  }

  @Test
  void a_key_that_has_expired_owes_none() {
    plan("other", NOW, "db");
    assertThat(verdict(page(JOURNAL, 0, good(YESTERDAY)))).isInstanceOf(Verdict.Fine.class);
  }

  @Test
  void reading_the_same_records_again_changes_nothing() {
    PullPage page = page(JOURNAL, 0, good(YESTERDAY));
    keep(page);
    BackupAccessStatus before = access.getStatus();
    keep(page);
    assertThat(access.getStatus()).isEqualTo(before);
    keep(new PullPage(JOURNAL, 1, 0, List.of()));
    assertThat(access.getStatus()).isEqualTo(before);
  }

  @Test
  void where_records_may_be_lost_what_is_missing_is_unknown() {
    keep(page(JOURNAL, 0));
    assertThat(verdict(page(JOURNAL, 1)).reason()).isEqualTo("RecordsLost");
    assertThat(verdict(page(OTHER_JOURNAL, 0))).isInstanceOf(Verdict.Open.class);
    assertThat(verdict(page(JOURNAL, 0))).isInstanceOf(Verdict.Wrong.class);
    assertThat(verdict(page(OTHER_JOURNAL, 0, good(YESTERDAY))))
        .as("a success is one, whatever is lost")
        .isInstanceOf(Verdict.Fine.class);
  }

  @Test
  void a_loss_before_the_age_in_question_does_not_matter() {
    keep(page(JOURNAL, 0));
    BackupAccessStatus status = access.getStatus();
    access.setStatus(
        new BackupAccessStatus(
            1L,
            null,
            null,
            null,
            null,
            null,
            null,
            status.keys(),
            null,
            status.volumes(),
            null,
            new PullRecordsStatus(JOURNAL, 0L, 1L, "2026-11-20T00:00:00Z")));
    assertThat(verdict(page(JOURNAL, 1))).isInstanceOf(Verdict.Wrong.class);
  }

  @Test
  void a_gateway_that_does_not_answer_may_have_served_pulls() {
    assertThat(verdict(history(null), false).reason()).isEqualTo("PullsUnknown");
    keep(page(JOURNAL, 0, good(YESTERDAY)));
    assertThat(verdict(history(null), false)).isInstanceOf(Verdict.Fine.class);
  }

  @Test
  void what_a_gateway_cannot_know_is_not_believed() {
    PullPage page =
        page(
            JOURNAL,
            0,
            good(NOW.plus(Duration.ofHours(1))),
            good(Instant.parse("2026-10-01T00:00:00Z")),
            pull("stranger", YESTERDAY, 0L, 0));
    PullHistory history = history(page);
    assertThat(history.volumes("host")).isEmpty();
    assertThat(history.volumes("stranger")).isEmpty();
    assertThat(history.position().sequence()).as("and is not read again").isEqualTo(3);
  }

  @Test
  void a_volume_that_a_key_may_not_read_gets_no_pull_by_it() {
    PullRecord good = good(YESTERDAY);
    PullRecord elsewhere =
        new PullRecord(
            good.key(),
            good.fingerprint(),
            good.source(),
            List.of("media"),
            List.of("media"),
            good.start(),
            1,
            1,
            1,
            0L,
            0,
            true);
    assertThat(history(page(JOURNAL, 0, elsewhere)).volumes("host")).isEmpty();
  }

  @Test
  void a_pull_of_a_former_claim_says_nothing_of_the_present_one() {
    keep(page(JOURNAL, 0, good(YESTERDAY)));
    BackupAccessStatus status = access.getStatus();
    access.setStatus(
        new BackupAccessStatus(
            1L,
            null,
            null,
            null,
            null,
            null,
            null,
            status.keys(),
            null,
            List.of(new VolumeStatus("db", "former", true, null, null)),
            status.lastPull(),
            status.pullRecords()));
    assertThat(history(null).volumes("host")).isEmpty();
  }
}
