/*
 * A disk that fails when it is asked to: to be preloaded (LD_PRELOAD) by a process whose calls on files under one directory are
 * counted, traced, and made to fail.
 *
 * It is driven through a small file that the kit and the process map into memory (struct control); its path is in
 * FAILING_DISK_CONTROL, and that of the trace in FAILING_DISK_TRACE. No fsync reaches the real disk: what would be there after
 * a loss of power is worked out from the trace, which has a record for each call that changes something.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE, SYNC, TRUNCATE, CREATE, RENAME, UNLINK, MKDIR, LINK, KINDS };

/* What happens to the call that is chosen; a positive effect is the errno that it fails with. */
enum { SHORT = -1, HALF = -2, KILL = -3, KILL_AT_HALF = -4 };

struct control {
  int64_t kind, nth, effect, for_ever; /* the nth call of a kind; for_ever: and all of that kind after it */
  int64_t injected, traced;
  int64_t count[KINDS];
  char directory[1024]; /* without a slash at its end; empty: no call is counted */
};

struct record {
  int64_t kind, file, offset, length, path_length; /* file: its inode; offset of a SYNC: 0, or -1 if it failed */
};

static struct control *control;
static int trace = -1;
static pthread_mutex_t one_at_a_time = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static int64_t inodes[65536]; /* of the descriptors of files under the directory; 0 for all others */

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, name)

static ssize_t really_write(int fd, const void *bytes, size_t length) {
  REAL(ssize_t, "write", int, const void *, size_t);
  return real(fd, bytes, length);
}

static int really_open(const char *path, int flags, mode_t mode) {
  REAL(int, "open64", const char *, int, ...);
  return real(path, flags, mode);
}

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("FAILING_DISK_CONTROL");
  const char *trace_path = getenv("FAILING_DISK_TRACE");
  if (!path || !trace_path) return;
  int fd = really_open(path, O_RDWR, 0);
  void *memory = fd < 0 ? MAP_FAILED
      : mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  trace = really_open(trace_path, O_WRONLY | O_APPEND, 0);
  if (memory == MAP_FAILED || trace < 0) {
    perror("failing disk");
    _exit(70);
  }
  control = memory;
}

static void absolute(const char *path, char *result) {
  if (path[0] == '/' || !getcwd(result, PATH_MAX / 2)) {
    snprintf(result, PATH_MAX, "%s", path);
  } else {
    size_t length = strlen(result);
    snprintf(result + length, PATH_MAX - length, "/%s", path);
  }
}

static int is_watched(const char *path) {
  if (!control || !control->directory[0]) return 0;
  char whole[PATH_MAX];
  absolute(path, whole);
  size_t length = strlen(control->directory);
  return !strncmp(whole, control->directory, length) && (whole[length] == '/' || !whole[length]);
}

static int64_t inode_of(int fd) { return control && fd >= 0 && fd < 65536 ? inodes[fd] : 0; }

static int64_t inode_at(const char *path) {
  struct stat64 found;
  return lstat64(path, &found) ? 0 : (int64_t)found.st_ino;
}

static void note(int kind, int64_t file, int64_t offset, const char *path, const void *bytes, size_t length) {
  char whole[PATH_MAX] = "";
  if (path) absolute(path, whole);
  struct record head = {kind, file, offset, (int64_t)length, (int64_t)strlen(whole)};
  really_write(trace, &head, sizeof head);
  if (head.path_length) really_write(trace, whole, head.path_length);
  if (length) really_write(trace, bytes, length);
  __atomic_add_fetch(&control->traced, 1, __ATOMIC_SEQ_CST);
}

static void killed(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* Counts a call and returns what is to happen to it: 0, nothing. */
static int64_t effect_on(int kind) {
  int64_t n = ++control->count[kind];
  int64_t effect = control->effect;
  if (!effect || control->kind != kind || n < control->nth) return 0;
  if (n > control->nth && !control->for_ever) return 0;
  control->injected++;
  if (effect == KILL) killed();
  return effect;
}

/* Returns whether a call that writes no bytes fails; errno is set then. */
static int fails(int kind) {
  int64_t effect = effect_on(kind);
  if (effect > 0) errno = (int)effect;
  return effect > 0;
}

static void lock(void) { pthread_mutex_lock(&one_at_a_time); }

/* Unlocks and leaves errno as it was. */
static void unlock(void) {
  int error = errno;
  pthread_mutex_unlock(&one_at_a_time);
  errno = error;
}

static int do_open(const char *path, int flags, mode_t mode) {
  if (!is_watched(path)) {
    int fd = really_open(path, flags, mode);
    if (control && fd >= 0 && fd < 65536) inodes[fd] = 0;
    return fd;
  }
  lock();
  int creates = (flags & O_CREAT) && !inode_at(path);
  int fd = creates && fails(CREATE) ? -1 : really_open(path, flags, mode);
  if (fd >= 0 && fd < 65536) {
    struct stat64 found;
    inodes[fd] = fstat64(fd, &found) ? 0 : (int64_t)found.st_ino;
    if (creates) note(CREATE, inodes[fd], 0, path, NULL, 0);
    else if (flags & O_TRUNC) note(TRUNCATE, inodes[fd], 0, NULL, NULL, 0);
  }
  unlock();
  return fd;
}

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { \
    va_list arguments; \
    va_start(arguments, flags); \
    mode = va_arg(arguments, mode_t); \
    va_end(arguments); \
  }

int open(const char *path, int flags, ...) { MODE(flags) return do_open(path, flags, mode); }

int open64(const char *path, int flags, ...) { MODE(flags) return do_open(path, flags | O_LARGEFILE, mode); }

int creat(const char *path, mode_t mode) { return do_open(path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int fd) {
  REAL(int, "close", int);
  if (control && fd >= 0 && fd < 65536) inodes[fd] = 0;
  return real(fd);
}

/* Writes at an offset, or at the file's own if that is -1. */
static ssize_t do_write(int fd, const void *bytes, size_t length, off64_t offset) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  int64_t file = inode_of(fd);
  if (!file) return offset < 0 ? really_write(fd, bytes, length) : real(fd, bytes, length, offset);
  lock();
  int64_t effect = effect_on(WRITE);
  ssize_t written = -1;
  if (effect > 0) {
    errno = (int)effect;
  } else {
    size_t part = effect < 0 && length > 1 ? length / 2 : length;
    off64_t at = offset >= 0 ? offset : lseek64(fd, 0, SEEK_CUR);
    if (offset < 0 && (fcntl(fd, F_GETFL) & O_APPEND)) at = lseek64(fd, 0, SEEK_END);
    written = offset < 0 ? really_write(fd, bytes, part) : real(fd, bytes, part, offset);
    if (written > 0) note(WRITE, file, at, NULL, bytes, written);
    if (effect == KILL_AT_HALF) killed();
    if (effect == HALF) {
      errno = EIO;
      written = -1;
    }
  }
  unlock();
  return written;
}

ssize_t write(int fd, const void *bytes, size_t length) { return do_write(fd, bytes, length, -1); }

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  return do_write(fd, bytes, length, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  return do_write(fd, bytes, length, offset);
}

static ssize_t do_writev(int fd, const struct iovec *parts, int count, off64_t offset) {
  ssize_t all = 0;
  for (int i = 0; i < count; i++) {
    ssize_t written =
        do_write(fd, parts[i].iov_base, parts[i].iov_len, offset < 0 ? -1 : offset + all);
    if (written < 0) return all ? all : -1;
    all += written;
    if ((size_t)written < parts[i].iov_len) break;
  }
  return all;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  return inode_of(fd) ? do_writev(fd, parts, count, -1) : real(fd, parts, count);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  REAL(ssize_t, "pwritev", int, const struct iovec *, int, off_t);
  return inode_of(fd) ? do_writev(fd, parts, count, offset) : real(fd, parts, count, offset);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
  REAL(ssize_t, "pwritev64", int, const struct iovec *, int, off64_t);
  return inode_of(fd) ? do_writev(fd, parts, count, offset) : real(fd, parts, count, offset);
}

static int do_sync(int64_t file) {
  lock();
  int failed = fails(SYNC);
  note(SYNC, file, failed ? -1 : 0, NULL, NULL, 0);
  unlock();
  return failed ? -1 : 0;
}

int fsync(int fd) {
  REAL(int, "fsync", int);
  int64_t file = inode_of(fd);
  return file ? do_sync(file) : real(fd);
}

int fdatasync(int fd) {
  REAL(int, "fdatasync", int);
  int64_t file = inode_of(fd);
  return file ? do_sync(file) : real(fd);
}

int ftruncate64(int fd, off64_t length) {
  REAL(int, "ftruncate64", int, off64_t);
  int64_t file = inode_of(fd);
  if (!file) return real(fd, length);
  lock();
  int result = fails(TRUNCATE) ? -1 : real(fd, length);
  if (!result) note(TRUNCATE, file, length, NULL, NULL, 0);
  unlock();
  return result;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int rename(const char *from, const char *to) {
  REAL(int, "rename", const char *, const char *);
  if (!is_watched(to)) return real(from, to);
  lock();
  int result = fails(RENAME) ? -1 : real(from, to);
  if (!result) {
    char whole[PATH_MAX];
    absolute(from, whole);
    note(RENAME, inode_at(to), 0, to, whole, strlen(whole));
  }
  unlock();
  return result;
}

int link(const char *from, const char *to) {
  REAL(int, "link", const char *, const char *);
  if (!is_watched(to)) return real(from, to);
  lock();
  int result = fails(LINK) ? -1 : real(from, to);
  if (!result) note(LINK, inode_at(to), 0, to, NULL, 0);
  unlock();
  return result;
}

static int do_unlink(const char *path, int (*real)(const char *)) {
  if (!is_watched(path)) return real(path);
  lock();
  int64_t file = inode_at(path);
  int result = fails(UNLINK) ? -1 : real(path);
  if (!result) note(UNLINK, file, 0, path, NULL, 0);
  unlock();
  return result;
}

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  return do_unlink(path, real);
}

int rmdir(const char *path) {
  REAL(int, "rmdir", const char *);
  return do_unlink(path, real);
}

int remove(const char *path) {
  REAL(int, "remove", const char *);
  return do_unlink(path, real);
}

int mkdir(const char *path, mode_t mode) {
  REAL(int, "mkdir", const char *, mode_t);
  if (!is_watched(path)) return real(path, mode);
  lock();
  int result = fails(MKDIR) ? -1 : real(path, mode);
  if (!result) note(MKDIR, inode_at(path), 0, path, NULL, 0);
  unlock();
  return result;
}
