package dev.etcetera.backup.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The sum of everything here. */
public final class Sha256 {
    private Sha256() {}

    /** Of nothing yet. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
