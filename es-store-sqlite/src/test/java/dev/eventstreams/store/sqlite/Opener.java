package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.StorageHandle;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Another process: for each path on its standard input, opens a store there, appends an event,
 * closes the store and prints the result.
 */
final class Opener {

  private Opener() {}

  public static void main(String[] arguments) throws Exception {
    BufferedReader paths =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String path = paths.readLine(); path != null; path = paths.readLine()) {
      try (StorageHandle store = Samples.open(Path.of(path))) {
        store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
        System.out.println("done");
      } catch (RuntimeException e) {
        System.out.println(e);
      }
    }
  }
}
