/** Knowledge graphs from events. */
module dev.eventstreams.graph {
  requires transitive com.google.common;
  requires transitive dev.eventstreams;

  exports dev.eventstreams.graph;
}
