package io.backupaccess.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ProbesTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void theProbesTellWhetherItLivesAndIsReadyAndNothingElse()
      throws IOException, InterruptedException {
    AtomicBoolean ready = new AtomicBoolean();
    try (Probes probes = new Probes(ANY_PORT)) {
      probes.open(ready::get);
      assertThat(get(probes.port(), "/livez").statusCode()).isEqualTo(200);
      assertThat(get(probes.port(), "/readyz").statusCode()).isEqualTo(503);
      ready.set(true);
      assertThat(get(probes.port(), "/readyz").body()).isEqualTo("ok\n");
      assertThat(get(probes.port(), "/").statusCode()).isEqualTo(404);
      assertThat(get(probes.port(), "/v1/status").body()).isEqualTo("not found\n");
    }
  }

  @Test
  void aClientThatNeverFinishesARequestHoldsUpNobody() throws IOException, InterruptedException {
    try (Probes probes = new Probes(ANY_PORT);
        Socket first = new Socket();
        Socket second = new Socket()) {
      probes.open(() -> true);
      for (Socket slow : List.of(first, second)) {
        slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), probes.port()));
        slow.getOutputStream().write('G');
      }
      assertThat(get(probes.port(), "/livez").statusCode()).isEqualTo(200);
      first.setSoTimeout(1);
      assertThatThrownBy(() -> first.getInputStream().read())
          .as("the first is still being waited for")
          .isInstanceOf(SocketTimeoutException.class);
    }
  }
}
