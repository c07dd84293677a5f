// Preloaded before the C library. While the file $FAILING_DISK exists, writes and flushes of a store's files fail with EIO,
// as on a disk that is broken or was pulled out.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(int fd) {
  const char *file = getenv("FAILING_DISK");
  char link[32] = "/proc/self/fd/", target[4096], digits[12];
  int n = 0, at = 14;
  ssize_t length;
  if (!file || access(file, F_OK) != 0) return 0;
  do digits[n++] = '0' + fd % 10; while (fd /= 10);
  while (n) link[at++] = digits[--n];
  length = readlink(link, target, sizeof target - 1);
  if (length < 0) return 0;
  target[length] = 0;
  return strstr(target, "streams.db") != NULL;
}

#define FORWARD(type, name, parameters, arguments)                                   \
  type name parameters {                                                             \
    static type(*real) parameters;                                                   \
    if (!real) real = (type(*) parameters)dlsym(RTLD_NEXT, #name);                   \
    if (fails(fd)) { errno = EIO; return -1; }                                       \
    return real arguments;                                                           \
  }

FORWARD(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
FORWARD(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
FORWARD(ssize_t, pwrite64, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
FORWARD(int, fsync, (int fd), (fd))
FORWARD(int, fdatasync, (int fd), (fd))
