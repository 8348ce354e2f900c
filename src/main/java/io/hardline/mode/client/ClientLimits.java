package io.hardline.mode.client;

import io.hardline.settings.ModeSettings;
import java.time.Duration;

/** What a mode's settings say about its clients. */
public record ClientLimits(
    int maxConnections,
    ModeSettings.WhenFull whenFull,
    Duration aliveCheck,
    Duration inactivity,
    boolean ignoreJammedClient,
    ModeSettings.OnLastClientGone onLastClientGone) {}
