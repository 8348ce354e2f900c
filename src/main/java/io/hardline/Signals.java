package io.hardline;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The signals that the daemon understands, in the order in which they came. The JDK's only way to
 * hear SIGHUP is sun.misc.Signal (module jdk.unsupported); javac warns of any use by name and has
 * no switch for that, so it is found by reflection.
 */
final class Signals implements InvocationHandler {
  private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

  private final LinkedBlockingQueue<String> arrived = new LinkedBlockingQueue<>();

  Signals() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object self =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, this);
      for (String name : NAMES) {
        Object wanted = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, wanted, self);
      }
    } catch (ReflectiveOperationException missing) {
      throw new LinkageError("this JDK has no module jdk.unsupported", missing);
    }
  }

  /** SignalHandler.handle(Signal). */
  @Override
  public @Nullable Object invoke(
      Object proxy, java.lang.reflect.Method method, Object[] arguments) {
    if (method.getName().equals("handle")) {
      arrived.add(arguments[0].toString());
    }
    return null;
  }

  /** Waits for the next: {@code SIGTERM}, {@code SIGINT} or {@code SIGHUP}. */
  String next() {
    try {
      return arrived.take();
    } catch (InterruptedException interrupted) {
      return "SIGINT";
    }
  }
}
