package dev.etcetera.server.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/**
 * Private keys in the three forms that Go reads: PKCS #8, and the older ones of RSA (PKCS #1) and elliptic curves (SEC 1),
 * which the JDK does not know. Pure.
 */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");
    private static final byte[] VERSION = Der.integer(BigInteger.ZERO);
    private static final byte[] RSA = Der.sequence(Der.oid(1, 2, 840, 113549, 1, 1, 1), Der.nothing());

    private PrivateKeys() {}

    static PrivateKey parse(PemBlock block) throws GeneralSecurityException {
        return switch (block.label()) {
            case "RSA PRIVATE KEY" -> decode(Der.sequence(VERSION, RSA, Der.octets(block.der())), List.of("RSA"));
            case "EC PRIVATE KEY" -> decode(ofCurve(block.der()), List.of("EC"));
            default -> decode(block.der(), ALGORITHMS);
        };
    }

    /** The curve stands inside the key in the one form, before it in the other. */
    private static byte[] ofCurve(byte[] sec1) throws InvalidKeySpecException {
        Optional<Der.Value> curve = Der.inside(sec1).stream()
                .filter(value -> value.tag() == Der.CONTEXT_0)
                .findFirst();
        if (curve.isEmpty()) {
            throw new InvalidKeySpecException("no curve");
        }
        byte[] parameters = new byte[curve.get().content().remaining()];
        curve.get().content().get(parameters);
        byte[] algorithm = Der.sequence(Der.oid(1, 2, 840, 10045, 2, 1), parameters);
        return Der.sequence(VERSION, algorithm, Der.octets(sec1));
    }

    private static PrivateKey decode(byte[] pkcs8, List<String> algorithms)
            throws NoSuchAlgorithmException, InvalidKeySpecException {
        for (String algorithm : algorithms) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException _) {
                // Of another algorithm, then.
            }
        }
        throw new InvalidKeySpecException("of no known algorithm");
    }
}
