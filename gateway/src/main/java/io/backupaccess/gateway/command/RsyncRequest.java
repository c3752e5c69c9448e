package io.backupaccess.gateway.command;

import java.util.List;

/**
 * What the client asked for: what is to be sent, where and how, nothing of the client's text.
 *
 * @param options the options that concern this side
 * @param paths the paths, in the client's order; without any, the top is meant
 */
public record RsyncRequest(ServerOptions options, List<RemotePath> paths) {
  public RsyncRequest {
    paths = List.copyOf(paths);
  }
}
