package io.backupaccess.gateway.hop;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.hop.HopChannel.Frame;
import io.backupaccess.gateway.hop.HopChannel.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway asks a reader for. The reader decides by its own configuration; it believes its
 * gateway by what the client logged in, and from where.
 *
 * @param credential by what the client logged in
 * @param source the client's address
 * @param work what is to be done
 */
public record HopRequest(Credential credential, InetAddress source, Work work) {
  /** More than SSH lets through in one command. */
  private static final int LONGEST = 1 << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();

  /** What is to be done. */
  public sealed interface Work {}

  /**
   * The client's command.
   *
   * @param text each character is one of its bytes
   */
  public record Command(String text) implements Work {
    /** The command that came as these bytes. */
    public static Command of(byte[] bytes) {
      return new Command(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** The bytes as they came. */
    public byte[] bytes() {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * Requests for files, as the confined file server reads them.
   *
   * @param volumes their names, in the order in which requests count them
   */
  public record Files(List<String> volumes) implements Work {
    public Files {
      volumes = List.copyOf(volumes);
    }
  }

  /** A request as it is sent. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Message(
      String fingerprint,
      @Nullable CertificateMessage certificate,
      String source,
      @Nullable String command,
      @Nullable List<String> volumes) {}

  /** A certificate as it is sent: where it may be used from, the gateway has judged. */
  private record CertificateMessage(
      String authority,
      String serial,
      String keyId,
      List<String> principals,
      Instant begins,
      Instant expires) {}

  /** Asks for this. */
  public void send(HopChannel channel) throws IOException {
    channel.send(Kind.REQUEST, JSON.writeValueAsBytes(message()));
    channel.send(Kind.REQUEST_END);
  }

  private Message message() {
    return new Message(
        credential.fingerprint().value(),
        credential instanceof Credential.Certificate certificate ? message(certificate) : null,
        source.getHostAddress(),
        work instanceof Command(String text) ? text : null,
        work instanceof Files(List<String> volumes) ? volumes : null);
  }

  private static CertificateMessage message(Credential.Certificate certificate) {
    return new CertificateMessage(
        certificate.authority().value(),
        certificate.serial(),
        certificate.keyId(),
        certificate.principals().stream().sorted().toList(),
        certificate.begins(),
        certificate.expires());
  }

  /** What the other side asks for. */
  public static HopRequest receive(HopChannel channel) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Frame frame = channel.receive();
    while (frame.kind() == Kind.REQUEST && bytes.size() + frame.length() <= LONGEST) {
      bytes.writeBytes(frame.copy());
      frame = channel.receive();
    }
    if (frame.kind() != Kind.REQUEST_END) {
      throw new StreamCorruptedException("no request, or one that is too long");
    }
    try {
      return of(JSON.readValue(bytes.toByteArray(), Message.class));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new StreamCorruptedException("a request that lacks something");
    }
  }

  private static HopRequest of(Message message) throws IOException {
    return new HopRequest(
        credential(message), InetAddress.ofLiteral(message.source()), work(message));
  }

  private static Credential credential(Message message) {
    Fingerprint fingerprint = new Fingerprint(message.fingerprint());
    CertificateMessage certificate = message.certificate();
    return certificate == null
        ? new Credential.Key(fingerprint)
        : new Credential.Certificate(
            fingerprint,
            new Fingerprint(certificate.authority()),
            certificate.serial(),
            certificate.keyId(),
            Set.copyOf(certificate.principals()),
            certificate.begins(),
            certificate.expires(),
            Optional.empty());
  }

  private static Work work(Message message) throws IOException {
    if (message.command() != null && message.volumes() == null) {
      return new Command(message.command());
    }
    if (message.volumes() != null && message.command() == null) {
      return new Files(message.volumes());
    }
    throw new StreamCorruptedException("a request for one thing is needed");
  }
}
