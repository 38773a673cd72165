// A disk that keeps only what was synced, for a process that this library is preloaded into.
//
// It watches one directory (the record's). Beside it lies the "platter": for each file its content as of its last
// fsync, and the directory's entries as of the directory's last fsync with every change since. When the power goes, the
// directory is rewritten from the platter and the process is killed. The platter outlives a process that is only
// killed: what that one wrote and did not sync is still in the cache for the next one, and still not on the disk.
//
// Each call that changes the directory or a file in it is a step, counted from 1; so is the return from a sync.
//
//   CELLBUS_FAULT_ROOT       the directory, an absolute path without links
//   CELLBUS_FAULT_PLATTER    where the platter lies, on the same file system; made here
//   CELLBUS_FAULT_TRACE      a file that each step is appended to
//   CELLBUS_FAULT_DIE_AT     the step before which the process dies
//   CELLBUS_FAULT_DIE_SYNC   the sync, counted from 1, before which it dies
//   CELLBUS_FAULT_KILL       1: it is killed and the power stays
//   CELLBUS_FAULT_SEED       0: every unsynced page and entry is forgotten; else a subset by this seed is kept
//   CELLBUS_FAULT_ENTRIES    1: whatever the seed, every change of the directory's entries is kept
//   CELLBUS_FAULT_FAIL_SYNC  the sync, counted from 1, that fails with EIO; its pages are dropped for good
//   CELLBUS_FAULT_FAIL_NAME  the only file whose syncs are counted for that
//   CELLBUS_FAULT_WAIT_SYNC  the sync, counted from 1, that takes as long as the file CELLBUS_FAULT_WAIT exists
//   CELLBUS_FAULT_FULL       while this file exists, no file grows: ENOSPC
//   CELLBUS_FAULT_NOW        1: the power goes now, whatever the program

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PAGE = 4096, FDS = 65536, NAMES = 64, PATH = 1024 };
enum kind { OTHER, FILE_OF_ROOT, ROOT, PARENT };

static const char *root, *platter, *trace, *full, *waiting;
static long die_at, die_sync, fail_sync, wait_sync, steps, syncs, counted;
static const char *fail_name;
static int only_killed, keeps_entries;
static uint64_t seed;
static unsigned char kinds[FDS];
// What a sync failed for. Linux tells each descriptor that was open then, once; whoever opens it later is told nothing,
// and the pages are gone all the same.
static ino_t failed;
static unsigned char told[FDS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// MARK: the system's own calls

static int sys_open(const char *path, int flags, mode_t mode) {
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, mode);
}
static void sys_close(int fd) { syscall(SYS_close, fd); }
static int sys_unlink(const char *path) { return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0); }
static int sys_fstat(int fd, struct stat *status) { return fstat(fd, status); }

static void broken(const char *what) {
  fprintf(stderr, "fault shim: %s: %s\n", what, strerror(errno));
  abort();
}

static uint64_t draw(void) {
  uint64_t mixed = seed += 0x9E3779B97F4A7C15u;
  mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
  return mixed ^ mixed >> 31;
}

// MARK: the platter

// One buffer a file: records of these tests are small.
struct content {
  char *bytes;
  size_t count;
};

static struct content read_whole(const char *path) {
  struct content content = {NULL, 0};
  int fd = sys_open(path, O_RDONLY, 0);
  if (fd < 0) return content;
  struct stat status;
  if (sys_fstat(fd, &status) != 0) broken(path);
  content.bytes = malloc((size_t)status.st_size + 1);
  if (!content.bytes) broken(path);
  ssize_t n;
  while (content.count < (size_t)status.st_size &&
         (n = read(fd, content.bytes + content.count, (size_t)status.st_size - content.count)) > 0)
    content.count += (size_t)n;
  sys_close(fd);
  return content;
}

// Whole or not at all: the process may be killed from outside as it syncs, and what was on the platter before stays.
static void write_whole(const char *path, struct content content) {
  char fresh[PATH + 8];
  snprintf(fresh, sizeof fresh, "%s.fresh", path);
  int fd = sys_open(fresh, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0) broken(path);
  for (size_t done = 0; done < content.count;) {
    ssize_t n = syscall(SYS_write, fd, content.bytes + done, content.count - done);
    if (n <= 0) broken(path);
    done += (size_t)n;
  }
  sys_close(fd);
  if (syscall(SYS_renameat2, AT_FDCWD, fresh, AT_FDCWD, path, 0) != 0) broken(path);
}

static void place(char *path, const char *kind, unsigned long number) {
  snprintf(path, PATH, "%s/%s.%lu", platter, kind, number);
}

static int exists(const char *path) { return syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0; }

// Keeps a file's number from being given to another while the platter speaks of it, and its content within reach when
// its name is gone.
static void keep_alive(const char *file, ino_t inode) {
  char live[PATH];
  place(live, "live", inode);
  if (!exists(live)) (void)syscall(SYS_linkat, AT_FDCWD, file, AT_FDCWD, live, 0);
}

struct entries {
  int count;
  struct {
    char name[256];
    unsigned long inode;
  } of[NAMES];
};

static int list(struct entries *entries) {
  entries->count = 0;
  DIR *directory = opendir(root);
  if (!directory) return 0;
  for (struct dirent *entry; (entry = readdir(directory));) {
    char path[PATH];
    struct stat status;
    if (snprintf(path, PATH, "%s/%s", root, entry->d_name) >= PATH) continue;
    if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode)) continue;
    if (entries->count == NAMES) broken("too many files");
    snprintf(entries->of[entries->count].name, 256, "%s", entry->d_name);
    entries->of[entries->count++].inode = status.st_ino;
    keep_alive(path, status.st_ino);
  }
  closedir(directory);
  return 1;
}

// The directory as it is now, as the n-th state since its last sync.
static void note_entries(unsigned long n) {
  static struct entries entries;
  static char text[NAMES * 300];
  if (!list(&entries)) return;
  size_t length = 0;
  for (int i = 0; i < entries.count; i++)
    length += (size_t)snprintf(text + length, sizeof text - length, "%lu %s\n", entries.of[i].inode, entries.of[i].name);
  char path[PATH];
  place(path, "names", n);
  write_whole(path, (struct content){text, length});
}

static unsigned long states(void) {
  char path[PATH];
  unsigned long n = 0;
  do place(path, "names", n++);
  while (exists(path));
  return n - 1;
}

static void entries_changed(void) {
  if (exists(root)) note_entries(states());
}

static void entries_synced(void) {
  char path[PATH];
  for (unsigned long n = states(); n-- > 0;) {
    place(path, "names", n);
    sys_unlink(path);
  }
  note_entries(0);
}

static void parent_synced(void) {
  char path[PATH];
  place(path, "root", 0);
  if (exists(root)) write_whole(path, (struct content){NULL, 0});
}

// (To close a file drops the process's POSIX locks on it. Nobody else is there whom they would keep out.)
static void file_synced(int fd) {
  struct stat status;
  if (sys_fstat(fd, &status) != 0) return;
  if (status.st_ino == failed) return;
  char live[PATH], data[PATH];
  place(live, "live", status.st_ino);
  place(data, "data", status.st_ino);
  struct content content = read_whole(live);
  write_whole(data, content);
  free(content.bytes);
}

// What a file holds when the power is back: its synced content, and of what was written since each page by itself.
static struct content survivor(unsigned long inode) {
  char path[PATH];
  place(path, "data", inode);
  struct content synced = read_whole(path);
  if (!seed) return synced;
  place(path, "live", inode);
  struct content cached = read_whole(path);
  size_t greater = cached.count > synced.count ? cached.count : synced.count;
  struct content mixed = {calloc(greater + 1, 1), synced.count};
  if (!mixed.bytes) broken(path);
  if (synced.count) memcpy(mixed.bytes, synced.bytes, synced.count);
  if (cached.count < synced.count && draw() % 2) mixed.count = cached.count;
  for (size_t start = 0; start < cached.count; start += PAGE) {
    size_t end = start + PAGE < cached.count ? start + PAGE : cached.count;
    if (end <= synced.count && memcmp(synced.bytes + start, cached.bytes + start, end - start) == 0) continue;
    if (draw() % 2) continue;
    memcpy(mixed.bytes + start, cached.bytes + start, end - start);
    if (end > mixed.count) mixed.count = end;
  }
  free(synced.bytes);
  free(cached.bytes);
  return mixed;
}

static void empty(const char *directory) {
  DIR *stream = opendir(directory);
  if (!stream) return;
  for (struct dirent *entry; (entry = readdir(stream));) {
    char path[PATH];
    if (entry->d_name[0] == '.' || snprintf(path, PATH, "%s/%s", directory, entry->d_name) >= PATH) continue;
    sys_unlink(path);
  }
  closedir(stream);
}

static void lose_power(void) {
  char path[PATH];
  place(path, "root", 0);
  int is_there = exists(path) || keeps_entries || (seed && draw() % 2);
  // A file system that keeps a log of its entries' changes has them in their order, up to some point.
  unsigned long count = states();
  struct content names = {NULL, 0};
  if (count) {
    place(path, "names", keeps_entries ? count - 1 : seed ? draw() % count : 0);
    names = read_whole(path);
  }
  static struct content contents[NAMES];
  static char targets[NAMES][PATH];
  int files = 0;
  if (names.bytes) {
    names.bytes[names.count] = 0;
    char *rest = names.bytes, *line;
    while ((line = strsep(&rest, "\n")) && *line) {
      char *name = NULL;
      unsigned long inode = strtoul(line, &name, 10);
      if (snprintf(targets[files], PATH, "%s/%s", root, name + 1) >= PATH) broken(name);
      contents[files++] = survivor(inode);
    }
  }
  empty(root);
  if (is_there)
    for (int i = 0; i < files; i++) write_whole(targets[i], contents[i]);
  else
    syscall(SYS_unlinkat, AT_FDCWD, root, AT_REMOVEDIR);
  empty(platter);
}

// MARK: steps

static void die(void) {
  if (!only_killed) lose_power();
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static void step(const char *what, const char *name) {
  steps++;
  if (trace) {
    char line[PATH];
    int length = snprintf(line, PATH, "%ld %s %s\n", steps, what, name);
    int fd = sys_open(trace, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd < 0 || syscall(SYS_write, fd, line, (size_t)length) != length) broken(trace);
    sys_close(fd);
  }
  if (steps == die_at) die();
}

static enum kind kind_of_path(const char *path) {
  if (!root || !path) return OTHER;
  size_t length = strlen(root);
  if (strncmp(path, root, length) == 0) {
    if (!path[length] || strcmp(path + length, "/") == 0) return ROOT;
    return path[length] == '/' && !strchr(path + length + 1, '/') ? FILE_OF_ROOT : OTHER;
  }
  size_t parent = (size_t)(strrchr(root, '/') - root);
  if (strncmp(path, root, parent) == 0 && (!path[parent] || strcmp(path + parent, "/") == 0)) return PARENT;
  return OTHER;
}

static enum kind kind_of(int fd) { return fd >= 0 && fd < FDS ? (enum kind)kinds[fd] : OTHER; }

static int is_file(int fd) {
  struct stat status;
  return kind_of(fd) == FILE_OF_ROOT && sys_fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

static const char *name_of(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static const char *name_of_fd(int fd) {
  static char target[PATH];
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(path, target, sizeof target - 1);
  target[length > 0 ? length : 0] = 0;
  return name_of(target);
}

__attribute__((constructor)) static void begin(void) {
  const char *number;
  platter = getenv("CELLBUS_FAULT_PLATTER");
  trace = getenv("CELLBUS_FAULT_TRACE");
  full = getenv("CELLBUS_FAULT_FULL");
  waiting = getenv("CELLBUS_FAULT_WAIT");
  if ((number = getenv("CELLBUS_FAULT_DIE_AT"))) die_at = atol(number);
  if ((number = getenv("CELLBUS_FAULT_DIE_SYNC"))) die_sync = atol(number);
  if ((number = getenv("CELLBUS_FAULT_KILL"))) only_killed = atoi(number);
  if ((number = getenv("CELLBUS_FAULT_ENTRIES"))) keeps_entries = atoi(number);
  if ((number = getenv("CELLBUS_FAULT_SEED"))) seed = strtoull(number, NULL, 10);
  if ((number = getenv("CELLBUS_FAULT_FAIL_SYNC"))) fail_sync = atol(number);
  fail_name = getenv("CELLBUS_FAULT_FAIL_NAME");
  if ((number = getenv("CELLBUS_FAULT_WAIT_SYNC"))) wait_sync = atol(number);
  root = getenv("CELLBUS_FAULT_ROOT");
  if (!root || !platter) {
    root = NULL;
    return;
  }
  if (getenv("CELLBUS_FAULT_NOW")) {
    if (exists(platter)) lose_power();
    _exit(0);
  }
  (void)syscall(SYS_mkdirat, AT_FDCWD, platter, 0700);
  if (states()) return;
  // What is there when the machine comes up is what the disk holds.
  parent_synced();
  static struct entries entries;
  if (!list(&entries)) return;
  note_entries(0);
  for (int i = 0; i < entries.count; i++) {
    char live[PATH], data[PATH];
    place(live, "live", entries.of[i].inode);
    place(data, "data", entries.of[i].inode);
    struct content content = read_whole(live);
    write_whole(data, content);
    free(content.bytes);
  }
}

// MARK: what stands before the C library's

static int opened(int directory, const char *path, int flags, mode_t mode) {
  enum kind kind = kind_of_path(path);
  if (kind == OTHER) {
    int fd = (int)syscall(SYS_openat, directory, path, flags, mode);
    if (fd >= 0 && fd < FDS) kinds[fd] = OTHER;
    return fd;
  }
  pthread_mutex_lock(&lock);
  int is_new = kind == FILE_OF_ROOT && flags & O_CREAT && !exists(path);
  if (is_new) step("create", name_of(path));
  if (flags & O_TRUNC && !is_new) step("truncate", name_of(path));
  int fd = (int)syscall(SYS_openat, directory, path, flags, mode);
  int code = errno;
  struct stat status;
  if (fd >= 0 && fd < FDS) {
    kinds[fd] = (unsigned char)kind;
    told[fd] = failed && sys_fstat(fd, &status) == 0 && status.st_ino == failed;
  }
  if (fd >= 0 && is_new) entries_changed();
  pthread_mutex_unlock(&lock);
  errno = code;
  return fd;
}

#define MODE(flags, mode)                                       \
  mode_t mode = 0;                                              \
  if ((flags) & O_CREAT || ((flags) & O_TMPFILE) == O_TMPFILE) { \
    va_list rest;                                               \
    va_start(rest, flags);                                      \
    mode = va_arg(rest, mode_t);                                \
    va_end(rest);                                               \
  }

int open(const char *path, int flags, ...) {
  MODE(flags, mode)
  return opened(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
  MODE(flags, mode)
  return opened(AT_FDCWD, path, flags, mode);
}
int openat(int directory, const char *path, int flags, ...) {
  MODE(flags, mode)
  return opened(directory, path, flags, mode);
}
int openat64(int directory, const char *path, int flags, ...) {
  MODE(flags, mode)
  return opened(directory, path, flags, mode);
}
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int fd) {
  if (fd >= 0 && fd < FDS) kinds[fd] = OTHER;
  return (int)syscall(SYS_close, fd);
}

// At -1 the descriptor's own place.
static ssize_t written(int fd, const struct iovec *parts, int count, off_t at) {
  if (!is_file(fd)) {
    if (at >= 0) return syscall(SYS_pwritev, fd, parts, count, (long)at, 0L);
    return syscall(SYS_writev, fd, parts, count);
  }
  pthread_mutex_lock(&lock);
  step("write", name_of_fd(fd));
  ssize_t result;
  struct stat status;
  off_t end = at >= 0 ? at : lseek(fd, 0, SEEK_CUR);
  for (int i = 0; i < count; i++) end += (off_t)parts[i].iov_len;
  if (full && exists(full) && sys_fstat(fd, &status) == 0 && end > status.st_size) {
    result = -1;
    errno = ENOSPC;
  } else if (at >= 0) {
    result = syscall(SYS_pwritev, fd, parts, count, (long)at, 0L);
  } else {
    result = syscall(SYS_writev, fd, parts, count);
  }
  int code = errno;
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}

ssize_t write(int fd, const void *bytes, size_t count) {
  if (kind_of(fd) != FILE_OF_ROOT) return syscall(SYS_write, fd, bytes, count);
  return written(fd, &(struct iovec){(void *)bytes, count}, 1, -1);
}
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  return written(fd, &(struct iovec){(void *)bytes, count}, 1, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) { return pwrite(fd, bytes, count, at); }
ssize_t writev(int fd, const struct iovec *parts, int count) { return written(fd, parts, count, -1); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return written(fd, parts, count, at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return written(fd, parts, count, at); }

int ftruncate(int fd, off_t length) {
  if (!is_file(fd)) return (int)syscall(SYS_ftruncate, fd, length);
  pthread_mutex_lock(&lock);
  step("truncate", name_of_fd(fd));
  int result = (int)syscall(SYS_ftruncate, fd, length);
  pthread_mutex_unlock(&lock);
  return result;
}
int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

static int synced(int fd, long call) {
  enum kind kind = kind_of(fd);
  if (kind == OTHER) return (int)syscall(call, fd);
  pthread_mutex_lock(&lock);
  char name[256];
  snprintf(name, sizeof name, "%s", name_of_fd(fd));
  step("sync", name);
  if (syncs + 1 == die_sync) die();
  if (waiting && syncs + 1 == wait_sync) {
    pthread_mutex_unlock(&lock);
    while (exists(waiting)) usleep(1000);
    pthread_mutex_lock(&lock);
  }
  int result = 0;
  struct stat status;
  if (sys_fstat(fd, &status) != 0) broken(name);
  ++syncs;
  if ((!fail_name || strcmp(name, fail_name) == 0) && ++counted == fail_sync) failed = status.st_ino;
  if (failed == status.st_ino && !told[fd]) {
    told[fd] = 1;
    result = -1;
  } else {
    // The platter is the disk: nothing need wait for the real one.
    if (kind == FILE_OF_ROOT) file_synced(fd);
    if (kind == ROOT && status.st_ino != failed) entries_synced();
    if (kind == PARENT) parent_synced();
    step("synced", name);
  }
  pthread_mutex_unlock(&lock);
  if (result != 0) errno = EIO;
  return result;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

static int renamed(int from_directory, const char *from, int to_directory, const char *to, unsigned flags) {
  if (kind_of_path(from) != FILE_OF_ROOT && kind_of_path(to) != FILE_OF_ROOT)
    return (int)syscall(SYS_renameat2, from_directory, from, to_directory, to, flags);
  pthread_mutex_lock(&lock);
  step("rename", name_of(to));
  int result = (int)syscall(SYS_renameat2, from_directory, from, to_directory, to, flags);
  int code = errno;
  if (result == 0) entries_changed();
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}
int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return renamed(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
  return renamed(a, from, b, to, flags);
}

static int linked(int from_directory, const char *from, int to_directory, const char *to, int flags) {
  if (kind_of_path(to) != FILE_OF_ROOT)
    return (int)syscall(SYS_linkat, from_directory, from, to_directory, to, flags);
  pthread_mutex_lock(&lock);
  step("link", name_of(to));
  int result = (int)syscall(SYS_linkat, from_directory, from, to_directory, to, flags);
  int code = errno;
  if (result == 0) entries_changed();
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}
int link(const char *from, const char *to) { return linked(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int a, const char *from, int b, const char *to, int flags) { return linked(a, from, b, to, flags); }

static int unlinked(int directory, const char *path, int flags) {
  if (kind_of_path(path) != FILE_OF_ROOT) return (int)syscall(SYS_unlinkat, directory, path, flags);
  pthread_mutex_lock(&lock);
  if (exists(path)) step("unlink", name_of(path));
  int result = (int)syscall(SYS_unlinkat, directory, path, flags);
  int code = errno;
  if (result == 0) entries_changed();
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}
int unlink(const char *path) { return unlinked(AT_FDCWD, path, 0); }
int unlinkat(int directory, const char *path, int flags) { return unlinked(directory, path, flags); }

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset) {
  if (kind_of(fd) == FILE_OF_ROOT && flags & MAP_SHARED) {
    pthread_mutex_lock(&lock);
    step("map", name_of_fd(fd));
    pthread_mutex_unlock(&lock);
  }
  return (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset);
}
void *mmap64(void *address, size_t length, int protection, int flags, int fd, off64_t offset) {
  return mmap(address, length, protection, flags, fd, offset);
}
