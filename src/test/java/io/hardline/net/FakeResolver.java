package io.hardline.net;

import io.hardline.loop.Loop;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Names that the test knows, when it likes; addresses are known at once. Loop thread only. */
public final class FakeResolver implements Resolver {
  private final List<Question> pending = new ArrayList<>();
  private int asked;

  /** The names that are being looked up now. */
  public List<String> pending() {
    return pending.stream().map(Question::host).toList();
  }

  /** How many names were asked for so far. */
  public int asked() {
    return asked;
  }

  /** What was asked for first has these addresses. */
  public void answer(String... addresses) {
    Question question = pending.removeFirst();
    List<InetAddress> found = Stream.of(addresses).map(InetAddress::ofLiteral).toList();
    question.loop.post(() -> question.answer.resolved(question.host, found));
  }

  /** What was asked for first is not found. */
  public void fail(String cause) {
    Question question = pending.removeFirst();
    question.loop.post(() -> question.answer.unresolved(cause));
  }

  @Override
  public Attempt resolve(Loop loop, String host, Answer answer) {
    if (Character.isDigit(host.charAt(0))) {
      loop.soon(() -> answer.resolved("", List.of(InetAddress.ofLiteral(host))));
      return () -> {};
    }
    Question question = new Question(loop, host, answer);
    asked++;
    pending.add(question);
    return () -> pending.remove(question);
  }

  private record Question(Loop loop, String host, Answer answer) {}
}
