package io.backupaccess.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backupaccess.gateway.fuzz.FuzzAssert;
import io.backupaccess.gateway.fuzz.FuzzTarget;
import java.io.IOException;
import java.util.stream.Stream;

/** Reading a document never throws, and grants nothing that is not written in it. */
public final class ConfigurationFuzz implements FuzzTarget {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String VOLUMES =
      """
      "volumes": [{"name": "db", "mount": "/volumes/x/db"},
        {"name": "media", "mount": "/volumes/y", "folder": "a/b"}, {"name": "lost"}]""";

  @Override
  public void test(byte[] input) {
    ActiveConfiguration read = ConfigReader.read(input);
    read.problems().forEach(problem -> FuzzAssert.printable(problem.message()));
    read.problems().forEach(problem -> FuzzAssert.printable(problem.field() + " "));
    if (!read.grants().isEmpty()) {
      SafeConfiguration safe = new SafeConfiguration(parsed(input));
      read.grants().values().forEach(safe::admits);
    }
    read.authorities().forEach((key, authority) -> admits(key, authority, input));
    ActiveConfiguration weaker = read.withoutConfinement();
    FuzzAssert.that(
        read.grants().entrySet().containsAll(weaker.grants().entrySet()),
        () -> "grants more without confinement");
    FuzzAssert.that(
        read.accepted().containsAll(weaker.accepted()), () -> "accepts more without confinement");
    try {
      ConfigReader.settings(input);
    } catch (BadEntryException e) {
      FuzzAssert.printable(String.valueOf(e.getMessage()));
    }
  }

  private static void admits(Fingerprint key, Authority authority, byte[] input) {
    SafeAuthorities safe = new SafeAuthorities(parsed(input));
    authority.grants().forEach(grant -> safe.admits(key, grant));
    for (String principal : SafeAuthorities.PRINCIPALS) {
      Credential.Certificate certificate = SafeAuthorities.certificate(key, principal);
      authority.grant(certificate).ifPresent(grant -> safe.admits(certificate, grant));
    }
  }

  private static JsonNode parsed(byte[] input) {
    try {
      return JSON.readTree(input);
    } catch (IOException e) {
      throw new AssertionError("grants, but is no JSON", e);
    }
  }

  @Override
  public Stream<byte[]> seeds() {
    String key =
        "{\"name\": \"%s\", \"authorizedKeys\": [\"%s\"], \"grants\": [{\"volume\": \"db\"}]%s}";
    String one = key.formatted("a", SafeConfiguration.ED25519, "");
    String other =
        key.formatted(
            "b",
            "from=\\\"192.0.2.0/24\\\",expiry-time=\\\"20300101\\\" " + SafeConfiguration.ECDSA,
            ", \"root\": \"db\", \"sourceRanges\": [\"203.0.113.0/24\"], "
                + "\"expirationTime\": \"2030-01-01T00:00:00Z\"");
    String authority =
        """
        {"name": "c", "certificateAuthority": {"publicKey": "%s", "principals": ["backup", "x"],
          "revoked": {"serials": ["8"], "keyIDs": ["lost"], "fingerprints":
            ["SHA256:atnDib+asAZYM8HjwR9QsJuMsn/0XR/11PNa7C+AggQ"]}}, "grants": [{"volume": "db"}]}"""
            .formatted(SafeConfiguration.ED25519);
    String otherAuthority =
        """
        {"name": "d", "certificateAuthority": {"publicKey": "%s", "principals": ["nightly"],
          "revoked": {"serials": ["7"]}}, "grants": [{"volume": "media", "mode": "ReadOnly"}], "sourceRanges": ["192.0.2.0/24"],
          "expirationTime": "2030-01-01T00:00:00Z"}"""
            .formatted(SafeConfiguration.ED25519);
    String server =
        """
        "server": {"sshListen": "0.0.0.0:2222", "probesListen": "[::]:8080",
          "hostKeyFiles": ["/keys/a"], "runtimeDirectory": "/run/gateway",
          "confinement": "Required", "drainTimeout": "PT10M"}""";
    return Stream.of(
            "{}",
            "[]",
            "",
            "null",
            document(one),
            document(one + ", " + other),
            document(one).replace("\"media\", \"mount\"", "\"db\", \"x\""),
            document(one).replace("\"media\"", "\"db\""),
            document(one + ", " + one),
            document(one.replace("name", "n`me") + ", " + one),
            document(one).replace("[\"db\"]", "[\"db\", \"media\", \"lost\", \"none\"]"),
            document(one).replace("\"db\"", "\"media\""),
            document(one).replace("]}]", "], \"expirationTime\": 99999999999999999999}]"),
            document(one).replace("]}]", "], \"expirationTime\": 1e99}]"),
            document(one).replace("]}]", "], \"x\": 1}]"),
            document(one).replace("/volumes/x/db", "/volumes/../db"),
            document(authority),
            document(authority + ", " + otherAuthority),
            document(authority + ", " + authority.replace("\"c\"", "\"e\"")),
            document(otherAuthority + ", " + authority.replace("backup", "*")),
            document(authority.replace("[\"8\"]", "[8]") + ", " + otherAuthority),
            document(authority.replace("serials", "serial") + ", " + otherAuthority),
            document(authority.replace("ssh-ed25519 ", "cert-authority ssh-ed25519 ")),
            document(other).replace("a/b", "../b"),
            document(one)
                .replace("\"/volumes/x/db\"", "\"/volumes/x/db\", \"mode\": \"ReadWrite\""),
            document(one).replace("/x/db\"", "/x/db\", \"mode\": 2"),
            document(one).replace("/x/db\"", "/x/db\", \"allowDelete\": 1"),
            document(one).replace("/x/db\"", "/x/db\", \"allowOverwrite\": \"true\""),
            document(one)
                .replace(
                    "\"/volumes/x/db\"",
                    "\"/x\", \"mode\": \"WriteOnly\", \"allowDelete\": true, \"allowOverwrite\": false"),
            "{" + server + "}",
            "{" + server + ", " + document(one).substring(1))
        .map(text -> text.getBytes(UTF_8));
  }

  private static String document(String keys) {
    return "{\"keys\": [" + keys + "], " + VOLUMES + "}";
  }
}
