package dev.eventstreams.examples;

import com.google.common.graph.ImmutableNetwork;
import dev.eventstreams.EventStore;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.examples.Commit.FileChange;
import dev.eventstreams.graph.Node;
import dev.eventstreams.graph.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Histories to draw: a typical one, and others that are difficult to draw. */
final class PictureSamples {

  private static final List<String> HOSTILE = List.of(
      "Robert <b>Tables</b> & \"Sons\"",
      "]]> </title></svg><script>alert(1)</script>",
      "O'Brien &amp; &lt;co&gt; &#65;",
      "%s %d %n",
      "\ud83e\udd8a\ud83e\udd8a fox",
      "\u5c71\u7530\u592a\u90ce\u3068\u975e\u5e38\u306b\u9577\u3044\u540d\u524d\u306e\u4eba\u305f\u3061",
      "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
      "Maximiliana Friederike Charlotte von und zu Hohenberg-Wittelsbach-Trauttmansdorff the Third",
      "MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM",
      " ",
      "");

  private final List<Commit> commits = new ArrayList<>();

  /** An invented project of a few people. */
  static ImmutableNetwork<Node, Relation> team() {
    PictureSamples team = new PictureSamples();
    team.commits(64, "Ama Mensah", "api", "core");
    team.commits(22, "Ama Mensah", "docs");
    team.commits(41, "Jonas Weber", "core", "storage");
    team.commits(18, "Jonas Weber", "benchmarks");
    team.commits(35, "Mei Tanaka", "storage");
    team.commits(12, "Mei Tanaka", "api", "docs");
    team.commits(16, "Luc\u00eda Ortega", "web", "docs");
    team.commits(9, "Luc\u00eda Ortega", "api");
    team.commits(7, "Noor Haddad", "web");
    team.commits(3, "Noor Haddad", ".");
    team.commits(2, "Sam Okafor", "docs", ".");
    return team.graph();
  }

  /** Names that are markup, wide, long or blank, and a person who changed nothing. */
  static ImmutableNetwork<Node, Relation> hostile() {
    PictureSamples hostile = new PictureSamples();
    for (int i = 0; i < HOSTILE.size(); i++) {
      hostile.commits(i + 1, HOSTILE.get(i), HOSTILE.get(i), HOSTILE.get((i * 3) % 7));
    }
    hostile.commits(2, "Merges only");
    return hostile.graph();
  }

  /** Random commits of many people to many folders. */
  static ImmutableNetwork<Node, Relation> crowd(int people, int folders) {
    Random random = new Random(7);
    PictureSamples crowd = new PictureSamples();
    for (int i = 0; i < people; i++) {
      for (int j = 0; j <= random.nextInt(4); j++) {
        int folder = (int) (folders * Math.pow(random.nextDouble(), 2));
        crowd.commits(1 + random.nextInt(1 + 300 / (i + 1)), "Person " + i, "module-" + folder);
      }
    }
    return crowd.graph();
  }

  /** One commit of one person. */
  static ImmutableNetwork<Node, Relation> single() {
    PictureSamples single = new PictureSamples();
    single.commits(1, "Ama Mensah", "api");
    return single.graph();
  }

  private void commits(int count, String author, String... folders) {
    List<FileChange> files = new ArrayList<>();
    for (String folder : folders) {
      String path = folder.equals(".") ? "README" : folder + "/file";
      files.add(new FileChange(path, null, 1, 0, false));
    }
    for (int i = 0; i < count; i++) {
      String hash = Integer.toString(commits.size());
      commits.add(new Commit(hash, 1, 0, 0, author, "a@example.com", "Change", files));
    }
  }

  private ImmutableNetwork<Node, Relation> graph() {
    try (EventStore store = EventStores.open("memory:")) {
      var unused = new CommitAppender(store).append(commits.iterator(), commits.size(), done -> {});
      return CommitRelations.graph(store);
    }
  }
}
