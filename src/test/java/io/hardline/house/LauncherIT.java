package io.hardline.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The launcher on machines of its own: a directory that stands for /, with JDKs that are shell
 * scripts, and a PATH with a few tools only.
 */
class LauncherIT {
  private static final Path LAUNCHER = Path.of("hardline").toAbsolutePath();
  private static final List<String> TOOLS =
      List.of("cat", "dirname", "find", "head", "readlink", "uname");

  /** Says what it was called with and as whom, and ends with 7. */
  private static final String FAKE_JAVA =
      """
      #!/bin/sh
      echo "pid $$"
      echo "jdk $0"
      for word in "$@"; do echo "word $word"; done
      exit 7
      """;

  @TempDir Path root;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void bareMachine() throws IOException {
    for (String tool : TOOLS) {
      script("tools/" + tool, "#!/bin/sh\nexec " + whereIs(tool) + " \"$@\"\n");
    }
    environment.put("PATH", root.resolve("tools").toString());
    environment.put("HOME", root.resolve("home").toString());
    environment.put("HARDLINE_ROOT", root.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ID=debian                         | sudo apt install temurin-25-jdk",
        "ID=ubuntu                         | https://adoptium.net/installation/linux",
        "ID=fedora                         | sudo dnf install java-25-openjdk-devel",
        "ID=rocky\\nID_LIKE='rhel centos'  | sudo dnf install java-25-openjdk-devel",
        "ID=opensuse-leap\\nID_LIKE=suse   | sudo zypper install java-25-openjdk-devel",
        "ID=arch                           | sudo pacman -S",
        "ID=alpine                         | sudo apk add openjdk25",
        "ID=haiku                          | set JAVA_HOME to where it is",
      })
  void withoutJdkItSaysWhatToInstall(String osRelease, String advice) throws Exception {
    write("etc/os-release", osRelease.replace("\\n", "\n"));

    Outcome outcome = start(installedTree());

    assertThat(outcome.code()).isEqualTo(69);
    assertThat(outcome.output()).contains("no JDK 25 found", advice);
  }

  @Test
  void whereDebianHasTheJdkItNamesThatPackageAlone() throws Exception {
    write("etc/os-release", "ID=debian");
    script("tools/apt-cache", "#!/bin/sh\n[ $2 = openjdk-25-jdk-headless ] && echo found\n");

    Outcome outcome = start(installedTree());

    assertThat(outcome.output())
        .contains("sudo apt install openjdk-25-jdk-headless")
        .doesNotContain("adoptium");
  }

  @ParameterizedTest
  @CsvSource({"Linux, riscv64", "Darwin, arm64", "FreeBSD, x86_64"})
  void onAnotherMachineItSaysOneSentence(String system, String machine) throws Exception {
    Files.delete(root.resolve("tools/uname"));
    script(
        "tools/uname",
        "#!/bin/sh\ncase $1 in -s) echo %1$s ;; -m) echo %2$s ;; *) echo %1$s %2$s ;; esac\n"
            .formatted(system, machine));

    Outcome outcome = start(installedTree());

    assertThat(outcome.code()).isEqualTo(69);
    assertThat(outcome.output().lines())
        .singleElement()
        .asString()
        .contains(system, machine, "x86_64 and aarch64 only");
  }

  @Test
  void itBecomesTheJvm() throws Exception {
    jdk("usr/lib/jvm/jdk-25", "25.0.3");
    environment.put("HARDLINE_JAVA_OPTS", "-Xmx32m -Done=1");

    Outcome outcome = start(installedTree(), "run", "a b");

    assertThat(outcome.code()).isEqualTo(7);
    assertThat(outcome.output()).contains("pid " + outcome.pid() + "\n");
    assertThat(outcome.words())
        .containsSubsequence("-Xmx64m", "-Xmx32m", "-Done=1", "-cp")
        .endsWith("io.hardline.Main", "run", "a b");
  }

  @Test
  void theCacheIsUsedWhenThereIsOne() throws Exception {
    jdk("usr/lib/jvm/jdk-25", "25.0.3");
    Path launcher = installedTree();

    assertThat(start(launcher).words()).noneMatch(word -> word.contains("AOTCache"));

    write("app/hardline.aot", "");

    assertThat(start(launcher).words())
        .contains("-XX:AOTCache=" + root.toRealPath().resolve("app/hardline.aot"));
  }

  @ParameterizedTest
  @CsvSource({
    "usr/lib/jvm/java-25-openjdk-amd64, 25",
    "usr/lib64/jvm/java-25-openjdk, 25.0.1",
    "opt/java/openjdk, 25.0.3",
    "usr/java/jdk-25, 25-ea",
    "home/.sdkman/candidates/java/25.0.3-tem, 25.0.3",
  })
  void aJdkIsFoundInTheUsualPlaces(String place, String version) throws Exception {
    jdk(place, version);

    assertThat(start(installedTree()).jdk()).isEqualTo(root.resolve(place).resolve("bin/java"));
  }

  @Test
  void anotherVersionIsPassedOver() throws Exception {
    environment.put("JAVA_HOME", jdk("usr/lib/jvm/java-17", "17.0.15").toString());
    jdk("usr/lib/jvm/jdk-8u251", "1.8.0_251");
    jdk("usr/lib/jvm/java-250", "250");
    Path right = jdk("usr/lib/jvm/temurin-25", "25.0.3");

    assertThat(start(installedTree()).jdk()).isEqualTo(right.resolve("bin/java"));
  }

  @Test
  void javaHomeComesFirst() throws Exception {
    jdk("usr/lib/jvm/temurin-25", "25.0.3");
    Path mine = jdk("mine", "25.0.3");
    environment.put("JAVA_HOME", mine.toString());

    assertThat(start(installedTree()).jdk()).isEqualTo(mine.resolve("bin/java"));
  }

  @Test
  void theJdkOfJavaOnPathIsFound() throws Exception {
    Path jdk = jdk("somewhere/else", "25.0.3");
    Files.createSymbolicLink(root.resolve("tools/java"), jdk.resolve("bin/java"));

    assertThat(start(installedTree()).jdk())
        .isEqualTo(root.toRealPath().resolve("somewhere/else/bin/java"));
  }

  @Test
  void itIsFoundThroughASymbolicLink() throws Exception {
    jdk("usr/lib/jvm/jdk-25", "25.0.3");
    Path link = Files.createSymbolicLink(root.resolve("hardline"), installedTree());

    assertThat(start(link).words()).contains("io.hardline.Main");
  }

  @Test
  void aSourceTreeIsBuiltOnceAndAgainWhenASourceChanges() throws Exception {
    jdk("usr/lib/jvm/jdk-25", "25.0.3");
    Path launcher = sourceTree();

    assertThat(start(launcher).output()).contains("BUILD");
    assertThat(start(launcher).output()).doesNotContain("BUILD").contains("io.hardline.Main");

    write("tree/src/main/java/A.java", "changed");
    touchLater("tree/src/main/java/A.java");
    assertThat(start(launcher).output()).contains("BUILD");
    touchLater("tree/target/app/built");
    assertThat(start(launcher).output()).doesNotContain("BUILD");
  }

  @Test
  void aDeletedSourceIsSeen() throws Exception {
    jdk("usr/lib/jvm/jdk-25", "25.0.3");
    Path launcher = sourceTree();
    start(launcher);

    Files.delete(root.resolve("tree/src/main/java/A.java"));
    touchLater("tree/src/main/java");

    assertThat(start(launcher).output()).contains("BUILD");
  }

  @Test
  void aBuildThatFailsIsTheEnd() throws Exception {
    jdk("usr/lib/jvm/jdk-25", "25.0.3");
    Path launcher = sourceTree();
    script("tree/scripts/build-app", "#!/bin/sh\nexit 70\n");

    Outcome outcome = start(launcher);

    assertThat(outcome.code()).isEqualTo(70);
    assertThat(outcome.output()).isEmpty();
  }

  /** The flags, the class path and the JVM are those that the cache was recorded with. */
  @Test
  void theCacheOfThisBuildFits() throws Exception {
    Path built = Path.of("target/app/built");
    Path jar = Path.of("target/app/lib/hardline.jar");
    Path cache = Path.of("target/app/hardline.aot");
    assumeTrue(Files.exists(built), "built by ./hardline");
    assumeTrue(
        Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) >= 0,
        "recorded after the jar was made");
    environment.clear();
    environment.putAll(System.getenv());
    environment.put("HARDLINE_NO_BUILD", "yes");
    environment.put("HARDLINE_JAVA_OPTS", "-XX:AOTMode=on");

    assertThat(start(LAUNCHER, "--version").code()).isZero();
  }

  /** What a start of the launcher came to. */
  private record Outcome(long pid, int code, String output) {
    List<String> words() {
      return values("word ");
    }

    Path jdk() {
      return Path.of(values("jdk ").getFirst());
    }

    private List<String> values(String name) {
      return output
          .lines()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()))
          .toList();
    }
  }

  private Outcome start(Path launcher, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.pid(), process.exitValue(), output);
  }

  /** bin/hardline beside lib/, as a package installs it. */
  private Path installedTree() throws IOException {
    write("app/lib/hardline.jar", "");
    write("app/lib/other.jar", "");
    return copyLauncher("app/bin/hardline");
  }

  /** hardline beside pom.xml, with a build that takes no time. */
  private Path sourceTree() throws IOException {
    write("tree/pom.xml", "");
    write("tree/src/main/java/A.java", "");
    script(
        "tree/scripts/build-app",
        "#!/bin/sh\necho BUILD\n/bin/mkdir -p %1$s\n: >%1$s/../built\n"
            .formatted(root.resolve("tree/target/app/lib")));
    return copyLauncher("tree/hardline");
  }

  private Path copyLauncher(String name) throws IOException {
    return script(name, Files.readString(LAUNCHER));
  }

  private Path jdk(String home, String version) throws IOException {
    write(home + "/release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(home + "/bin/java", FAKE_JAVA);
    script(home + "/bin/javac", FAKE_JAVA);
    return root.resolve(home);
  }

  private Path script(String name, String text) throws IOException {
    Path file = write(name, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, text);
  }

  private void touchLater(String name) throws IOException {
    Files.setLastModifiedTime(root.resolve(name), FileTime.from(Instant.now().plusSeconds(60)));
  }

  private static Path whereIs(String tool) {
    return List.of(Path.of("/bin", tool), Path.of("/usr/bin", tool)).stream()
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }
}
