package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Fingerprint;
import java.net.InetAddress;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Who a session belongs to.
 *
 * @param keyName the entry's name in the configuration
 * @param credential by what it logged in
 * @param source where the client connects from
 */
public record Login(String keyName, Credential credential, InetAddress source) {

  /** The key that signs, which limits count by. */
  public Fingerprint fingerprint() {
    return credential.fingerprint();
  }

  /** Adds to a line of the log by what somebody logs in. */
  static LoggingEventBuilder describe(Credential credential, LoggingEventBuilder line) {
    LoggingEventBuilder described = line.addKeyValue("fingerprint", credential.fingerprint());
    return switch (credential) {
      case Credential.Key key -> described;
      case Credential.Certificate certificate ->
          described
              .addKeyValue("authority", certificate.authority())
              .addKeyValue("serial", certificate.serial())
              .addKeyValue("keyId", LoggedText.escaped(certificate.keyId()));
    };
  }
}
