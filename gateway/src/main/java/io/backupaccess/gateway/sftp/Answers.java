package io.backupaccess.gateway.sftp;

import io.backupaccess.gateway.sftp.OpenHandles.Opened;
import io.backupaccess.gateway.sftp.VirtualTree.Inside;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Answers the requests of one session, in their order. */
final class Answers {
  private static final int TOP_ENTRIES = 64;

  /** How often a path may lead from one volume to another. */
  private static final int MOST_CROSSINGS = 40;

  private final VirtualTree tree;
  private final FileServers files;
  private final SftpCounts counts;
  private final InstantSource clock;
  private final FileAttributes top;
  private final OpenHandles handles = new OpenHandles();

  Answers(VirtualTree tree, FileServers files, SftpCounts counts, InstantSource clock) {
    this.tree = tree;
    this.files = files;
    this.counts = counts;
    this.clock = clock;
    this.top = FileAttributes.top((int) clock.instant().getEpochSecond());
  }

  SftpReply answer(SftpRequest.Numbered request) throws IOException {
    try {
      return switch (request) {
        case SftpRequest.OfPath ofPath -> aboutPath(ofPath, ofPath.path());
        case SftpRequest.OfHandle ofHandle -> aboutHandle(ofHandle);
        case SftpRequest.Limits l ->
            new SftpReply.Limits(
                SftpRequests.LONGEST, FileServer.MOST_READ, 0, FileServer.MOST_HANDLES);
        case SftpRequest.Change c ->
            new SftpReply.Status(
                SftpStatus.PERMISSION_DENIED, "Permission denied: SFTP is for reading here");
        case SftpRequest.Unknown u -> SftpReply.Status.of(SftpStatus.UNSUPPORTED);
      };
    } catch (SftpStatusException e) {
      return e.reply();
    }
  }

  private SftpReply aboutPath(SftpRequest.OfPath request, VirtualPath path)
      throws SftpStatusException, IOException {
    VirtualPath at = path;
    for (int i = 0; i < MOST_CROSSINGS; i++) {
      try {
        return aboutPlace(request, at);
      } catch (AboveVolumeException e) {
        at = e.rest();
      }
    }
    throw new SftpStatusException(SftpStatus.NO_SUCH_FILE);
  }

  private SftpReply aboutPlace(SftpRequest.OfPath request, VirtualPath path)
      throws SftpStatusException, IOException {
    if (request instanceof SftpRequest.RealPath && tree.isOneName(path)) {
      // By the name alone: nothing is learnt from it, and nothing has to be there.
      return new SftpReply.OneName("/" + path.first());
    }
    return switch (tree.find(path)) {
      case VirtualTree.Missing m -> throw new SftpStatusException(SftpStatus.NO_SUCH_FILE);
      case VirtualTree.Unavailable(String name) -> throw FileServer.unavailable(name);
      case VirtualTree.Top t -> aboutTop(request);
      case Inside target -> inside(request, target);
    };
  }

  private SftpReply aboutTop(SftpRequest.OfPath request) throws SftpStatusException, IOException {
    return switch (request) {
      case SftpRequest.Stat s -> new SftpReply.Attributes(top);
      case SftpRequest.LinkStat s -> new SftpReply.Attributes(top);
      case SftpRequest.OpenFolder o -> {
        handles.checkRoom();
        yield new SftpReply.Opened(handles.add(new OpenHandles.Top(volumes(), 0)));
      }
      case SftpRequest.SpaceAt s ->
          throw new SftpStatusException(
              SftpStatus.FAILURE, "each volume has space of its own: ask for /VOLUME");
      case SftpRequest.Open o ->
          throw new SftpStatusException(SftpStatus.FAILURE, "not a regular file");
      case SftpRequest.ReadLink r ->
          throw new SftpStatusException(SftpStatus.FAILURE, "not a link");
      case SftpRequest.RealPath r -> new SftpReply.OneName("/");
    };
  }

  /** All of them, or none: a backup must not take one that is away for one that is gone. */
  private List<FolderEntry> volumes() throws SftpStatusException, IOException {
    List<FolderEntry> entries = new ArrayList<>();
    for (String name : tree.names()) {
      switch (tree.find(VirtualPath.parse(name))) {
        case Inside target -> entries.add(new FolderEntry(name, at(target).stat(target)));
        case VirtualTree.Target other -> throw FileServer.unavailable(name);
      }
    }
    return entries;
  }

  private SftpReply inside(SftpRequest.OfPath request, Inside target)
      throws SftpStatusException, IOException {
    return switch (request) {
      case SftpRequest.Stat s -> new SftpReply.Attributes(at(target).stat(target));
      case SftpRequest.LinkStat s -> new SftpReply.Attributes(at(target).linkStat(target));
      case SftpRequest.ReadLink r -> new SftpReply.OneName(at(target).readLink(target));
      case SftpRequest.SpaceAt s -> new SftpReply.FileSystem(at(target).space(target));
      case SftpRequest.Open o -> {
        handles.checkRoom();
        FileServer server = at(target);
        int file = server.open(target);
        counts.opened();
        yield new SftpReply.Opened(handles.add(new OpenHandles.File(server, file)));
      }
      case SftpRequest.OpenFolder o -> {
        handles.checkRoom();
        FileServer server = at(target);
        int folder = server.openFolder(target);
        yield new SftpReply.Opened(handles.add(new OpenHandles.Folder(server, folder)));
      }
      case SftpRequest.RealPath r ->
          new SftpReply.OneName(tree.absolute(target, at(target).realPath(target)));
    };
  }

  private FileServer at(Inside target) throws SftpStatusException {
    try {
      return files.at(target.reader());
    } catch (IOException e) {
      throw FileServer.unavailable(target.name());
    }
  }

  private SftpReply aboutHandle(SftpRequest.OfHandle request)
      throws SftpStatusException, IOException {
    return switch (request) {
      case SftpRequest.Read read -> read(read);
      case SftpRequest.ReadFolder folder -> readFolder(folder);
      case SftpRequest.HandleStat(int id, SftpRequest.Handle handle) ->
          new SftpReply.Attributes(
              switch (handles.get(handle)) {
                case OpenHandles.File(FileServer server, int child) -> server.stat(child);
                case OpenHandles.Folder(FileServer server, int child) -> server.stat(child);
                case OpenHandles.Top t -> top;
              });
      case SftpRequest.SpaceOf(int id, SftpRequest.Handle handle) ->
          new SftpReply.FileSystem(
              switch (handles.get(handle)) {
                case OpenHandles.File(FileServer server, int child) -> server.space(child);
                case OpenHandles.Folder(FileServer server, int child) -> server.space(child);
                case OpenHandles.Top t -> throw new SftpStatusException(SftpStatus.FAILURE);
              });
      case SftpRequest.Close(int id, SftpRequest.Handle handle) -> {
        switch (handles.remove(handle)) {
          case OpenHandles.File(FileServer server, int child) -> server.close(child);
          case OpenHandles.Folder(FileServer server, int child) -> server.close(child);
          case OpenHandles.Top t -> {}
        }
        yield SftpReply.Status.of(SftpStatus.OK);
      }
    };
  }

  private SftpReply read(SftpRequest.Read request) throws SftpStatusException, IOException {
    if (!(handles.get(request.handle())
        instanceof OpenHandles.File(FileServer server, int child))) {
      throw new SftpStatusException(SftpStatus.FAILURE, "not a regular file");
    }
    int length = (int) Math.min(request.length(), FileServer.MOST_READ);
    ByteBuffer data = server.read(child, request.offset(), length);
    counts.sent(data.remaining());
    return new SftpReply.Data(data);
  }

  private SftpReply readFolder(SftpRequest.ReadFolder request)
      throws SftpStatusException, IOException {
    Opened opened = handles.get(request.handle());
    return switch (opened) {
      case OpenHandles.Folder(FileServer server, int child) ->
          new SftpReply.Names(server.readFolder(child), clock.instant());
      case OpenHandles.File f -> throw new SftpStatusException(SftpStatus.FAILURE, "not a folder");
      case OpenHandles.Top(List<FolderEntry> entries, int next) -> {
        if (next >= entries.size()) {
          throw new SftpStatusException(SftpStatus.EOF);
        }
        int end = Math.min(next + TOP_ENTRIES, entries.size());
        handles.replace(request.handle(), new OpenHandles.Top(entries, end));
        yield new SftpReply.Names(entries.subList(next, end), clock.instant());
      }
    };
  }
}
