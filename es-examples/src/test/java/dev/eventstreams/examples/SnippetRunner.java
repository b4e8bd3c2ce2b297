package dev.eventstreams.examples;

import dev.eventstreams.EventStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the statements of a snippet as the body of a method, with every warning an error, and runs it. */
final class SnippetRunner {

  private final Path folder;

  /** Creates a runner that works in an empty folder. */
  SnippetRunner(Path folder) {
    this.folder = folder;
  }

  /**
   * Runs the snippet on the store, or on stores that the snippet opens itself, and returns the
   * lines that it prints.
   */
  List<String> run(Snippet snippet, EventStore store) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    compile(source(snippet));
    URL[] classes = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader());
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      loader
          .loadClass("Example")
          .getMethod("run", EventStore.class, PrintStream.class)
          .invoke(null, store, out);
    }
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  // A snippet that opens a store may name its variable freely. Its SQLite file is put into the
  // folder.
  private String source(Snippet snippet) {
    boolean opens = snippet.opensStore();
    String code = snippet
        .code()
        .replace("System.out.", "out.")
        .replaceAll("sqlite:(\\w+\\.db)", Matcher.quoteReplacement("sqlite:" + folder) + "/$1");
    return String.format(Locale.ROOT, """
      import static dev.eventstreams.EventFilter.*;

      import com.google.common.graph.ImmutableNetwork;
      import dev.eventstreams.*;
      import dev.eventstreams.core.*;
      import dev.eventstreams.graph.*;
      import java.io.PrintStream;
      import java.time.Duration;
      import java.util.*;

      public final class Example {
        public static void run(EventStore %s, PrintStream out) throws Exception {
          EventStream claims%s = %1$s.stream("user-123");
          %s
        }
      }
      """, opens ? "given" : "store", opens ? "OfGiven" : "", code);
  }

  private void compile(String source) throws IOException {
    Path file = folder.resolve("Example.java");
    Files.writeString(file, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled = compiler
          .getTask(
              errors,
              files,
              null,
              List.of("-Xlint:all", "-Werror", "-d", folder.toString(), "-cp", classPath()),
              null,
              files.getJavaFileObjects(file))
          .call();
      if (!compiled) {
        throw new AssertionError("does not compile:\n" + errors + "\n" + source);
      }
    }
  }

  // Surefire starts the JVM with one jar that only refers to other jars.
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
