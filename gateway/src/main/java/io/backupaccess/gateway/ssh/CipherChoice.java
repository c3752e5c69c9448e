package io.backupaccess.gateway.ssh;

import io.backupaccess.gatewayconfig.ServerConfig.Ciphers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.kex.KexProposalOption;

/**
 * Chooses the ciphers that a client is offered. It takes the first of its own that it is offered,
 * and OpenSSH's order puts slower ones before AES-GCM: leaving those out makes the choice.
 */
record CipherChoice(Ciphers preference) {
  private static final String STRICT_CLIENT = "kex-strict-c-v00@openssh.com";

  /** For a client of which no more is known than its identification. */
  List<NamedFactory<Cipher>> byIdentification(String identification) {
    boolean hasGcm = identification.startsWith("SSH-2.0-OpenSSH_");
    return offer(hasGcm, false);
  }

  /**
   * For a client that has made its proposal.
   *
   * @param strict whether the key exchange is strict: agreed, or if it is the first, asked for
   */
  List<NamedFactory<Cipher>> byProposal(Map<KexProposalOption, String> proposal, boolean strict) {
    Set<String> toServer = names(proposal, KexProposalOption.C2SENC);
    Set<String> toClient = names(proposal, KexProposalOption.S2CENC);
    boolean hasGcm =
        Stream.of(toServer, toClient)
            .allMatch(names -> Algorithms.GCM.stream().anyMatch(gcm -> isIn(names, gcm)));
    return offer(hasGcm, strict);
  }

  /** Whether a client's first proposal asks for a strict key exchange. */
  static boolean isStrict(Map<KexProposalOption, String> proposal) {
    return names(proposal, KexProposalOption.ALGORITHMS).contains(STRICT_CLIENT);
  }

  private List<NamedFactory<Cipher>> offer(boolean hasGcm, boolean strict) {
    if (hasGcm && preference == Ciphers.FASTEST) {
      return Algorithms.GCM;
    }
    return strict ? Algorithms.CIPHERS_IF_STRICT : Algorithms.CIPHERS;
  }

  private static Set<String> names(
      Map<KexProposalOption, String> proposal, KexProposalOption option) {
    return Set.copyOf(List.of(proposal.getOrDefault(option, "").split(",", -1)));
  }

  private static boolean isIn(Set<String> names, NamedFactory<Cipher> cipher) {
    return names.contains(cipher.getName());
  }
}
