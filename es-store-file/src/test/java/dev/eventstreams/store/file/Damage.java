package dev.eventstreams.store.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The kinds of damage to the files of the store {@code events}. The stores {@code other} and {@code
 * backup} are in the same folder.
 */
enum Damage {
  DELETED {
    @Override
    void happen(Path folder) throws IOException {
      Samples.delete(folder.resolve("events"));
    }
  },
  DELETED_AND_MADE_AGAIN {
    @Override
    void happen(Path folder) throws IOException {
      Samples.delete(folder.resolve("events"));
      Files.createDirectory(folder.resolve("events"));
    }
  },
  MOVED {
    @Override
    void happen(Path folder) throws IOException {
      Files.move(folder.resolve("events"), folder.resolve("moved"));
    }
  },
  REPLACED {
    @Override
    void happen(Path folder) throws IOException {
      Files.move(folder.resolve("events"), folder.resolve("moved"));
      Samples.copy(folder.resolve("other"), folder.resolve("events"));
    }
  },
  RESTORED_AS_NEW_FILES {
    @Override
    void happen(Path folder) throws IOException {
      Samples.delete(folder.resolve("events"));
      Samples.copy(folder.resolve("backup"), folder.resolve("events"));
    }
  },
  RESTORED_IN_PLACE {
    @Override
    void happen(Path folder) throws IOException {
      Path backup = folder.resolve("backup");
      for (String name : List.of("head", "00000001.jsonl")) { // into the same files, as cp does it
        Files.write(
            folder.resolve("events").resolve(name), Files.readAllBytes(backup.resolve(name)));
      }
    }
  },
  LOG_REPLACED_ALONE {
    @Override
    void happen(Path folder) throws IOException {
      byte[] log = Files.readAllBytes(log(folder));
      Files.delete(log(folder));
      Files.write(log(folder), log);
    }
  },
  LOG_DELETED_ALONE {
    @Override
    void happen(Path folder) throws IOException {
      Files.delete(log(folder));
    }
  },
  TRUNCATED {
    @Override
    void happen(Path folder) throws IOException {
      try (FileChannel log = FileChannel.open(log(folder), StandardOpenOption.WRITE)) {
        log.truncate(log.size() - 1);
      }
    }
  },
  APPENDED_TO {
    @Override
    void happen(Path folder) throws IOException {
      Files.writeString(log(folder), "\n", StandardOpenOption.APPEND);
    }
  };

  abstract void happen(Path folder) throws IOException;

  /** Returns whether the file {@code head} is missing or replaced by another file. */
  boolean replacesHead() {
    return compareTo(RESTORED_AS_NEW_FILES) <= 0;
  }

  private static Path log(Path folder) {
    return folder.resolve("events").resolve("00000001.jsonl");
  }
}
