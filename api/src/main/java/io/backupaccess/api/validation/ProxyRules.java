package io.backupaccess.api.validation;

import io.backupaccess.api.sshkey.Network;
import io.backupaccess.api.v1alpha1.PeerSelectorSpec;
import io.backupaccess.api.v1alpha1.PeerSelectorSpec.Labelled;
import io.backupaccess.api.v1alpha1.ProxyProtocolSpec;
import io.backupaccess.api.v1alpha1.Rules;
import org.jspecify.annotations.Nullable;

/** The rules of {@code spec.server.proxyProtocol}. */
final class ProxyRules {

  private static final String PATH = "spec.server.proxyProtocol";

  private final Violations violations;

  ProxyRules(Violations violations) {
    this.violations = violations;
  }

  void check(ProxyProtocolSpec proxy) {
    violations.size(proxy.trustedPeers(), PATH + ".trustedPeers", 1, 32);
    violations.networks(proxy.trustedPeers(), PATH + ".trustedPeers");
    violations.each(
        proxy.trustedPeers(),
        PATH + ".trustedPeers[%d]",
        text -> !Network.isCidr(text) || Formats.isTrustedNetwork(text),
        Rules.TRUSTED_NETWORK_MESSAGE);
    var selectors = proxy.trustedPeerSelectors();
    violations.size(selectors, PATH + ".trustedPeerSelectors", 0, 8);
    for (int i = 0; i < selectors.size(); i++) {
      check(selectors.get(i), PATH + ".trustedPeerSelectors[" + i + "]");
    }
  }

  private void check(PeerSelectorSpec selector, String path) {
    if (selector.namespaceSelector() == null && selector.podSelector() == null) {
      violations.add(path, Rules.PEER_SELECTOR_MESSAGE);
    }
    labels(selector.namespaceSelector(), path + ".namespaceSelector.matchLabels");
    labels(selector.podSelector(), path + ".podSelector.matchLabels");
  }

  private void labels(@Nullable Labelled selected, String path) {
    if (selected != null) {
      violations.size(selected.matchLabels().keySet(), path, 1, 16);
      new MetadataRules(violations).labels(selected.matchLabels(), path);
    }
  }
}
