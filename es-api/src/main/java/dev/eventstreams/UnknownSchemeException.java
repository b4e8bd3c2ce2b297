package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.List;
import java.util.Set;

/** Thrown by an opening if no backend on the class path or module path serves the URL's scheme. */
public final class UnknownSchemeException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final String scheme;
  private final transient List<String> found;

  /** Creates an exception that names the scheme, the schemes that were found, and the advice. */
  public UnknownSchemeException(String scheme, Set<String> found, String advice) {
    super(
        "no backend for the scheme " + Names.quote(scheme) + "; found: "
            + found.stream().sorted().toList() + "; " + advice,
        null);
    this.scheme = scheme;
    this.found = found.stream().sorted().toList();
  }

  /** Returns the scheme of the URL. */
  public String scheme() {
    return scheme;
  }

  /** Returns the schemes that were found, sorted. */
  public List<String> found() {
    return found;
  }
}
