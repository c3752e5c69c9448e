package io.backupaccess.gateway.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.helpers.AbstractConnectionServiceRequestHandler;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * Tells clients of all host keys, and proves those that they did not know (OpenSSH's PROTOCOL,
 * section 2.5), so that they know the next one before it is used. Each key signs for itself, also
 * where several are of one type.
 */
final class HostKeyUpdates extends AbstractConnectionServiceRequestHandler {
  private static final String ANNOUNCEMENT = "hostkeys-00@openssh.com";
  private static final String PROOF = "hostkeys-prove-00@openssh.com";

  private static final String RSA_DEFAULT = "rsa-sha2-512";

  /** By their blobs, in their order. */
  private final Map<ByteBuffer, KeyPair> keys = new LinkedHashMap<>();

  HostKeyUpdates(List<KeyPair> pairs) {
    pairs.forEach(pair -> keys.put(blob(pair.getPublic()), pair));
  }

  /** To a client that has just logged in. */
  void announce(Session session) throws IOException {
    Buffer message = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
    message.putString(ANNOUNCEMENT);
    message.putBoolean(false);
    keys.values().forEach(key -> message.putPublicKey(key.getPublic()));
    session.writePacket(message);
  }

  @Override
  public Result process(
      ConnectionService connection, String request, boolean wantReply, Buffer message)
      throws Exception {
    if (!request.equals(PROOF)) {
      return Result.Unsupported;
    }
    Set<ByteBuffer> asked = new LinkedHashSet<>();
    while (message.available() > 0) {
      ByteBuffer blob = ByteBuffer.wrap(message.getBytes());
      // Once each: whoever asks for more wants work done, not keys.
      if (!keys.containsKey(blob) || !asked.add(blob)) {
        return Result.ReplyFailure;
      }
    }
    if (!wantReply || asked.isEmpty()) {
      return Result.ReplyFailure;
    }
    Session session = connection.getSession();
    Buffer reply = session.createBuffer(SshConstants.SSH_MSG_REQUEST_SUCCESS);
    for (ByteBuffer blob : asked) {
      reply.putBytes(proof(session, Objects.requireNonNull(keys.get(blob))));
    }
    session.writePacket(reply);
    return Result.Replied;
  }

  private static byte[] proof(Session session, KeyPair key) throws Exception {
    String algorithm = algorithm(session, KeyUtils.getKeyType(key));
    Signature signature =
        Objects.requireNonNull(NamedFactory.create(Algorithms.SIGNATURES, algorithm));
    Buffer signed = new ByteArrayBuffer();
    signed.putString(PROOF);
    signed.putBytes(session.getSessionId());
    signed.putPublicKey(key.getPublic());
    signature.initSigner(session, key.getPrivate());
    signature.update(session, signed.getCompactData());
    Buffer proof = new ByteArrayBuffer();
    proof.putString(algorithm);
    proof.putBytes(signature.sign(session));
    return proof.getCompactData();
  }

  /** An RSA key signs as in the key exchange, if that was with one. */
  private static String algorithm(Session session, String type) {
    if (!type.equals("ssh-rsa")) {
      return type;
    }
    String negotiated = session.getNegotiatedKexParameter(KexProposalOption.SERVERKEYS);
    return negotiated != null && negotiated.startsWith("rsa-") ? negotiated : RSA_DEFAULT;
  }

  private static ByteBuffer blob(PublicKey key) {
    Buffer buffer = new ByteArrayBuffer();
    buffer.putRawPublicKey(key);
    return ByteBuffer.wrap(buffer.getCompactData());
  }
}
