package io.backupaccess.gateway.micro;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSessionImpl;

/** A session after its key exchange, of which nothing is used but how it encodes packets. */
final class EncodingSession extends ServerSessionImpl {
  private EncodingSession(SshServer server, IoSession connection) throws Exception {
    super(server, connection);
  }

  static EncodingSession with(Cipher cipher) {
    SshServer server = SshServer.setUpDefaultServer();
    try {
      EncodingSession session = new EncodingSession(server, nowhere());
      session.outCipher = cipher;
      session.outCipherSize = cipher.getCipherBlockSize();
      if (cipher.getAuthenticationTagSize() == 0) {
        Mac mac = BuiltinMacs.hmacsha256etm.create();
        mac.init(new byte[mac.getBlockSize()]);
        session.outMac = mac;
        session.outMacSize = mac.getBlockSize();
      }
      return session;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static IoSession nowhere() {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 22);
    return (IoSession)
        Proxy.newProxyInstance(
            EncodingSession.class.getClassLoader(),
            new Class<?>[] {IoSession.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRemoteAddress", "getLocalAddress" -> address;
                  case "toString" -> "nowhere";
                  default -> null;
                });
  }

  @Override
  public Buffer encode(Buffer packet) throws IOException {
    return super.encode(packet);
  }
}
