package com.example.logstore;

import dev.eventstreams.tck.Kit;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogKitTest {

  @Test
  void keepsTheContract(@TempDir Path folder) {
    Kit.run("log:" + folder.resolve("{n}.log")).verify();
  }
}
