/** The public interface of the event store, and the one its backends implement. */
module dev.eventstreams {
  requires static transitive org.jspecify;
}
