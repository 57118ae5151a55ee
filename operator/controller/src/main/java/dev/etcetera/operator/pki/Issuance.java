package dev.etcetera.operator.pki;

/** How the operator makes certificates, and which. */
public record Issuance(CertificateMaker maker, Wanted wanted) {}
