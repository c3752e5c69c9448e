package io.backupaccess.gateway.fuzz;

import java.util.stream.Stream;

/** A part of the gateway that reads what a stranger sends. */
public interface FuzzTarget {

  /** Throws if the input makes the part do what it must not, and returns for any other. */
  void test(byte[] input);

  /** Inputs to begin with: what real peers send. */
  Stream<byte[]> seeds();
}
