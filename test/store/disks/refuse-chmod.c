// Preloaded before the C library: a file system without modes, such as a shared folder, refuses to change them.
#include <errno.h>
#include <sys/types.h>

int chmod(const char *path, mode_t mode) {
  (void)path;
  (void)mode;
  errno = EPERM;
  return -1;
}
