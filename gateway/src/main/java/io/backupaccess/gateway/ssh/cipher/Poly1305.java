package io.backupaccess.gateway.ssh.cipher;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The one-time authenticator of RFC 8439 section 2.5: the message as a polynomial at r, modulo
 * 2^130 - 5, plus s. Numbers are held in words of 64 bits, the lowest first, as multiplications of
 * 64 by 64 bits are what a processor does fastest. No branch and no address depends on a secret.
 */
final class Poly1305 {
  static final int KEY = 32;
  static final int TAG = 16;

  private static final int BLOCK = 16;
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] pending = new byte[BLOCK];
  private int pendingLength;

  /** r, whose clamped bits keep every sum of products here within 128 bits. */
  private long r0;

  private long r1;

  /** 5/4 of r1, which is what r1 counts for above 2^128; exact, as clamping cleared two bits. */
  private long folded1;

  private long s0;
  private long s1;

  /** The sum so far; of h2 few bits are used. */
  private long h0;

  private long h1;
  private long h2;

  /** Begins a message; a key is for one. */
  void init(byte[] key) {
    r0 = word(key, 0) & 0x0ffffffc0fffffffL;
    r1 = word(key, 8) & 0x0ffffffc0ffffffcL;
    folded1 = r1 + (r1 >>> 2);
    s0 = word(key, 16);
    s1 = word(key, 24);
    h0 = 0;
    h1 = 0;
    h2 = 0;
    pendingLength = 0;
  }

  void update(byte[] message, int offset, int length) {
    int from = offset;
    int end = offset + length;
    if (pendingLength > 0) {
      int taken = Math.min(BLOCK - pendingLength, length);
      System.arraycopy(message, from, pending, pendingLength, taken);
      pendingLength += taken;
      from += taken;
      if (pendingLength < BLOCK) {
        return;
      }
      blocks(pending, 0, BLOCK, 1);
      pendingLength = 0;
    }
    int whole = (end - from) & -BLOCK;
    blocks(message, from, from + whole, 1);
    from += whole;
    System.arraycopy(message, from, pending, 0, end - from);
    pendingLength = end - from;
  }

  /** Ends the message. */
  void tag(byte[] out, int offset) {
    if (pendingLength > 0) {
      pending[pendingLength] = 1;
      Arrays.fill(pending, pendingLength + 1, BLOCK, (byte) 0);
      blocks(pending, 0, BLOCK, 0);
    }
    // h is below 2^130 + 2^66; where h + 5 reaches 2^130, it is h modulo 2^130 - 5.
    long g0 = h0 + 5;
    long g1 = h1 + carry(g0, 5);
    long g2 = h2 + carry(g1, g1 - h1);
    long reduced = -(g2 >>> 2);
    long l0 = (g0 & reduced) | (h0 & ~reduced);
    long l1 = (g1 & reduced) | (h1 & ~reduced);
    long t0 = l0 + s0;
    WORD.set(out, offset, t0);
    WORD.set(out, offset + 8, l1 + s1 + carry(t0, s0));
  }

  private void blocks(byte[] message, int from, int end, long above) {
    long h0 = this.h0;
    long h1 = this.h1;
    long h2 = this.h2;
    for (int at = from; at < end; at += BLOCK) {
      long m0 = word(message, at);
      long m1 = word(message, at + 8);
      h0 += m0;
      long carry = carry(h0, m0);
      h1 += carry;
      long carried = carry(h1, carry);
      h1 += m1;
      h2 += carried + carry(h1, m1) + above;

      long low = h0 * r0;
      long high = Math.unsignedMultiplyHigh(h0, r0);
      long product = h1 * folded1;
      low += product;
      high += Math.unsignedMultiplyHigh(h1, folded1) + carry(low, product);

      long middle = h0 * r1;
      long top = Math.unsignedMultiplyHigh(h0, r1);
      product = h1 * r0;
      middle += product;
      top += Math.unsignedMultiplyHigh(h1, r0) + carry(middle, product);
      product = h2 * folded1;
      middle += product;
      top += carry(middle, product);
      middle += high;
      top += carry(middle, high);
      h2 = h2 * r0 + top;

      // What is above 2^130 counts five times at the bottom.
      long excess = (h2 & ~3L) + (h2 >>> 2);
      h2 &= 3;
      h0 = low + excess;
      carry = carry(h0, excess);
      h1 = middle + carry;
      h2 += carry(h1, carry);
    }
    this.h0 = h0;
    this.h1 = h1;
    this.h2 = h2;
  }

  private static long word(byte[] bytes, int offset) {
    return (long) WORD.get(bytes, offset);
  }

  /** Whether a sum of 64 bits, one summand of which this is, went over; as the processor's flag. */
  private static long carry(long sum, long summand) {
    return Long.compareUnsigned(sum, summand) < 0 ? 1 : 0;
  }
}
