package io.backupaccess.gateway.command;

import java.util.List;

/**
 * A pull, as the client asked for it: what is to be sent and how, nothing of the client's text.
 *
 * @param options the options that concern the sender
 * @param paths the paths, in the client's order; without any, the top is meant
 */
public record RsyncRequest(SenderOptions options, List<RemotePath> paths) {
  public RsyncRequest {
    paths = List.copyOf(paths);
  }
}
