package io.hardline.aspp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.aspp.Request.Alive;
import io.hardline.aspp.Request.AwaitSent;
import io.hardline.aspp.Request.CountReceived;
import io.hardline.aspp.Request.CountUnsent;
import io.hardline.aspp.Request.Flush;
import io.hardline.aspp.Request.HostName;
import io.hardline.aspp.Request.InitPort;
import io.hardline.aspp.Request.ReadLines;
import io.hardline.aspp.Request.ResumeOutput;
import io.hardline.aspp.Request.SetBaudRate;
import io.hardline.aspp.Request.SetFifo;
import io.hardline.aspp.Request.SetFlowCharacters;
import io.hardline.aspp.Request.SetFlowControl;
import io.hardline.aspp.Request.SetLines;
import io.hardline.aspp.Request.SetSpeedAndMode;
import io.hardline.aspp.Request.StartBreak;
import io.hardline.aspp.Request.StartNotify;
import io.hardline.aspp.Request.StopBreak;
import io.hardline.aspp.Request.StopNotify;
import io.hardline.aspp.Request.SuspendOutput;
import io.hardline.aspp.Request.Unknown;
import io.hardline.loop.ByteQueue;
import io.hardline.loop.IoBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestParserTest {
  private static final Framing F8N1 = java.util.Objects.requireNonNull(Framing.of(0x03));

  /** Each with what it means. */
  private static final Map<String, Request> REQUESTS = new LinkedHashMap<>();

  static {
    REQUESTS.put("10 02 06 03", new SetSpeedAndMode(6, F8N1));
    REQUESTS.put("10 02 06 28", new SetSpeedAndMode(6, null));
    REQUESTS.put("11 01 00", new SetFlowControl(false, false));
    REQUESTS.put("11 01 01", new SetFlowControl(true, false));
    REQUESTS.put("11 01 02", new SetFlowControl(true, false));
    REQUESTS.put("11 01 04", new SetFlowControl(false, true));
    REQUESTS.put("11 01 0f", new SetFlowControl(true, true));
    REQUESTS.put("11 04 01 01 00 00", new SetFlowControl(true, false));
    REQUESTS.put("11 04 00 00 00 01", new SetFlowControl(false, true));
    REQUESTS.put("11 02 01 01", new Unknown(0x11));
    REQUESTS.put("12 02 00 01", new SetLines(false, true));
    REQUESTS.put("12 02 01 00", new SetLines(true, false));
    REQUESTS.put("12 01 01", new Unknown(0x12));
    REQUESTS.put("13 00", new ReadLines());
    REQUESTS.put("14 01 00", new Flush(true, false));
    REQUESTS.put("14 01 01", new Flush(false, true));
    REQUESTS.put("14 01 02", new Flush(true, true));
    REQUESTS.put("14 01 03", new Unknown(0x14));
    REQUESTS.put("15 00", new CountReceived());
    REQUESTS.put("16 00", new CountUnsent());
    REQUESTS.put("17 04 c8 00 00 00", new SetBaudRate(200));
    REQUESTS.put("17 04 08 07 00 00", new SetBaudRate(1800));
    REQUESTS.put("17 04 90 d0 03 00", new SetBaudRate(250_000));
    REQUESTS.put("17 04 40 42 0f 00", new SetBaudRate(1_000_000));
    REQUESTS.put("17 04 ff ff ff ff", new SetBaudRate(0xffff_ffffL));
    REQUESTS.put("18 02 11 13", new SetFlowCharacters(0x11, 0x13));
    REQUESTS.put("20 00", new Unknown(0x20));
    REQUESTS.put("21 00", new StartBreak());
    REQUESTS.put("22 00", new StopBreak());
    REQUESTS.put("24 00", new StartNotify());
    REQUESTS.put("25 01 00", new StopNotify());
    REQUESTS.put("26 02 20 30", new Unknown(0x26));
    REQUESTS.put("27 01 07", new Unknown(0x27));
    REQUESTS.put("28 01 07", new Alive(7));
    REQUESTS.put("2b 03 61 62 63", new HostName());
    REQUESTS.put("2c 08 06 03 01 01 00 00 01 00", new InitPort(6, F8N1, true, true, false, true));
    REQUESTS.put("2c 08 ff 03 00 01 01 01 00 01", new InitPort(255, F8N1, false, true, true, true));
    REQUESTS.put("2c 07 06 03 01 01 00 00 01", new Unknown(0x2c));
    REQUESTS.put("2e 02 01 02", new Unknown(0x2e));
    REQUESTS.put("2f 04 19 00 00 00", new AwaitSent(25));
    REQUESTS.put("2f 04 ff ff ff 7f", new AwaitSent(0x7fff_ffff));
    REQUESTS.put("30 01 10", new SetFifo());
    REQUESTS.put("33 00", new ResumeOutput());
    REQUESTS.put("34 00", new SuspendOutput());
    REQUESTS.put("39 00", new Unknown(0x39));
  }

  static List<Request> parse(byte[] input, int piece) {
    ByteQueue stream = new ByteQueue(input.length + RequestParser.REQUEST_BYTES);
    RequestParser parser = new RequestParser();
    List<Request> parsed = new ArrayList<>();
    for (int from = 0; from < input.length; from += piece) {
      IoBuffer part = new IoBuffer(piece);
      part.bytes.put(Arrays.copyOfRange(input, from, Math.min(from + piece, input.length))).flip();
      stream.put(part);
      for (Request next = parser.next(stream); next != null; next = parser.next(stream)) {
        parsed.add(next);
      }
    }
    return parsed;
  }

  @Test
  void everyRequestMeansWhatItSays() {
    REQUESTS.forEach((words, request) ->
        assertThat(parse(Driver.bytes(words), 100)).as(words).containsExactly(request));
  }

  @Test
  void rule04RequestsTogetherAndCutAtEveryByteAreTheSame() {
    byte[] all = Driver.bytes(String.join("", REQUESTS.keySet()));

    for (int piece = 1; piece <= all.length; piece++) {
      assertThat(parse(all, piece)).containsExactlyElementsOf(REQUESTS.values());
    }
  }

  @Test
  void whatALaterDriverAddsIsPassedOver() {
    assertThat(parse(Driver.bytes("12 04 01 00 07 07 | 21 00"), 3))
        .containsExactly(new SetLines(true, false), new StartBreak());
  }

  @Test
  void theLongestUnknownIsPassedOver() {
    byte[] input = new byte[RequestParser.REQUEST_BYTES + 2];
    input[0] = 0x77;
    input[1] = (byte) 0xff;
    input[RequestParser.REQUEST_BYTES] = 0x21;

    assertThat(parse(input, 50)).containsExactly(new Unknown(0x77), new StartBreak());
  }
}
