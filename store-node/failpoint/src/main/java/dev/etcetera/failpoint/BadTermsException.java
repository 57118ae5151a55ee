package dev.etcetera.failpoint;

/** Terms that cannot be understood. */
final class BadTermsException extends Exception {
    static final String REASON = "failpoint: could not parse terms";
    private static final long serialVersionUID = 1L;

    BadTermsException() {
        super(REASON);
    }
}
