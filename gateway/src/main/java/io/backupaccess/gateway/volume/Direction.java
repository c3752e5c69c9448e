package io.backupaccess.gateway.volume;

/** Which way the data goes. */
public enum Direction {
  PULL,
  PUSH
}
