package io.backupaccess.operator.hostkeys;

/** The keys of the Secret with the gateway's identity: these two and no other. */
public final class HostKeySecretFormat {

  /** Private key in OpenSSH's format, without a passphrase. */
  public static final String PRIVATE_KEY = "ssh_host_ed25519_key";

  /** The public key that belongs to it, one line. */
  public static final String PUBLIC_KEY = "ssh_host_ed25519_key.pub";

  private HostKeySecretFormat() {}
}
