package io.hardline.port;

import io.hardline.tty.LineErrors;
import io.hardline.tty.ModemLines;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A port at one moment, for every front end.
 *
 * @param device what the tty is called, or what is looked for
 * @param since when {@code state} began
 * @param cause why, in words; empty while all is well
 * @param configuredLine the line of the settings, as {@code 115200 8N1}
 * @param effectiveLine the line in force; empty while there is no tty
 * @param remoteLine what a remote host has asked for; null when the configured line is in force
 * @param lacks what the device has not
 * @param keptBytes bytes of the device for which nobody was connected
 * @param modemLines null when there is no tty, or it did not answer in time
 */
public record PortStatus(
    int number,
    String alias,
    String device,
    PortState state,
    Instant since,
    String cause,
    String mode,
    List<Integer> listening,
    String trouble,
    String configuredLine,
    String effectiveLine,
    @Nullable RemoteLine remoteLine,
    List<String> lacks,
    Counters.Snapshot counters,
    int queuedToSerialBytes,
    int keptBytes,
    List<ClientStatus> clients,
    @Nullable ModemLines modemLines,
    @Nullable LineErrors lineErrors) {}
