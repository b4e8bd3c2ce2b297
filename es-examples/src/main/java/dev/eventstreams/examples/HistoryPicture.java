package dev.eventstreams.examples;

import com.google.common.graph.Network;
import dev.eventstreams.examples.PictureLayout.Bar;
import dev.eventstreams.examples.PictureLayout.Ribbon;
import dev.eventstreams.examples.PictureSide.Row;
import dev.eventstreams.graph.Node;
import dev.eventstreams.graph.Relation;
import java.util.Locale;

/**
 * Draws who works on what as an SVG: people on the left, folders on the right, and ribbons between
 * them whose thickness grows with the number of commits. The same graph gives the same text.
 * Tooltips contain the full names of rows that are shortened or shared.
 */
final class HistoryPicture {

  private static final int WIDTH = 1000;
  private static final int LABELS = 270;
  private static final int BAR = 12;
  private static final int FROM = LABELS + BAR;
  private static final int TO = WIDTH - FROM;
  private static final int TOP = 112;
  private static final int BOTTOM = 52;
  private static final int FONT = 13;
  private static final double LABEL_EMS = (LABELS - 90.0) / FONT;

  private static final String[] COLOURS = {
    "#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#e15759", "#499894", "#d4a017", "#9c755f"
  };
  private static final String OTHERS = "#8d99a6";

  private static final String NOTE =
      "The thicker a ribbon, the more commits of that person change that folder. One commit may change several.";

  private static final String STYLE = """
      <style>
      text { font: 13px system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; fill: #1f2933 }
      .heading { font-size: 21px; font-weight: 600 }
      .quiet { fill: #616e7c; font-size: 12px }
      .left { text-anchor: end }
      tspan { unicode-bidi: isolate }
      .ribbon { fill-opacity: .42 }
      .ribbon:hover { fill-opacity: .9 }
      </style>
      <rect width="100%" height="100%" fill="#ffffff"/>
      """;

  private final PictureSide people;
  private final PictureSide folders;
  private final PictureLayout layout;
  private final StringBuilder out = new StringBuilder();

  private HistoryPicture(Network<Node, Relation> graph) {
    people = PictureSide.of(graph, CommitRelations.PERSON, CommitRelations.COMMITTED);
    folders = PictureSide.of(graph, CommitRelations.FOLDER, CommitRelations.CHANGED);
    long[][] commits = new long[people.rows().size()][folders.rows().size()];
    for (Relation relation : graph.edges()) {
      if (relation.type().equals(CommitRelations.CHANGED)) {
        commits[people.row(relation.from())][folders.row(relation.to())] += relation.weight();
      }
    }
    layout = PictureLayout.of(commits, folders.rows().size());
  }

  /** Returns the picture of a graph of {@link CommitRelations}. */
  static String of(Network<Node, Relation> graph, String repository) {
    return new HistoryPicture(graph).draw(repository);
  }

  private String draw(String repository) {
    heading("Who works on what in " + repository);
    columnHeads();
    layout.ribbons().forEach(this::ribbon);
    for (int i = 0; i < people.rows().size(); i++) {
      Row person = people.rows().get(i);
      row(person, layout.left().get(i), person(person), true, personColour(i));
    }
    for (int i = 0; i < folders.rows().size(); i++) {
      Row folder = folders.rows().get(i);
      row(folder, layout.right().get(i), folder(folder), false, folderColour(i));
    }
    line(String.format(
        Locale.ROOT,
        "<text class=\"quiet\" x=\"24\" y=\"%s\">%s</text>",
        y(layout.height() + 32),
        NOTE));
    return out.append("</svg>\n").toString();
  }

  private void heading(String title) {
    line(String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$s\" height=\"%2$s\" viewBox=\"0 0 %1$s %2$s\" role=\"img\">",
        WIDTH,
        (int) Math.ceil(TOP + layout.height() + BOTTOM)));
    line(String.format(Locale.ROOT, "<title>%s</title>", PictureText.xml(title)));
    out.append(STYLE);
    line(String.format(
        Locale.ROOT,
        "<text class=\"heading\" x=\"24\" y=\"40\">%s</text>",
        PictureText.xml(PictureText.fitting(title, 42))));
    line(String.format(
        Locale.ROOT,
        "<text class=\"quiet\" x=\"24\" y=\"62\">%s by %s in %s</text>",
        count(people.commits(), "commit", "commits"),
        count(people.nodes(), "person", "people"),
        count(folders.nodes(), "folder", "folders")));
  }

  private void columnHeads() {
    line(String.format(
        Locale.ROOT,
        "<text class=\"quiet left\" x=\"%s\" y=\"%s\">people and their commits</text>",
        LABELS - 10,
        TOP - 14));
    line(String.format(
        Locale.ROOT,
        "<text class=\"quiet\" x=\"%s\" y=\"%s\">folders and commits to them</text>",
        WIDTH - LABELS + 10,
        TOP - 14));
  }

  // The ribbon is filled, not stroked, so its vertical thickness is the same everywhere, and
  // neighbours touch.
  private void ribbon(Ribbon ribbon) {
    double half = ribbon.thickness() / 2;
    line(String.format(
        Locale.ROOT,
        "<path class=\"ribbon\" fill=\"%s\" d=\"M%sV%s%sZ\"><title>%s \u2192 %s: %s</title></path>",
        people.nodes() == 1 ? folderColour(ribbon.to()) : personColour(ribbon.from()),
        FROM + " " + y(ribbon.start() - half)
            + curve(TO, ribbon.start() - half, ribbon.end() - half),
        y(ribbon.end() + half),
        curve(FROM, ribbon.end() + half, ribbon.start() + half),
        PictureText.xml(person(people.rows().get(ribbon.from()))),
        PictureText.xml(folder(folders.rows().get(ribbon.to()))),
        count(ribbon.commits(), "commit", "commits")));
  }

  /** Returns the rest of a path, from one height in the layout to another. */
  private static String curve(int to, double start, double end) {
    int middle = (FROM + TO) / 2;
    return String.format(
        Locale.ROOT, "C%s %s %s %s %s %s", middle, y(start), middle, y(end), to, y(end));
  }

  private void row(Row row, Bar bar, String name, boolean left, String colour) {
    line(String.format(
        Locale.ROOT,
        "<g><title>%s</title><rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>",
        PictureText.xml(String.join("\n", row.members())) + "\n"
            + count(row.commits(), "commit", "commits"),
        left ? LABELS : TO,
        y(bar.top()),
        BAR,
        number(bar.height()),
        colour));
    line(String.format(
        Locale.ROOT,
        "<text%s x=\"%s\" y=\"%s\"><tspan>%s</tspan><tspan class=\"quiet\" dx=\"7\">%s</tspan></text></g>",
        left ? " class=\"left\"" : "",
        left ? LABELS - 10 : WIDTH - LABELS + 10,
        y(bar.middle() + 4.5),
        PictureText.xml(PictureText.fitting(name, LABEL_EMS)),
        number(row.commits())));
  }

  private static String person(Row row) {
    String name = row.members().get(0);
    if (row.shared()) {
      return count(row.members().size(), "more person", "more people");
    }
    return name.isBlank() ? "(no name)" : name;
  }

  private static String folder(Row row) {
    String name = row.members().get(0);
    if (row.shared()) {
      return count(row.members().size(), "more folder", "more folders");
    }
    return name.equals(".") ? "(outside of folders)" : name + "/";
  }

  private String personColour(int row) {
    if (people.nodes() == 1) {
      return OTHERS;
    }
    return row < COLOURS.length && !people.rows().get(row).shared() ? COLOURS[row] : OTHERS;
  }

  // Folders have colours only if there is one person: otherwise all ribbons would have the same
  // colour.
  private String folderColour(int row) {
    return people.nodes() == 1 ? COLOURS[row % COLOURS.length] : OTHERS;
  }

  private static String count(long number, String one, String many) {
    return number(number) + " " + (number == 1 ? one : many);
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Converts a height in the layout into a height in the picture. */
  private static String y(double inLayout) {
    return number(TOP + inLayout);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
