package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.BackupAccessStatus.ClientAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** This machine is outside the cluster and connects from its address on the nodes' network. */
@DisplayName("The address that a client comes with")
class SourceAddressTest {

  private static final String OWN = "10.213.0.1";

  /** This machine, the nodes, and all that they make of an address. */
  private static final String WHOLE_NETWORK = "10.213.0.0/16";

  private Scene scene;
  private BackupHost own;
  private BackupHost other;
  private BackupHost wide;
  private BackupHost anywhere;

  @BeforeEach
  void open() {
    scene = new Scene();
    scene.keepsAsItIs(scene.claimWith("documents", "file", "content"));
    own = new BackupHost(scene, "own");
    other = new BackupHost(scene, "other");
    wide = new BackupHost(scene, "wide");
    anywhere = new BackupHost(scene, "anywhere");
    scene.apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: access, namespace: NAMESPACE}
        spec:
          keys:
          - {name: own, publicKey: %s, grants: [{volume: "*"}], sourceRanges: [%s/32]}
          - {name: other, publicKey: %s, grants: [{volume: "*"}], sourceRanges: [203.0.113.0/24]}
          - {name: wide, publicKey: %s, grants: [{volume: "*"}], sourceRanges: [%s]}
          - {name: anywhere, publicKey: %s, grants: [{volume: "*"}]}
          volumes: [{name: documents, claimName: documents}]
        """
            .formatted(
                own.publicKey(),
                OWN,
                other.publicKey(),
                wide.publicKey(),
                WHOLE_NETWORK,
                anywhere.publicKey()));
    scene.awaitReady("access");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void isItsOwnUntilNodesPutTheirsInItsPlaceAndThenNoNetworkHoldsAndItIsSaid() throws Exception {
    assertThat(clientAddress()).isEqualTo(ClientAddress.UNKNOWN);
    assertThat(isLetIn(own)).isTrue();
    assertThat(isLetIn(wide)).isTrue();
    assertThat(isLetIn(other)).isFalse();
    awaitAddress(ClientAddress.VISIBLE);

    patch("{\"service\": {\"externalTrafficPolicy\": \"Cluster\"}}");
    assertThat(clientAddress()).as("of the clients since").isEqualTo(ClientAddress.UNKNOWN);

    Scene.await("kube-proxy hides the client", Duration.ofMinutes(1), () -> !isLetIn(own));
    assertThat(isLetIn(wide)).as("although it is for the nodes' network, too").isFalse();
    assertThat(isLetIn(anywhere)).isTrue();
    awaitAddress(ClientAddress.HIDDEN);
    scene.awaitReason("access", "Accepted", "ClientAddressHidden");
    assertThat(scene.message("access", "Accepted"))
        .contains(
            "spec.keys[0].sourceRanges: ",
            "spec.keys[2].sourceRanges: ",
            "externalTrafficPolicy Local")
        .doesNotContain("spec.keys[3]");
    assertThat(scene.events("access")).contains("ClientAddressHidden");

    patch("{\"service\": {\"externalTrafficPolicy\": \"Local\"}}");
    Scene.await("kube-proxy lets it be seen", Duration.ofMinutes(1), () -> isLetIn(own));
    awaitAddress(ClientAddress.VISIBLE);
    scene.awaitReady("access");
  }

  @Test
  void isWhatATrustedPeerSaysWithTheProxyProtocol() throws Exception {
    patch(
        """
        {"service": {"externalTrafficPolicy": "Cluster"},
         "server": {"proxyProtocol": {"trustedPeers": ["%s"]}}}"""
            .formatted(WHOLE_NETWORK));
    Scene.await(
        "the gateway that reads headers",
        Duration.ofMinutes(1),
        () -> isLetIn(other, "203.0.113.9"));
    assertThat(isLetIn(other, "192.0.2.9")).isFalse();
    assertThat(isLetIn(other)).as("without a header").isFalse();
    awaitAddress(ClientAddress.VISIBLE);
  }

  private boolean isLetIn(BackupHost host) {
    BackupAccessStatus gateway = scene.status("access");
    return host.ssh(gateway, BackupHost.at(gateway), "true").exitCode() == 0;
  }

  /** As a load balancer connects for a client. */
  private boolean isLetIn(BackupHost host, String client) {
    String proxy =
        "ProxyCommand=bash -c 'exec 3<>/dev/tcp/%h/%p; cat <&3 & exec >&3;"
            + " printf \"PROXY TCP4 %s %s 40000 22\\r\\n\"; cat'".formatted(client, OWN);
    BackupAccessStatus gateway = scene.status("access");
    return host.ssh(gateway, "-o", proxy, BackupHost.at(gateway), "true").exitCode() == 0;
  }

  private void patch(String spec) {
    scene.kubectl(
        "patch", "backupaccess", "access", "--type=merge", "--patch={\"spec\":" + spec + "}");
    scene.awaitReady("access");
  }

  private ClientAddress clientAddress() {
    return scene.status("access").clientAddress();
  }

  private void awaitAddress(ClientAddress address) throws InterruptedException {
    // The operator looks at a gateway that is well once a minute, and after any change of its own.
    scene.kubectl(
        "annotate", "--overwrite", "service", "access-gateway", "looked=" + System.nanoTime());
    Scene.await(
        "client address " + address, Duration.ofMinutes(2), () -> clientAddress() == address);
  }
}
