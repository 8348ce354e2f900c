package io.hardline.tty;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs the guest's tests inside the guest: a line for each on the console, then the sum. */
public final class GuestMain {
  private static final List<String> TESTS =
      List.of("io.hardline.tty.GuestTtyTest", "io.hardline.mode.rfc2217.GuestRfc2217Test");

  private GuestMain() {}

  public static void main(String[] args) {
    PrintWriter console = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(TESTS.stream().map(name -> DiscoverySelectors.selectClass(name)).toList())
            .build();
    LauncherFactory.create().execute(request, summary, new Lines(console));
    summary.getSummary().printFailuresTo(console, 12);
    long passed = summary.getSummary().getTestsSucceededCount();
    long failed = summary.getSummary().getTotalFailureCount();
    console.println("GUEST TESTS passed " + passed + ", failed " + failed);
    System.exit(failed == 0 && passed > 0 ? 0 : 1);
  }

  private record Lines(PrintWriter console) implements TestExecutionListener {
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        console.println(result.getStatus() + " " + test.getDisplayName());
      }
    }
  }
}
