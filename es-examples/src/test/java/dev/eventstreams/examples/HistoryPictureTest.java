package dev.eventstreams.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.graph.ImmutableNetwork;
import dev.eventstreams.EventStore;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.graph.Node;
import dev.eventstreams.graph.Relation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Draws pictures, and writes them to a folder where a person can view them. */
final class HistoryPictureTest {

  private static final Path PICTURES = Path.of("target", "pictures");
  private static final Path IN_DOCS = Path.of("..", "docs", "who-works-on-what.svg");

  private static final List<Sample> SAMPLES = List.of(
      new Sample("team", PictureSamples.team()),
      new Sample("hostile", PictureSamples.hostile()),
      new Sample("rows", PictureSamples.crowd(40, 30)),
      new Sample("crowd", PictureSamples.crowd(300, 90)),
      new Sample("single", PictureSamples.single()));

  record Sample(String name, ImmutableNetwork<Node, Relation> graph) {
    String draw() throws IOException {
      String svg = HistoryPicture.of(graph, "the <" + name + "> & co");
      Files.createDirectories(PICTURES);
      Files.writeString(PICTURES.resolve(name + ".svg"), svg);
      return svg;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Sample> samples() {
    return SAMPLES;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void holdsEveryPersonAndFolder(Sample sample) throws Exception {
    Set<String> told = new HashSet<>();
    for (Element title : elements(parse(sample.draw()), "title")) {
      List<String> lines = title.getTextContent().lines().toList();
      told.addAll(lines.subList(0, Math.max(1, lines.size() - 1))); // the last one counts commits
    }

    for (Node node : sample.graph().nodes()) {
      if (!node.kind().equals("history")) {
        assertTrue(told.contains(node.name()), node + " is not among " + told);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void drawsARibbonForWhatPeopleChanged(Sample sample) throws Exception {
    Document svg = parse(sample.draw());
    long changes = sample.graph().edges().stream()
        .filter(relation -> relation.type().equals(CommitRelations.CHANGED))
        .mapToLong(Relation::weight)
        .sum();

    long drawn = 0;
    for (Element path : elements(svg, "path")) {
      String title = path.getTextContent();
      String count = title.substring(title.lastIndexOf(": ") + 2).split(" ", -1)[0];
      drawn += Long.parseLong(count.replace(",", ""));
    }
    assertEquals(changes, drawn);
    assertTrue(elements(svg, "g").size() <= 2 * PictureSide.MOST_ROWS);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void rowsAndRibbonsStayInThePictureAndApart(Sample sample) throws Exception {
    Document svg = parse(sample.draw());
    double height = Double.parseDouble(svg.getDocumentElement().getAttribute("height"));
    double bottom = 0;
    int column = -1;
    for (Element row : elements(svg, "g")) {
      Element bar = (Element) row.getElementsByTagName("rect").item(0);
      int x = Integer.parseInt(bar.getAttribute("x"));
      double y = Double.parseDouble(bar.getAttribute("y"));
      if (x != column) {
        column = x;
        bottom = 100;
      }
      assertTrue(y > bottom, () -> "a bar at " + y);
      bottom = y + Double.parseDouble(bar.getAttribute("height"));
      assertTrue(bottom < height - 40);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void containsOnlyItsOwnMarkup(Sample sample) throws Exception {
    Document svg = parse(sample.draw());

    Set<String> names = new HashSet<>();
    for (Element element : elements(svg, "*")) {
      names.add(element.getTagName());
    }
    assertEquals(Set.of("svg", "title", "style", "rect", "text", "tspan", "g", "path"), names);
  }

  @Test
  void isTheSameInAnyLocale() throws Exception {
    ImmutableNetwork<Node, Relation> graph = PictureSamples.crowd(300, 90);
    String svg = HistoryPicture.of(graph, "x");
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertEquals(svg, HistoryPicture.of(PictureSamples.crowd(300, 90), "x"));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void drawsWhatTheDocumentsShow() throws Exception {
    String svg = HistoryPicture.of(PictureSamples.team(), "an invented project");
    Files.createDirectories(PICTURES);
    Path drawn = Files.writeString(PICTURES.resolve("who-works-on-what.svg"), svg);

    assertEquals(
        Files.readString(IN_DOCS),
        svg,
        () -> "copy " + drawn + " to " + IN_DOCS + " if it is right");
  }

  @Test
  void drawsTheHistoryOfARepositoryIntoAFile(@TempDir Path folder) throws Exception {
    AwkwardRepository repository = AwkwardRepository.create(folder.resolve("awkward"));
    try (EventStore store = EventStores.open("memory:")) {
      PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
      var unused = new GitHistory(repository.folder(), store, nowhere).run();
      Path picture = GitHistory.draw(store, repository.folder());
      try {
        String svg = Files.readString(picture);
        assertTrue(parse(svg).getDocumentElement().hasAttribute("viewBox"));
        assertTrue(svg.contains("10 commits by 9 people in 7 folders"), svg);
        assertTrue(svg.contains("Who works on what in awkward"), svg);
      } finally {
        Files.delete(picture);
      }
    }
  }

  private static Document parse(String svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    DocumentBuilder parser = factory.newDocumentBuilder();
    parser.setErrorHandler(null); // the parser still throws, but prints nothing
    return parser.parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
  }

  private static List<Element> elements(Document document, String name) {
    NodeList found = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    IntStream.range(0, found.getLength()).forEach(i -> elements.add((Element) found.item(i)));
    return elements;
  }
}
