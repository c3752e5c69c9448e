package io.backupaccess.gateway.session;

import io.backupaccess.gateway.hop.HopCall;
import io.backupaccess.gateway.hop.HopRequest;
import io.backupaccess.gateway.sftp.FileServer;
import io.backupaccess.gateway.sftp.FileServers;
import io.backupaccess.gateway.sftp.VirtualTree;
import io.backupaccess.gateway.ssh.Login;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The children that read files for one session: the one that runs here, and those of readers, each
 * asked for when it is first needed, and again when it has failed.
 */
final class SessionFiles implements FileServers, AutoCloseable {
  private final Login login;
  private final VirtualTree tree;
  private final FileServer here;
  private final Readers readers;

  // Guarded by this: the session asks, and another thread closes.
  private final Map<String, HopCall> calls = new HashMap<>();
  private final Map<String, FileServer> servers = new HashMap<>();
  private boolean closed;

  SessionFiles(Login login, VirtualTree tree, FileServer here, Readers readers) {
    this.login = login;
    this.tree = tree;
    this.here = here;
    this.readers = readers;
  }

  @Override
  public FileServer at(Optional<String> reader) throws IOException {
    if (reader.isEmpty()) {
      return here;
    }
    String name = reader.get();
    FileServer known = known(name);
    if (known != null && !known.hasFailed()) {
      return known;
    }
    List<String> volumes =
        tree.servedBy(reader).stream().map(volume -> volume.name().value()).toList();
    HopCall call =
        readers.call(
            name,
            new HopRequest(login.credential(), login.source(), new HopRequest.Files(volumes)));
    return keep(name, call);
  }

  private synchronized @Nullable FileServer known(String name) {
    return servers.get(name);
  }

  private synchronized FileServer keep(String name, HopCall call) throws IOException {
    if (closed) {
      call.close();
      throw new IOException("the session has ended");
    }
    HopCall before = calls.put(name, call);
    if (before != null) {
      before.close();
    }
    FileServer server = FileServer.elsewhere(call.output(), call.input());
    servers.put(name, server);
    return server;
  }

  @Override
  public synchronized void close() {
    closed = true;
    calls.values().forEach(HopCall::close);
  }
}
