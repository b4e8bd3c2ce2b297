package dev.eventstreams.store.postgres;

import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Another process: for each URL that it is told, opens a store there, appends an event, closes the store and says so. */
final class Opener {

  private Opener() {}

  public static void main(String[] arguments) throws Exception {
    BufferedReader urls =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String url = urls.readLine(); url != null; url = urls.readLine()) {
      try (StorageHandle store = Samples.open(StoreUrl.parse(url))) {
        store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
        System.out.println("done");
      } catch (RuntimeException e) {
        System.out.println(e);
      }
    }
  }
}
