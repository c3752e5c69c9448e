package io.backupaccess.statusport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.noise.CipherState;
import io.backupaccess.statusport.Wire.Ends;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an attacker on the way between an operator and a gateway can do. */
class SecureChannelTest {
  private static final byte[] REQUEST = "POST /v1/suspend\n".getBytes(US_ASCII);

  private Wire wire = newWire();

  private static Wire newWire() {
    try {
      return new Wire();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() throws IOException {
    wire.close();
  }

  @Test
  void eachSideReadsAllThatTheOtherWroteAndItsEnd() throws IOException {
    Ends ends = wire.opened();
    byte[] much = new byte[100_000];
    new Random(1).nextBytes(much);
    var written =
        Wire.begin(
            () -> {
              ends.caller().output().write(much);
              ends.caller().output().close();
              return 0;
            });
    var read = Wire.begin(() -> ends.gateway().input().readAllBytes());
    byte[] message;
    do {
      message = wire.messageOfCaller();
      wire.toGateway(message);
    } while (message.length > 2 + CipherState.TAG_BYTES);
    Wire.end(written);
    assertThat(Wire.end(read)).isEqualTo(much);

    ends.gateway().output().write(REQUEST);
    ends.gateway().output().close();
    wire.toCaller(wire.ofGateway(2 + REQUEST.length + 16 + 2 + 16));
    assertThat(ends.caller().input().readAllBytes()).isEqualTo(REQUEST);
  }

  @Test
  void nothingThatIsSaidCanBeRead() throws IOException {
    Ends ends = wire.opened();
    ends.caller().output().write(REQUEST);
    ends.caller().output().flush();
    assertThat(new String(wire.messageOfCaller(), US_ASCII)).doesNotContain("v1", "suspend");
  }

  @Test
  void aGatewaySaysNothingToWhoeverDoesNotHoldTheToken() throws IOException {
    for (String token : List.of("another token, as long", "")) {
      try (Wire own = new Wire()) {
        var accepted = Wire.begin(() -> SecureChannel.accept(own.gateway, "the gateway's token"));
        var called = Wire.begin(() -> SecureChannel.call(own.caller, token));
        own.toGateway(own.ofCaller(48));
        assertThatThrownBy(() -> Wire.end(accepted)).isInstanceOf(StreamCorruptedException.class);
        own.gateway.close();
        assertThatThrownBy(() -> own.ofGateway(1)).isInstanceOf(EOFException.class);
        called.cancel(true);
      }
    }
  }

  @Test
  void aCallerSaysNothingMoreWithoutTheGatewaysProof() throws IOException {
    var called = Wire.begin(() -> SecureChannel.call(wire.caller, "the caller's token"));
    byte[] first = wire.ofCaller(48);
    // Its own words, which do prove the token.
    wire.toCaller(first);
    assertThatThrownBy(() -> Wire.end(called)).isInstanceOf(StreamCorruptedException.class);
    wire.caller.close();
    assertThatThrownBy(() -> wire.ofCaller(1)).isInstanceOf(EOFException.class);
  }

  @Test
  void aGatewaysProofIsOfNoUseToAnotherCall() throws IOException {
    var called = Wire.begin(() -> SecureChannel.call(wire.caller, "token"));
    var accepted = Wire.begin(() -> SecureChannel.accept(wire.gateway, "token"));
    wire.toGateway(wire.ofCaller(48));
    byte[] proof = wire.ofGateway(48);
    Wire.end(accepted);
    wire.toCaller(proof);
    Wire.end(called);
    try (Wire later = new Wire()) {
      var again = Wire.begin(() -> SecureChannel.call(later.caller, "token"));
      later.toCaller(proof);
      assertThatThrownBy(() -> Wire.end(again)).isInstanceOf(StreamCorruptedException.class);
    }
  }

  @Test
  void aRecordedCallProvesNothingToAGateway() throws IOException {
    var called = Wire.begin(() -> SecureChannel.call(wire.caller, "token"));
    var accepted = Wire.begin(() -> SecureChannel.accept(wire.gateway, "token"));
    byte[] first = wire.ofCaller(48);
    wire.toGateway(first);
    wire.toCaller(wire.ofGateway(48));
    Wire.end(accepted);
    SecureChannel caller = Wire.end(called);
    caller.output().write(REQUEST);
    caller.output().close();
    byte[] request = wire.messageOfCaller();
    try (Wire later = new Wire()) {
      later.toGateway(first);
      SecureChannel replayed = SecureChannel.accept(later.gateway, "token");
      later.toGateway(request);
      assertThatThrownBy(() -> replayed.input().read())
          .isInstanceOf(StreamCorruptedException.class);
    }
  }

  @Test
  void aCallThatIsPassedOnToAGatewayAtAnotherAddressOpensNothingThere() throws IOException {
    try (Wire passedOn = new Wire("127.0.0.3", "127.0.0.2")) {
      var called = Wire.begin(() -> SecureChannel.call(passedOn.caller, "token"));
      var accepted = Wire.begin(() -> SecureChannel.accept(passedOn.gateway, "token"));
      passedOn.toGateway(passedOn.ofCaller(48));
      assertThatThrownBy(() -> Wire.end(accepted)).isInstanceOf(StreamCorruptedException.class);
      called.cancel(true);
    }
  }

  @Test
  void aMessageThatIsRepeatedLeftOutMovedOrChangedEndsTheChannel() throws IOException {
    for (String attack : List.of("repeat", "leave out", "move", "change", "shorten")) {
      try (Wire own = new Wire()) {
        Ends ends = own.opened();
        for (String word : List.of("one", "two", "end")) {
          ends.caller().output().write(word.getBytes(US_ASCII));
          ends.caller().output().flush();
        }
        byte[] one = own.messageOfCaller();
        byte[] two = own.messageOfCaller();
        switch (attack) {
          case "repeat" -> send(own, one, one);
          case "leave out" -> send(own, one, own.messageOfCaller());
          case "move" -> send(own, two, one);
          case "change" -> {
            two[5] ^= 1;
            send(own, one, two);
          }
          default -> {
            two[1]--;
            send(own, one, two);
          }
        }
        assertThatThrownBy(() -> ends.gateway().input().readNBytes(6))
            .as(attack)
            .isInstanceOf(StreamCorruptedException.class);
      }
    }
  }

  private static void send(Wire wire, byte[]... messages) throws IOException {
    for (byte[] message : messages) {
      wire.toGateway(message);
    }
  }

  @Test
  void whatIsCutOffIsNoEnd() throws IOException {
    Ends ends = wire.opened();
    ends.caller().output().write(REQUEST);
    ends.caller().output().close();
    wire.toGateway(wire.messageOfCaller());
    wire.cut();
    assertThatThrownBy(() -> ends.gateway().input().readAllBytes())
        .isInstanceOf(EOFException.class);
  }

  @Test
  void whatOneSideSaidIsNotTakenForWhatTheOtherSays() throws IOException {
    Ends ends = wire.opened();
    ends.caller().output().write(REQUEST);
    ends.caller().output().flush();
    wire.toCaller(wire.messageOfCaller());
    assertThatThrownBy(() -> ends.caller().input().read())
        .isInstanceOf(StreamCorruptedException.class);
  }

  @Test
  void whatWasSaidInOneChannelIsNotTakenForWhatIsSaidInAnother() throws IOException {
    Ends ends = wire.opened();
    try (Wire other = new Wire()) {
      Ends others = other.opened();
      ends.caller().output().write(REQUEST);
      ends.caller().output().flush();
      other.toGateway(wire.messageOfCaller());
      assertThatThrownBy(() -> others.gateway().input().read())
          .isInstanceOf(StreamCorruptedException.class);
    }
  }

  @Test
  void aMessageIsBoundedBeforeAnythingOfItIsKept() throws IOException {
    for (byte[] length :
        List.of(new byte[] {0, 15}, new byte[] {0x40, 0x11}, new byte[] {-1, -1})) {
      try (Wire own = new Wire()) {
        Ends ends = own.opened();
        own.toGateway(length);
        assertThatThrownBy(() -> ends.gateway().input().read())
            .isInstanceOf(StreamCorruptedException.class)
            .hasMessageStartingWith("a message of");
      }
    }
  }

  /** No clock can allow a replay or lock anybody out where none is looked at. */
  @Test
  void noClockIsLookedAt() throws IOException {
    Path classes = Path.of("target/classes/io/backupaccess/statusport");
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.toList()) {
        assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
            .as(file.toString())
            .doesNotContain(
                "currentTimeMillis", "java/time/Instant", "java/time/Clock", "java/util/Date");
      }
    }
  }
}
