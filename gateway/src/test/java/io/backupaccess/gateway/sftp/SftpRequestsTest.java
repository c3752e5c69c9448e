package io.backupaccess.gateway.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.gateway.sftp.SftpRequest.Handle;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a request, which of them are let by, and which end the session. */
class SftpRequestsTest {
  private static final VirtualPath PATH = VirtualPath.parse("/db/a");
  private static final String HANDLE = "\0\0\0\0\0\0\1\2";

  private static byte[] packet(int type, Object... fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream data = new DataOutputStream(bytes)) {
      data.writeByte(type);
      for (Object field : fields) {
        switch (field) {
          case Integer number -> data.writeInt(number);
          case Long number -> data.writeLong(number);
          case String text -> {
            data.writeInt(text.length());
            data.write(text.getBytes(StandardCharsets.ISO_8859_1));
          }
          default -> throw new IllegalArgumentException();
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static SftpRequest parse(int type, Object... fields) {
    try {
      return SftpRequests.parse(packet(type, fields));
    } catch (MalformedPacketException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theRequestsThatReadArePassedOn() {
    Handle handle = new Handle(258);
    assertThat(parse(1, 3)).isEqualTo(new SftpRequest.Init(3));
    assertThat(parse(3, 7, "/db/a", 1, 0)).isEqualTo(new SftpRequest.Open(7, PATH));
    assertThat(parse(4, 7, HANDLE)).isEqualTo(new SftpRequest.Close(7, handle));
    assertThat(parse(5, 7, HANDLE, -1L, -1))
        .isEqualTo(new SftpRequest.Read(7, handle, -1, 0xffffffffL));
    assertThat(parse(7, 7, "db/a")).isEqualTo(new SftpRequest.LinkStat(7, PATH));
    assertThat(parse(8, 7, HANDLE)).isEqualTo(new SftpRequest.HandleStat(7, handle));
    assertThat(parse(11, 7, "//./db/a")).isEqualTo(new SftpRequest.OpenFolder(7, PATH));
    assertThat(parse(12, 7, HANDLE)).isEqualTo(new SftpRequest.ReadFolder(7, handle));
    assertThat(parse(16, 7, "../db/a")).isEqualTo(new SftpRequest.RealPath(7, PATH));
    assertThat(parse(17, 7, "/db/a")).isEqualTo(new SftpRequest.Stat(7, PATH));
    assertThat(parse(19, 7, "/db/a")).isEqualTo(new SftpRequest.ReadLink(7, PATH));
    assertThat(parse(200, 7, "statvfs@openssh.com", "/db/a"))
        .isEqualTo(new SftpRequest.SpaceAt(7, PATH));
    assertThat(parse(200, 7, "fstatvfs@openssh.com", HANDLE))
        .isEqualTo(new SftpRequest.SpaceOf(7, handle));
    assertThat(parse(200, 7, "limits@openssh.com")).isEqualTo(new SftpRequest.Limits(7));
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 9, 10, 13, 14, 15, 18, 20})
  void aRequestThatChangesSomethingIsOneWhateverItSays(int type) {
    assertThat(parse(type, 7)).isEqualTo(new SftpRequest.Change(7));
    assertThat(parse(type, 7, "/db/a", 0, "x")).isEqualTo(new SftpRequest.Change(7));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 4, 5, 8, 9, 0x11, 0x19, 0x21, 0x41, 0x80000001, -1})
  void openingWithAnyFlagButThatForReadingIsAChange(int flags) {
    assertThat(parse(3, 7, "/db/a", flags, 0)).isEqualTo(new SftpRequest.Change(7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "posix-rename@openssh.com",
        "hardlink@openssh.com",
        "fsync@openssh.com",
        "lsetstat@openssh.com",
        "expand-path@openssh.com",
        "copy-data",
        "home-directory",
        "users-groups-by-id@openssh.com",
        "check-file",
        "md5-hash",
        "",
        "LIMITS@openssh.com"
      })
  void anExtensionThatIsNotServedIsUnknown(String name) {
    assertThat(parse(200, 7, name, "/db/a", "/db/b")).isEqualTo(new SftpRequest.Unknown(7));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 21, 22, 23, 100, 101, 102, 103, 104, 105, 199, 201, 255})
  void aTypeThatIsNoRequestIsUnknown(int type) {
    assertThat(parse(type, 7, "x")).isEqualTo(new SftpRequest.Unknown(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "\0\0\0\0\0\0\1\2\3", "../../../../etc/passwd"})
  void aHandleOfAnotherFormIsNoneOfOurs(String handle) {
    assertThat(parse(4, 7, handle)).isEqualTo(new SftpRequest.Close(7, Handle.FOREIGN));
  }

  @Test
  void aPathWithANulByteEndsTheSession() {
    assertThatThrownBy(() -> SftpRequests.parse(packet(17, 7, "/db/a\0b")))
        .isInstanceOf(MalformedPacketException.class)
        .hasMessage("a path contains a NUL byte");
  }

  @Test
  void everyTruncatedPacketEndsTheSession() throws MalformedPacketException {
    byte[] whole = packet(5, 7, HANDLE, 1L, 2);
    assertThat(SftpRequests.parse(whole)).isInstanceOf(SftpRequest.Read.class);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> SftpRequests.parse(part))
          .isInstanceOf(MalformedPacketException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 100, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void aFieldLongerThanItsPacketEndsTheSession(int length) {
    byte[] packet = packet(17, 7, length, 0x2f646262);
    assertThatThrownBy(() -> SftpRequests.parse(packet))
        .isInstanceOf(MalformedPacketException.class)
        .hasMessage("a field is longer than its packet");
  }

  @Test
  void whateverTheBytesTheAnswerIsARequestOrTheOneException() {
    Random random = new Random(4);
    Set<Class<?>> seen = new HashSet<>();
    for (int i = 0; i < 200_000; i++) {
      byte[] packet = new byte[random.nextInt(40)];
      random.nextBytes(packet);
      if (packet.length > 9) {
        packet[0] = (byte) random.nextInt(22);
        Arrays.fill(packet, 5, 8, (byte) 0);
        packet[8] = (byte) random.nextInt(packet.length);
      }
      try {
        seen.add(SftpRequests.parse(packet).getClass());
      } catch (MalformedPacketException e) {
        seen.add(e.getClass());
      }
    }
    assertThat(seen).hasSizeGreaterThan(12);
  }
}
