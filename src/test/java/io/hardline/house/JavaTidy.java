package io.hardline.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import io.hardline.house.SourceTree.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** What is untidy in a Java file, read by the compiler's own parser. */
final class JavaTidy extends TreeScanner<Void, Void> {
  static final int MAX_FUNCTION_LINES = 70;

  private static final Pattern BANNED_NAME =
      Pattern.compile("(Util|Utils|Helper|Manager|Impl|Common|Misc)(?![a-z])|^Abstract(?=[A-Z])");

  /** Calls, and what to use instead. */
  private static final Map<String, String> BANNED_CALLS =
      Map.of(
          "System.gc", "nothing needs it",
          "System.runFinalization", "close what was opened");

  private static final Map<String, String> BANNED_IN_TESTS =
      Map.of(
          "Thread.sleep", "wait for the condition: await().untilAsserted(...)",
          "LockSupport.parkNanos", "wait for the condition: await().untilAsserted(...)",
          "System.out.println", "assert it; a test that passes says nothing");

  /** Where a program may speak to its terminal. */
  private static final Set<String> SPEAKERS = Set.of("io.hardline", "io.hardline.cli");

  private static final Map<String, String> TERMINAL =
      Map.of(
          "System.out", "only Main and cli write to the terminal: return the text, or log an event",
          "System.err", "only Main and cli write to the terminal: return the text, or log an event",
          "System.exit", "only Main and cli end the process: return an exit code",
          "printStackTrace", "only Main and cli write to the terminal: throw, or log an event");

  private final List<String> complaints = new ArrayList<>();
  private final Source source;
  private final CompilationUnitTree unit;
  private final SourcePositions positions;
  private boolean inTestMethod;
  private int ifs;

  private JavaTidy(Source source, CompilationUnitTree unit, SourcePositions positions) {
    this.source = source;
    this.unit = unit;
    this.positions = positions;
  }

  /** {@code FILE:LINE: what is wrong; what to do}, one for each. */
  static List<String> complaints(Source source) {
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, _ -> {}, List.of("-proc:none"), null, List.of(file(source)));
    try {
      CompilationUnitTree unit = task.parse().iterator().next();
      JavaTidy tidy = new JavaTidy(source, unit, Trees.instance(task).getSourcePositions());
      tidy.scan(unit, null);
      return tidy.complaints;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JavaFileObject file(Source source) {
    return new SimpleJavaFileObject(
        URI.create("string:///" + source.path()), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source.text();
      }
    };
  }

  @Override
  public Void visitImport(ImportTree tree, Void nothing) {
    if (tree.getQualifiedIdentifier().toString().endsWith(".*")) {
      complain(tree, "import of everything; name the classes");
    }
    return super.visitImport(tree, null);
  }

  @Override
  public Void visitClass(ClassTree tree, Void nothing) {
    String name = tree.getSimpleName().toString();
    if (BANNED_NAME.matcher(name).find()) {
      complain(tree, name + " says nothing; name the one thing that it does");
    }
    return super.visitClass(tree, null);
  }

  @Override
  public Void visitMethod(MethodTree tree, Void nothing) {
    long lines = line(positions.getEndPosition(unit, tree)) - line(start(tree)) + 1;
    if (lines > MAX_FUNCTION_LINES) {
      complain(
          tree,
          "%s has %d lines, more than %d; keep the decisions and move the steps out"
              .formatted(tree.getName(), lines, MAX_FUNCTION_LINES));
    }
    inTestMethod =
        tree.getModifiers().getAnnotations().stream()
            .anyMatch(annotation -> annotation.getAnnotationType().toString().endsWith("Test"));
    return super.visitMethod(tree, null);
  }

  @Override
  public Void visitAnnotation(AnnotationTree tree, Void nothing) {
    if (tree.getAnnotationType().toString().endsWith("Disabled")) {
      complain(tree, "a test that never runs; mend it, delete it or assume what it needs");
    }
    return super.visitAnnotation(tree, null);
  }

  @Override
  public Void visitIf(IfTree tree, Void nothing) {
    scan(tree.getCondition(), null);
    ifs++;
    scan(tree.getThenStatement(), null);
    scan(tree.getElseStatement(), null);
    ifs--;
    return null;
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree tree, Void nothing) {
    String call = tree.getMethodSelect().toString();
    String last = call.substring(call.lastIndexOf('.') + 1);
    if (BANNED_CALLS.containsKey(call)) {
      complain(tree, call + ": " + BANNED_CALLS.get(call));
    }
    if (source.isTest() && BANNED_IN_TESTS.containsKey(call)) {
      complain(tree, call + ": " + BANNED_IN_TESTS.get(call));
    }
    if (inTestMethod && ifs > 0 && last.startsWith("assert") && !last.equals("assertAll")) {
      complain(tree, "assertion inside an if: it may never run; assert the condition first");
    }
    return super.visitMethodInvocation(tree, null);
  }

  @Override
  public Void visitMemberSelect(MemberSelectTree tree, Void nothing) {
    String select = tree.toString();
    String last = tree.getIdentifier().toString();
    String remedy = TERMINAL.getOrDefault(select, TERMINAL.get(last));
    String where = unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    if (remedy != null && !source.isTest() && !SPEAKERS.contains(where)) {
      complain(tree, select + ": " + remedy);
    }
    return super.visitMemberSelect(tree, null);
  }

  private void complain(Tree tree, String what) {
    complaints.add("%s:%d: %s".formatted(source.path(), line(start(tree)), what));
  }

  private long start(Tree tree) {
    return positions.getStartPosition(unit, tree);
  }

  private long line(long position) {
    return unit.getLineMap().getLineNumber(position);
  }
}
