/**
 * What runs beside the ports: the seam between the daemon and its services.
 *
 * <p>What it is not: it knows no service; {@code Daemon} makes them, in the order in which one
 * reads it.
 */
@NullMarked
package io.hardline.service;

import org.jspecify.annotations.NullMarked;
