package io.backupaccess.gateway.micro;

import io.backupaccess.gateway.command.CommandPolicy;
import io.backupaccess.gateway.command.PolicyLimits;
import io.backupaccess.gateway.command.PolicyLimits.Confinement;
import io.backupaccess.gateway.command.Verdict;
import io.backupaccess.gateway.sftp.MalformedPacketException;
import io.backupaccess.gateway.sftp.SftpRequest;
import io.backupaccess.gateway.sftp.SftpRequests;
import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Place;
import io.backupaccess.gateway.volume.Volume;
import io.backupaccess.gateway.volume.VolumeName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reads what clients send: a command once a channel, requests of SFTP all the time. */
@State(Scope.Thread)
public class ParserBenchmark {
  private static final byte SSH_FXP_LSTAT = 7;

  private final CommandPolicy policy = new CommandPolicy(PolicyLimits.of(Confinement.PROVEN));
  private final Grants grants = new Grants.Volumes(List.of(volume("data"), volume("media")));
  private final byte[] command =
      bytes("rsync --server --sender -vlHogDtpre.iLsfxCIvu --numeric-ids . data/some/folder");
  private final byte[] request = request(bytes("/data/some/folder/with a file in it.txt"));

  private static Volume volume(String name) {
    return new Volume(new VolumeName(name), Access.READ_ONLY, Place.of(Path.of("/volumes", name)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] request(byte[] path) {
    return ByteBuffer.allocate(9 + path.length)
        .put(SSH_FXP_LSTAT)
        .putInt(1)
        .putInt(path.length)
        .put(path)
        .array();
  }

  /** A refusal would be another measurement. */
  @Setup
  public void check() throws IOException, MalformedPacketException {
    if (!(command() instanceof Verdict.Accept) || !(sftp() instanceof SftpRequest.LinkStat)) {
      throw new IllegalStateException("not what was to be measured: " + command());
    }
  }

  @Benchmark
  public Verdict command() throws IOException {
    return policy.decide(command, grants, Optional::empty);
  }

  @Benchmark
  public SftpRequest sftp() throws MalformedPacketException {
    return SftpRequests.parse(request);
  }
}
