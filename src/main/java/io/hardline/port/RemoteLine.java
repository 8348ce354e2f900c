package io.hardline.port;

import io.hardline.settings.LineSettings;
import java.time.Instant;

/**
 * A line that a remote host has set (RFC 2217, Real COM). It is never written to the settings.
 *
 * @param by the host's address
 */
public record RemoteLine(LineSettings line, String by, Instant since) {}
