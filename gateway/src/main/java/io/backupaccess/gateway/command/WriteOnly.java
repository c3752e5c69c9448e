package io.backupaccess.gateway.command;

/** The refusal to read what a key may only send to. */
final class WriteOnly {
  private WriteOnly() {}

  static void refuse(Grants.Export export) {
    if (!export.access().mode().permitsReading()) {
      throw new RefusedException(
          Refusal.WRITE_ONLY, "volume " + PeerText.quote(export.name()) + " is write-only.");
    }
  }
}
