package dev.eventstreams.graph;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.Redaction;
import dev.eventstreams.StoredEvent;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Events whose data is a sentence of three words, and names that break careless code. */
final class Samples {

  /** Quotes, markup, escapes, line ends, emoji, other scripts. */
  static final List<String> HOSTILE = List.of(
      "",
      " ",
      "\"quoted\"",
      "it's",
      "ends with a backslash\\",
      "\\\"",
      "\\N \\G \\l \\n",
      "line\nfeed",
      "carriage\rreturn\r\n",
      "\ttab\t",
      "]]>",
      "<![CDATA[",
      "<data key=\"name\">",
      "</graphml>",
      "<b>html</b>",
      "&lt;&amp;&#65;&bogus;",
      "<!-- -- -->",
      "<?pi?>",
      "%s ${x} $0",
      "} digraph { a -> b",
      "a -> b; //",
      "\ud83e\udd8a fox, \u65e5\u672c\u8a9e, \u05e9\u05dc\u05d5\u05dd",
      "a\u0300 \u202e right to left",
      "line\u2028separator");

  /** Characters that XML 1.0 cannot contain or advises against. */
  static final List<String> IMPOSSIBLE = List.of(
      "\u0000",
      "\u0008",
      "\u001b",
      "\ud83e",
      "\udd8a",
      "\udd8a\ud83e",
      "\ufffe",
      "\uffff",
      "\u0085");

  private Samples() {}

  /** Reads "Ann likes Bob" as a relation between people; returns nothing for other text. */
  static List<Relation> sentence(StoredEvent event) {
    String[] words = event.data().utf8().split(" ", -1);
    return words.length == 3 ? List.of(relation(words[0], words[1], words[2])) : List.of();
  }

  static Relation relation(String from, String type, String to) {
    return Relation.of(person(from), type, person(to));
  }

  static Node person(String name) {
    return Node.of("person", name);
  }

  static CandidateEvent said(String sentence) {
    return CandidateEvent.of("Said", sentence);
  }

  static StoredEvent event(long version, String data, boolean redacted) {
    StoredEvent.Builder event = StoredEvent.builder("s", version, "Said")
        .data(Bytes.utf8(data))
        .metadata(Map.of("by", "Ann"));
    return redacted ? event.redacted(Redaction.FORGOTTEN).build() : event.build();
  }

  static List<StoredEvent> events(String... sentences) {
    return IntStream.range(0, sentences.length)
        .mapToObj(i -> event(i + 1, sentences[i], false))
        .toList();
  }
}
