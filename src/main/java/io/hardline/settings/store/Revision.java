package io.hardline.settings.store;

import io.hardline.settings.Settings;
import java.nio.file.Path;

/**
 * A committed tree.
 *
 * @param number from 1, higher is newer
 * @param text the file's content as it was committed, comments included
 */
public record Revision(int number, Path file, String text, Settings settings) {}
