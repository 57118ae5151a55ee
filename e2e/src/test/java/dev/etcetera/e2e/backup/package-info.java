/** The backup program between real members and a real S3 server, judged by etcdutl. */
@NullMarked
package dev.etcetera.e2e.backup;

import org.jspecify.annotations.NullMarked;
