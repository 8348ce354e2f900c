/**
 * Settings made of the configuration of ser2net, in both of its dialects: the line format of
 * ser2net.conf ({@link io.hardline.settings.ser2net.ConfFile}) and the YAML of ser2net.yaml ({@link
 * io.hardline.settings.ser2net.YamlFile}). Both gather what was given for a connection into a
 * {@link io.hardline.settings.ser2net.PortDraft}; the same rules make a port of it and report what
 * has no place in a port. {@link io.hardline.settings.ser2net.Ser2net} is the way in.
 *
 * <p>What it is not: nothing is opened and no name is resolved; files that a configuration names
 * are not read. What protected a port and has no counterpart here never leaves it unprotected: such
 * a port comes out disabled.
 */
@NullMarked
package io.hardline.settings.ser2net;

import org.jspecify.annotations.NullMarked;
