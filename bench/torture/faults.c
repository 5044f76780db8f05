/* Counts what a process writes below $FAULT_BELOW, and does as $FAULT says at the $FAULT_AT-th
 * write: "kill" (SIGKILL before it), "half" (half of it, then SIGKILL), "full" (ENOSPC from it on).
 * "count" writes the number into $FAULT_COUNT when the process ends. Loaded with LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static long seen;

static int is_below(const char *path) {
  const char *below = getenv("FAULT_BELOW");
  char here[PATH_MAX];
  if (!below || !path) return 0;
  if (path[0] != '/') {
    if (!getcwd(here, sizeof here - strlen(path) - 2)) return 0;
    strcat(strcat(here, "/"), path);
    path = here;
  }
  return strncmp(path, below, strlen(below)) == 0;
}

static int is_file_below(int fd) {
  char name[64], path[PATH_MAX];
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(name, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return path[0] == '/' && is_below(path); /* not a pipe */
}

/* 0: go on; 1: there is no room; 2: write half of it and die. */
static int fault(int takes_room) {
  const char *what = getenv("FAULT"), *at = getenv("FAULT_AT");
  seen++;
  if (!what || !at || seen < atol(at)) return 0;
  if (!strcmp(what, "kill")) kill(getpid(), SIGKILL);
  if (!strcmp(what, "half")) return 2;
  return takes_room && !strcmp(what, "full");
}

#define REAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

#define WRITES(type, name, parameters, arguments, halved, concerned, room)      \
  type name parameters {                                                        \
    if (concerned) {                                                            \
      int found = fault(room);                                                  \
      if (found == 1) { errno = ENOSPC; return -1; }                            \
      if (found == 2) { halved; kill(getpid(), SIGKILL); }                      \
    }                                                                           \
    return REAL(name) arguments;                                                \
  }

WRITES(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size),
       (void)!REAL(write)(fd, data, size / 2), is_file_below(fd), 1)
WRITES(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at),
       (void)!REAL(pwrite)(fd, data, size / 2, at), is_file_below(fd), 1)
WRITES(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at),
       (fd, data, size, at), (void)!REAL(pwrite64)(fd, data, size / 2, at), is_file_below(fd), 1)
WRITES(int, fsync, (int fd), (fd), , is_file_below(fd), 0)
WRITES(int, fdatasync, (int fd), (fd), , is_file_below(fd), 0)
WRITES(int, ftruncate, (int fd, off_t size), (fd, size), , is_file_below(fd), 0)
WRITES(int, ftruncate64, (int fd, off64_t size), (fd, size), , is_file_below(fd), 0)
WRITES(int, rename, (const char *from, const char *to), (from, to), , is_below(to), 0)
WRITES(int, renameat2, (int at, const char *from, int there, const char *to, unsigned flags),
       (at, from, there, to, flags), , is_below(to), 0)
WRITES(int, unlink, (const char *path), (path), , is_below(path), 0)
WRITES(int, rmdir, (const char *path), (path), , is_below(path), 0)
WRITES(int, mkdir, (const char *path, mode_t mode), (path, mode), , is_below(path), 1)
WRITES(int, link, (const char *from, const char *to), (from, to), , is_below(to), 1)

#define OPENS(name)                                                             \
  int name(const char *path, int flags, ...) {                                  \
    va_list all;                                                                \
    va_start(all, flags);                                                       \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(all, mode_t) : 0;      \
    va_end(all);                                                                \
    if ((flags & O_CREAT) && is_below(path) && access(path, F_OK)) {            \
      int found = fault(1);                                                     \
      if (found == 1) { errno = ENOSPC; return -1; }                            \
      if (found == 2) kill(getpid(), SIGKILL);                                  \
    }                                                                           \
    return REAL(name)(path, flags, mode);                                       \
  }

OPENS(open)
OPENS(open64)

__attribute__((destructor)) static void tell(void) {
  const char *what = getenv("FAULT"), *path = getenv("FAULT_COUNT");
  if (!what || strcmp(what, "count") || !path || !seen) return;
  FILE *file = fopen(path, "w");
  if (file) {
    fprintf(file, "%ld", seen);
    fclose(file);
  }
}
