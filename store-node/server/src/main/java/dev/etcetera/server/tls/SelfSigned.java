package dev.etcetera.server.tls;

import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A certificate that nobody but its own key vouches for, with the contents that etcd gives it: RFC 5280, section 4.1. */
record SelfSigned(PemBlock certificate, PemBlock key) {
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
    private static final byte[] NAME =
            Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 10), Der.utf8("etcd")))); // O=etcd
    private static final byte[] VERSION_3 = Der.tagged(Der.CONTEXT_0, Der.integer(BigInteger.TWO));
    private static final int SERIAL_BITS = 127;
    private static final int DAYS_OF_A_YEAR = 365;
    /** Digital signature, key encipherment, CRL signing: bits 0, 2 and 6. */
    private static final byte[] KEY_USAGE = Der.bits(1, new byte[] {(byte) 0b1010_0010});

    /** For these hosts, names or addresses, from now on. */
    static SelfSigned create(List<String> hosts, int validityYears, Instant now) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        byte[] content = Der.sequence(
                VERSION_3,
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1)),
                ECDSA_WITH_SHA256,
                NAME,
                Der.sequence(Der.time(now), Der.time(now.plus(Period.ofDays(DAYS_OF_A_YEAR * validityYears)))),
                NAME,
                pair.getPublic().getEncoded(),
                Der.tagged(Der.CONTEXT_0 + 3, extensions(hosts)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(content);
        byte[] certificate = Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(0, signature.sign()));
        return new SelfSigned(
                new PemBlock("CERTIFICATE", certificate),
                new PemBlock("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    private static byte[] extensions(List<String> hosts) {
        List<byte[]> names = new ArrayList<>();
        for (String host : hosts) {
            Optional<InetAddress> address = CertificateNames.literal(host);
            names.add(
                    address.isPresent()
                            ? Der.tagged(0x87, address.get().getAddress())
                            : Der.tagged(0x82, host.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        }
        return Der.sequence(
                critical(Der.oid(2, 5, 29, 15), KEY_USAGE),
                Der.sequence(Der.oid(2, 5, 29, 37), Der.octets(Der.sequence(Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 1)))),
                critical(Der.oid(2, 5, 29, 19), Der.sequence(Der.yes())), // a CA, of itself
                Der.sequence(Der.oid(2, 5, 29, 17), Der.octets(Der.sequence(names.toArray(byte[][]::new)))));
    }

    private static byte[] critical(byte[] oid, byte[] value) {
        return Der.sequence(oid, Der.yes(), Der.octets(value));
    }
}
