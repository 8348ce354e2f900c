package io.hardline.tty.virtual;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Where an imaginary buoy is at a second of UTC, as NMEA 0183 sentences. It swings at its anchor in
 * a circle of a twentieth of a nautical mile in ten minutes, so that everything in the sentences
 * moves. A function of the time alone.
 */
final class NmeaBuoy {
  /** Longest sentence by NMEA 0183, from the dollar sign to the line feed. */
  static final int MAX_SENTENCE = 82;

  private static final double CENTRE_LATITUDE = 54 + 10.0 / 60;
  private static final double CENTRE_LONGITUDE = 7 + 53.0 / 60;
  private static final double RADIUS_MILES = 0.05;
  private static final int PERIOD_SECONDS = 600;
  private static final double SPEED_KNOTS = 2 * Math.PI * RADIUS_MILES * 3600 / PERIOD_SECONDS;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HHmmss.00", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("ddMMyy", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Recommended minimum data: time, position, speed, course, date. */
  static String rmc(long second) {
    Instant utc = Instant.ofEpochSecond(second);
    double course = (360 - angle(second)) % 360;
    return sentence(
        String.format(
            Locale.ROOT,
            "GPRMC,%s,A,%s,%.1f,%.1f,%s,,,A",
            TIME.format(utc),
            position(second),
            SPEED_KNOTS,
            course,
            DATE.format(utc)));
  }

  /** Fix data: time, position, quality, satellites, height. */
  static String gga(long second) {
    return sentence(
        String.format(
            Locale.ROOT,
            "GPGGA,%s,%s,1,08,1.0,2.0,M,46.0,M,,",
            TIME.format(Instant.ofEpochSecond(second)),
            position(second)));
  }

  /** Adds the dollar sign, the checksum (all characters between it and the star) and the end. */
  static String sentence(String body) {
    int checksum = 0;
    for (int i = 0; i < body.length(); i++) {
      checksum ^= body.charAt(i);
    }
    return String.format(Locale.ROOT, "$%s*%02X\r\n", body, checksum);
  }

  /** Degrees from east, against the clock; the buoy moves at a right angle to it. */
  private static double angle(long second) {
    return Math.floorMod(second, PERIOD_SECONDS) * 360.0 / PERIOD_SECONDS;
  }

  /** Both coordinates with their hemispheres. A minute of latitude is a nautical mile. */
  private static String position(long second) {
    double radians = Math.toRadians(angle(second));
    double radiusDegrees = RADIUS_MILES / 60;
    double latitude = CENTRE_LATITUDE + radiusDegrees * Math.sin(radians);
    double stretch = Math.cos(Math.toRadians(CENTRE_LATITUDE));
    double longitude = CENTRE_LONGITUDE + radiusDegrees * Math.cos(radians) / stretch;
    return degrees(latitude, 2) + ",N," + degrees(longitude, 3) + ",E";
  }

  /** Degrees and minutes in one number; counted in whole parts so that no minute becomes 60. */
  private static String degrees(double value, int digits) {
    long parts = Math.round(value * 60 * 10_000);
    long minuteParts = parts % 600_000;
    return String.format(
        Locale.ROOT,
        "%0" + digits + "d%02d.%04d",
        parts / 600_000,
        minuteParts / 10_000,
        minuteParts % 10_000);
  }

  private NmeaBuoy() {}
}
