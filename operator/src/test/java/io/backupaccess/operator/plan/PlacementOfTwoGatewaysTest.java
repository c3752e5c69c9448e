package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.Holder;
import io.backupaccess.operator.observe.Holder.Rank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two gateways share a claim, and each may have one more that an application holds. From whatever
 * they do at first, they come to rest.
 */
class PlacementOfTwoGatewaysTest {

  private static final int ROUNDS = 12;
  private static final List<@Nullable String> NODES = Arrays.asList(null, "n1", "n2");

  /** What the shared claim is on, and whether that keeps a pod back where another one runs. */
  private enum Storage {
    BLOCK("ReadWriteOnce"),
    FILES("ReadWriteOnce"),
    ONE_POD("ReadWriteOncePod");

    private final String mode;

    Storage(String mode) {
      this.mode = mode;
    }

    boolean keepsApart(Gateway one, Gateway two) {
      boolean both = one.shares && two.shares;
      return switch (this) {
        case FILES -> false;
        case BLOCK -> both && one.running && two.running && !Objects.equals(one.node, two.node);
        case ONE_POD -> both && one.node != null && two.node != null;
      };
    }
  }

  /**
   * A gateway and its pod.
   *
   * @param home where the scheduler puts it unless it is pinned
   * @param application node of the one that holds its other claim; null: it has no other claim
   * @param node null: not scheduled yet
   */
  private record Gateway(
      String home,
      @Nullable String application,
      @Nullable String pin,
      boolean shares,
      @Nullable String node,
      boolean running) {

    /** What the operator and the cluster make of it next. */
    Gateway next(Gateway other, Storage storage) {
      Place place = places(other, storage).own();
      String wanted = place.pin() == null ? null : place.pin().node();
      boolean toShare = place.claims().contains("shared");
      if (!Objects.equals(wanted, pin) || toShare != shares) {
        return new Gateway(home, application, wanted, toShare, null, false);
      }
      Gateway further = node == null ? at(pin == null ? home : pin, false) : at(node, true);
      return storage.keepsApart(further, other) ? this : further;
    }

    private Places places(Gateway other, Storage storage) {
      List<Holder> holders = new ArrayList<>();
      if (application != null) {
        holders.add(new Holder("own", "app", application, Rank.RUNNING, List.of(), null));
      }
      if (other.running && other.shares) {
        holders.add(new Holder("shared", "other", other.node, Rank.GATEWAY, List.of(), null));
      }
      Claim shared = new Claim("u", true, false, Set.of(storage.mode));
      Claim own = new Claim("v", true, false, Set.of("ReadWriteOnce"));
      SequencedMap<String, Claim> claims = new LinkedHashMap<>();
      claims.put("shared", shared);
      if (application != null) {
        claims.put("own", own);
      }
      return Places.of(
          new Places.Situation(
              claims,
              holders,
              Map.of(),
              Map.of(),
              new PlaceNow(
                  pod().claims(), pin == null ? null : new PinnedNode(pin, List.of()), pod()),
              Collections.emptySortedMap(),
              Set.of()));
    }

    private GatewayPod pod() {
      Set<String> claims = new HashSet<>();
      if (shares) {
        claims.add("shared");
      }
      if (application != null) {
        claims.add("own");
      }
      return new GatewayPod(
          "gw", "u", "", node, null, List.of(), running, running, null, null, claims, Set.of(),
          Map.of());
    }

    private Gateway at(String place, boolean runs) {
      return new Gateway(home, application, pin, shares, place, runs);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theyComeToRestWhereOneIsSeenAfterTheOther(Storage storage) {
    fromEverything(
        storage,
        (one, two) -> {
          Gateway next = one.next(two, storage);
          return new Pair(next, two.next(next, storage));
        });
  }

  @ParameterizedTest
  @EnumSource
  void theyComeToRestWhereBothAreSeenAsTheyWere(Storage storage) {
    fromEverything(
        storage,
        (one, two) -> {
          Gateway first = one.next(two, storage);
          Gateway second = two.next(one, storage);
          return new Pair(first, storage.keepsApart(first, second) ? two : second);
        });
  }

  private record Pair(Gateway one, Gateway two) {}

  private static void fromEverything(Storage storage, BiFunction<Gateway, Gateway, Pair> round) {
    for (Gateway first : beginnings("n1")) {
      for (Gateway second : beginnings("n2")) {
        if (storage.keepsApart(first, second)) {
          continue;
        }
        Pair pair = new Pair(first, second);
        for (int i = 0; i < ROUNDS; i++) {
          pair = round.apply(pair.one, pair.two);
        }
        assertThat(round.apply(pair.one, pair.two))
            .as("from %s and %s", first, second)
            .isEqualTo(pair);
        assertThat(pair.one.running && pair.two.running).as("%s", pair).isTrue();
      }
    }
  }

  private static List<Gateway> beginnings(String home) {
    List<Gateway> all = new ArrayList<>();
    for (String application : NODES) {
      for (String pin : NODES) {
        for (boolean shares : new boolean[] {true, false}) {
          all.add(new Gateway(home, application, pin, shares, null, false));
          for (String node : pin == null ? List.of("n1", "n2") : List.of(pin)) {
            all.add(new Gateway(home, application, pin, shares, node, false));
            all.add(new Gateway(home, application, pin, shares, node, true));
          }
        }
      }
    }
    return all;
  }
}
