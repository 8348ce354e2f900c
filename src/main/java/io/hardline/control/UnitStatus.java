package io.hardline.control;

import io.hardline.port.PortStatus;
import io.hardline.service.ServiceStatus;
import java.time.Instant;
import java.util.List;

/**
 * The unit at one moment.
 *
 * @param since when the daemon started
 * @param settingsFrom the file that owns the settings, or the revision in force
 */
public record UnitStatus(
    String version,
    long pid,
    Instant since,
    String settingsFrom,
    List<PortStatus> ports,
    List<ServiceStatus> services) {}
