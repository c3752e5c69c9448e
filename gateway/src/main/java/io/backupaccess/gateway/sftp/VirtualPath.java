package io.backupaccess.gateway.sftp;

import java.util.ArrayList;
import java.util.List;

/**
 * A path in the virtual root, absolute and without {@code .}, {@code ..} and empty elements.
 *
 * <p>{@code ..} is resolved here, by the names alone, because no client may ask for what lies above
 * an export; at the top it stays at the top, as in any file system.
 *
 * @param elements its names; none: the top
 */
public record VirtualPath(List<String> elements) {
  static final VirtualPath TOP = new VirtualPath(List.of());

  /** Copies the list. */
  public VirtualPath {
    elements = List.copyOf(elements);
  }

  /** What a client means by this; a relative path begins at the top. */
  static VirtualPath parse(String text) {
    List<String> elements = new ArrayList<>();
    for (String element : text.split("/", -1)) {
      switch (element) {
        case "", "." -> {}
        case ".." -> {
          if (!elements.isEmpty()) {
            elements.removeLast();
          }
        }
        default -> elements.add(element);
      }
    }
    return elements.isEmpty() ? TOP : new VirtualPath(elements);
  }

  /** The canonical way to write it. */
  String text() {
    return "/" + String.join("/", elements);
  }

  /** What lies beneath the first element; empty: nothing. */
  String beneathFirst() {
    return String.join("/", elements.subList(1, elements.size()));
  }

  /** The same without its slash at the beginning. */
  String relative() {
    return String.join("/", elements);
  }
}
