/** Knowledge graphs from events. */
module dev.eventstreams.graph {
  requires transitive dev.eventstreams;
}
