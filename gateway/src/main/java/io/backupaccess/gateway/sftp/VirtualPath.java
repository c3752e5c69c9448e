package io.backupaccess.gateway.sftp;

/**
 * A path in the virtual root, as far as it can be understood without looking: it begins with a
 * name. What follows, {@code ..} too, is for the kernel to resolve, because what a name stands for
 * may be a link; only at the top is it known where {@code ..} leads, to the top.
 *
 * @param text without a slash at its beginning; empty: the top
 */
public record VirtualPath(String text) {
  static final VirtualPath TOP = new VirtualPath("");

  /** What a client means by this; a relative path begins at the top. */
  static VirtualPath parse(String path) {
    int begin = 0;
    while (begin < path.length()) {
      int end = end(path, begin);
      String element = path.substring(begin, end);
      if (!element.isEmpty() && !element.equals(".") && !element.equals("..")) {
        return new VirtualPath(path.substring(begin));
      }
      begin = end + 1;
    }
    return TOP;
  }

  private static int end(String path, int begin) {
    int slash = path.indexOf('/', begin);
    return slash < 0 ? path.length() : slash;
  }

  boolean isTop() {
    return text.isEmpty();
  }

  /** Its first name. */
  String first() {
    return text.substring(0, end(text, 0));
  }

  /** What lies beneath the first name, without a slash at the beginning; empty: nothing. */
  String beneathFirst() {
    int begin = end(text, 0);
    while (begin < text.length() && text.charAt(begin) == '/') {
      begin++;
    }
    return text.substring(begin);
  }
}
