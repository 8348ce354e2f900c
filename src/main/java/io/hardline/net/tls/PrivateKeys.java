package io.hardline.net.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Private keys from PEM: PKCS#8 (RFC 5958), and the older forms of RSA (RFC 8017, A.1.2) and EC
 * (RFC 5915), which are wrapped into it.
 */
final class PrivateKeys {
  /** Smaller ones are broken within reach of a university. */
  static final int MIN_RSA_BITS = 2048;

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int PARAMETERS = 0xA0;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  /** 1.2.840.113549.1.1.1 and NULL. */
  private static final byte[] RSA = {
    0x06,
    0x09,
    0x2A,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xF7,
    0x0D,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /** 1.2.840.10045.2.1; the curve follows. */
  private static final byte[] EC = {
    0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01
  };

  private PrivateKeys() {}

  /**
   * The one key of a file.
   *
   * @throws BadTlsFile without the file's name
   */
  static PrivateKey read(List<Pem.Block> blocks) throws BadTlsFile {
    PrivateKey found = null;
    for (Pem.Block block : blocks) {
      if (block.label().endsWith("PRIVATE KEY")) {
        if (found != null) {
          throw new BadTlsFile("it holds more than one key");
        }
        found = key(block);
      }
    }
    if (found == null) {
      throw new BadTlsFile("it holds no private key in PEM");
    }
    if (found instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
      throw new BadTlsFile(
          "its RSA key has %d bits; at least %d are needed"
              .formatted(rsa.getModulus().bitLength(), MIN_RSA_BITS));
    }
    return found;
  }

  private static PrivateKey key(Pem.Block block) throws BadTlsFile {
    if (block.encrypted()) {
      throw new BadTlsFile(
          "its key is encrypted, and a daemon has nobody to ask for the password;"
              + " write it without one: openssl pkey -in FILE -out NEWFILE");
    }
    return switch (block.label()) {
      case "PRIVATE KEY" -> pkcs8(block.der());
      case "RSA PRIVATE KEY" -> pkcs8(wrapped(RSA, block.der()));
      case "EC PRIVATE KEY" -> pkcs8(wrapped(joined(EC, curve(block.der())), block.der()));
      default -> throw new BadTlsFile("its " + block.label() + " is none of EC or RSA");
    };
  }

  private static PrivateKey pkcs8(byte[] der) throws BadTlsFile {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
    try {
      return KeyFactory.getInstance("EC").generatePrivate(spec);
    } catch (GeneralSecurityException notEc) {
      return rsa(spec);
    }
  }

  private static PrivateKey rsa(PKCS8EncodedKeySpec spec) throws BadTlsFile {
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    } catch (GeneralSecurityException neither) {
      throw new BadTlsFile("its key is neither EC nor RSA, or it is garbled", neither);
    }
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return tagged(
        SEQUENCE,
        joined(joined(VERSION_0, tagged(SEQUENCE, algorithm)), tagged(OCTET_STRING, key)));
  }

  /**
   * The name of the curve in ECPrivateKey: version, key, then [0] parameters (RFC 5915, 3).
   *
   * @throws BadTlsFile when it is not there
   */
  private static byte[] curve(byte[] der) throws BadTlsFile {
    DerReader content = new DerReader(der).enter(SEQUENCE);
    byte[] parameters = null;
    while (content != null && parameters == null && content.hasNext()) {
      parameters = content.next(PARAMETERS);
    }
    if (parameters == null) {
      throw new BadTlsFile("its EC key does not name its curve, or it is garbled");
    }
    return parameters;
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.length;
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  /** As much of DER (X.690) as it takes to find an element. */
  private static final class DerReader {
    private final byte[] der;
    private int at;
    private final int end;

    DerReader(byte[] der) {
      this(der, 0, der.length);
    }

    private DerReader(byte[] der, int at, int end) {
      this.der = der;
      this.at = at;
      this.end = end;
    }

    boolean hasNext() {
      return at < end;
    }

    /** A reader of the content of the element here, if it has that tag and is whole. */
    @Nullable DerReader enter(int tag) {
      int start = at;
      byte[] content = next(tag);
      return content == null ? null : new DerReader(der, at - content.length, start + at - start);
    }

    /** Moves over one element; its content, when it has that tag. */
    byte @Nullable [] next(int tag) {
      int found = end - at >= 2 ? der[at] & 0xff : -1;
      int length = found < 0 ? -1 : der[at + 1] & 0xff;
      int header = 2;
      if (length > 0x80 && length <= 0x82 && end - at >= length - 0x80 + 2) {
        int lengthBytes = length - 0x80;
        length = 0;
        for (int i = 0; i < lengthBytes; i++) {
          length = (length << 8) | (der[at + 2 + i] & 0xff);
        }
        header += lengthBytes;
      } else if (length >= 0x80) {
        length = -1;
      }
      if (length < 0 || length > end - at - header) {
        at = end;
        return null;
      }
      byte[] content = java.util.Arrays.copyOfRange(der, at + header, at + header + length);
      at += header + length;
      return found == tag ? content : null;
    }
  }
}
