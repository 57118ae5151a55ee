package dev.etcetera.server.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One block of a PEM file: what stands behind BEGIN, and the DER bytes. Text around blocks is skipped, as Go does. */
final class PemBlock {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*?\\n(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final Pattern HEADERS = Pattern.compile("(?m)^[^\\n]*:[^\\n]*$");
    private static final int LINE = 64;

    private final String label;
    private final byte[] der;

    PemBlock(String label, byte[] der) {
        this.label = label;
        this.der = der.clone();
    }

    /** All blocks of a file; those that hold no base64 are left out. */
    static List<PemBlock> all(byte[] file) {
        List<PemBlock> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            String body = HEADERS.matcher(matcher.group(2)).replaceAll("").replaceAll("\\s", "");
            try {
                blocks.add(new PemBlock(matcher.group(1), Base64.getDecoder().decode(body)));
            } catch (IllegalArgumentException _) {
                // A block cut short: whoever needs it says that it is missing.
            }
        }
        return blocks;
    }

    String label() {
        return label;
    }

    byte[] der() {
        return der.clone();
    }

    /** As it stands in a file. */
    String text() {
        String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
