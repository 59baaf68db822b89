/* Stands between a process of the tests and its disk; loaded by LD_PRELOAD, see shim.py.
 *
 * It watches the files below SHIM_ROOT. With SHIM_LOG it writes down, in one order, whatever
 * changes them, every sync, and what the program acknowledged meanwhile: enough to rebuild the
 * disk as it may be after a power cut at any point. Armed, it lets the n-th call of a kind fail.
 * With SHIM_NAMES_ONLY it writes down names and no content, of this process and all it starts.
 * Calls go to the kernel by syscall(2), so it needs nothing of the library it stands before.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPEN = 1, WRITE, TRUNCATE, SYNC, RENAME, UNLINK, LINK, MKDIR, RMDIR, CLOSE, ACK, READ };
enum { SHORT_WRITE = -1 };
#define MOST_FILES 4096

struct record {
    uint8_t op, flag;
    uint16_t other_bytes; /* second path of rename and link, or 0 */
    int32_t file;
    int64_t at;
    uint32_t path_bytes, data_bytes;
} __attribute__((packed));

static char root[PATH_MAX];
static size_t root_bytes;
static int log_file = -1;
static pid_t owner;
static int names_only, is_active;
static unsigned char watched[MOST_FILES];
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

static unsigned armed_ops;
static long armed_at, seen, fired;
static int armed_errno, armed_stays;

__attribute__((constructor)) static void start(void)
{
    const char *name = getenv("SHIM_ROOT");
    owner = getpid();
    if (name) /* "/" becomes nothing, and everything lies below that */
        root_bytes = (size_t)snprintf(root, sizeof root, "%s", strcmp(name, "/") ? name : "");
    names_only = getenv("SHIM_NAMES_ONLY") != NULL;
    is_active = name != NULL;
    name = getenv("SHIM_LOG");
    if (name)
        log_file = (int)syscall(SYS_openat, AT_FDCWD, name,
                                O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (!names_only)
        unsetenv("LD_PRELOAD"); /* processes that this one starts write elsewhere */
}

/* Call with `order` held. */
static void note(int op, int flag, int file, int64_t at, const char *path, const char *other,
                 const void *data, size_t bytes)
{
    if (log_file < 0 || (names_only && (op == WRITE || op == SYNC || op == CLOSE)))
        return;
    struct record record = {(uint8_t)op, (uint8_t)flag, (uint16_t)(other ? strlen(other) : 0),
                            file, at, (uint32_t)(path ? strlen(path) : 0), (uint32_t)bytes};
    /* One call, so that processes that share the log do not tear each other's lines apart. */
    struct iovec parts[] = {{&record, sizeof record},
                            {(void *)path, record.path_bytes},
                            {(void *)other, record.other_bytes},
                            {(void *)data, bytes}};
    size_t whole = sizeof record + record.path_bytes + record.other_bytes + bytes;
    if (syscall(SYS_writev, log_file, parts, 4) != (ssize_t)whole) {
        /* A child of vfork(2) that closes what it must not inherit, just before it turns into
         * another program: it shares this memory, `order` included, so it must not die here. */
        if (errno == EBADF && getpid() != owner)
            return;
        abort();
    }
}

static int is_watched(int file)
{
    return file >= 0 && file < MOST_FILES && watched[file];
}

/* Absolute name of `path`, and whether it lies below the root. */
static int below(int folder, const char *path, char *full)
{
    char base[PATH_MAX] = "";
    if (path[0] == '/') {
        snprintf(full, PATH_MAX, "%s", path);
    } else {
        if (folder == AT_FDCWD) {
            if (!getcwd(base, sizeof base))
                return 0;
        } else {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
            ssize_t length = readlink(link, base, sizeof base - 1);
            if (length < 0)
                return 0;
            base[length] = 0;
        }
        if (snprintf(full, PATH_MAX, "%s/%s", base, path) >= PATH_MAX)
            return 0;
    }
    return is_active && !strncmp(full, root, root_bytes) &&
           (full[root_bytes] == '/' || !full[root_bytes]);
}

/* Whether this call has to fail; SHORT_WRITE asks for half of a write. Call with `order` held. */
static int fault(int op)
{
    if (!(armed_ops & (1u << op)))
        return 0;
    seen++;
    if (!armed_at || seen < armed_at || (seen > armed_at && !armed_stays))
        return 0;
    fired++;
    return armed_errno;
}

static long refused(int code)
{
    pthread_mutex_unlock(&order);
    errno = code;
    return -1;
}

#define BEGIN(op)                        \
    pthread_mutex_lock(&order);          \
    int code = fault(op);                \
    if (code && code != SHORT_WRITE)     \
        return refused(code)
#define END                              \
    int kept = errno;                    \
    pthread_mutex_unlock(&order);        \
    errno = kept;                        \
    return done

/* --- What the tests call ------------------------------------------------------------------- */

void shim_acknowledge(const char *text)
{
    pthread_mutex_lock(&order);
    note(ACK, 0, -1, 0, NULL, NULL, text, strlen(text));
    pthread_mutex_unlock(&order);
}

/* Fail the `at`-th call among `ops` (a bit for each), and with `stays` all later ones as well;
 * `at` 0 only counts. */
void shim_arm(unsigned ops, long at, int code, int stays)
{
    pthread_mutex_lock(&order);
    armed_ops = ops;
    armed_at = at;
    armed_errno = code;
    armed_stays = stays;
    seen = fired = 0;
    pthread_mutex_unlock(&order);
}

long shim_seen(void) { return seen; }
long shim_fired(void) { return fired; }

/* --- What stands before the library --------------------------------------------------------- */

static int open_at(int folder, const char *path, int flags, mode_t mode)
{
    char full[PATH_MAX];
    if (!below(folder, path, full))
        return (int)syscall(SYS_openat, folder, path, flags, mode);
    int writes = (flags & O_ACCMODE) != O_RDONLY;
    BEGIN(writes ? OPEN : READ);
    struct stat there;
    int existed = !syscall(SYS_newfstatat, folder, path, &there, 0);
    long done = syscall(SYS_openat, folder, path, flags, mode);
    if (done >= 0 && done < MOST_FILES) {
        watched[done] = 1;
        int flag = (existed ? 0 : 1) | ((flags & O_TRUNC) && writes ? 2 : 0) | (writes ? 4 : 0);
        note(OPEN, flag, (int)done, 0, full, NULL, NULL, 0);
    }
    END;
}

#define MODE(flags, mode)                              \
    mode_t mode = 0;                                   \
    if ((flags) & (O_CREAT | O_TMPFILE)) {             \
        va_list rest;                                  \
        va_start(rest, flags);                         \
        mode = (mode_t)va_arg(rest, int);              \
        va_end(rest);                                  \
    }

int open(const char *path, int flags, ...) { MODE(flags, m) return open_at(AT_FDCWD, path, flags, m); }
int open64(const char *path, int flags, ...) { MODE(flags, m) return open_at(AT_FDCWD, path, flags, m); }
int openat(int at, const char *path, int flags, ...) { MODE(flags, m) return open_at(at, path, flags, m); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags, m) return open_at(at, path, flags, m); }
int __open_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __openat_2(int at, const char *path, int flags) { return open_at(at, path, flags, 0); }
int __openat64_2(int at, const char *path, int flags) { return open_at(at, path, flags, 0); }
int creat(const char *path, mode_t mode) { return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int file)
{
    if (!is_watched(file))
        return (int)syscall(SYS_close, file);
    pthread_mutex_lock(&order);
    watched[file] = 0;
    note(CLOSE, 0, file, 0, NULL, NULL, NULL, 0);
    long done = syscall(SYS_close, file);
    END;
}

static ssize_t write_at(int file, const void *data, size_t bytes, off_t at)
{
    BEGIN(WRITE);
    if (code == SHORT_WRITE && bytes > 1) {
        bytes /= 2;
        armed_errno = armed_stays ? ENOSPC : SHORT_WRITE;
    }
    off_t from = at >= 0 ? at : (off_t)syscall(SYS_lseek, file, 0, SEEK_CUR);
    long done = at >= 0 ? syscall(SYS_pwrite64, file, data, bytes, at)
                        : syscall(SYS_write, file, data, bytes);
    if (done > 0)
        note(WRITE, 0, file, from, NULL, NULL, data, (size_t)done);
    END;
}

ssize_t write(int file, const void *data, size_t bytes)
{
    return is_watched(file) ? write_at(file, data, bytes, -1) : syscall(SYS_write, file, data, bytes);
}

ssize_t pwrite64(int file, const void *data, size_t bytes, off64_t at)
{
    return is_watched(file) ? write_at(file, data, bytes, at)
                            : syscall(SYS_pwrite64, file, data, bytes, at);
}

ssize_t pwrite(int file, const void *data, size_t bytes, off_t at) { return pwrite64(file, data, bytes, at); }

ssize_t writev(int file, const struct iovec *parts, int count)
{
    if (!is_watched(file) || count < 1)
        return syscall(SYS_writev, file, parts, count);
    return write_at(file, parts[0].iov_base, parts[0].iov_len, -1); /* callers go on themselves */
}

ssize_t read(int file, void *data, size_t bytes)
{
    if (!is_watched(file))
        return syscall(SYS_read, file, data, bytes);
    BEGIN(READ);
    long done = syscall(SYS_read, file, data, bytes);
    END;
}

ssize_t pread64(int file, void *data, size_t bytes, off64_t at)
{
    if (!is_watched(file))
        return syscall(SYS_pread64, file, data, bytes, at);
    BEGIN(READ);
    long done = syscall(SYS_pread64, file, data, bytes, at);
    END;
}

ssize_t pread(int file, void *data, size_t bytes, off_t at) { return pread64(file, data, bytes, at); }

int ftruncate64(int file, off64_t bytes)
{
    if (!is_watched(file))
        return (int)syscall(SYS_ftruncate, file, bytes);
    BEGIN(TRUNCATE);
    long done = syscall(SYS_ftruncate, file, bytes);
    if (!done)
        note(TRUNCATE, 0, file, bytes, NULL, NULL, NULL, 0);
    END;
}

int ftruncate(int file, off_t bytes) { return ftruncate64(file, bytes); }

static int sync_file(int file, long call)
{
    if (!is_watched(file))
        return (int)syscall(call, file);
    BEGIN(SYNC);
    long done = log_file < 0 || names_only ? syscall(call, file) : 0; /* replayed, it need not reach this disk */
    if (!done)
        note(SYNC, 0, file, 0, NULL, NULL, NULL, 0);
    END;
}

int fsync(int file) { return sync_file(file, SYS_fsync); }
int fdatasync(int file) { return sync_file(file, SYS_fdatasync); }

static int two_names(int op, int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    char here[PATH_MAX], there[PATH_MAX];
    int inside = below(from_at, from, here) | below(to_at, to, there);
    long call = op == RENAME ? SYS_renameat2 : SYS_linkat;
    if (!inside)
        return (int)syscall(call, from_at, from, to_at, to, flags);
    BEGIN(op);
    long done = syscall(call, from_at, from, to_at, to, flags);
    if (!done)
        note(op, 0, -1, 0, here, there, NULL, 0);
    END;
}

int rename(const char *from, const char *to) { return two_names(RENAME, AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return two_names(RENAME, a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) { return two_names(RENAME, a, from, b, to, flags); }
int link(const char *from, const char *to) { return two_names(LINK, AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int a, const char *from, int b, const char *to, int flags) { return two_names(LINK, a, from, b, to, (unsigned)flags); }

static int one_name(int op, int folder, const char *path, long call, long argument)
{
    char full[PATH_MAX];
    if (!below(folder, path, full))
        return (int)syscall(call, folder, path, argument);
    BEGIN(op);
    long done = syscall(call, folder, path, argument);
    if (!done)
        note(op, 0, -1, 0, full, NULL, NULL, 0);
    END;
}

int unlink(const char *path) { return one_name(UNLINK, AT_FDCWD, path, SYS_unlinkat, 0); }
int unlinkat(int folder, const char *path, int flags) { return one_name(flags & AT_REMOVEDIR ? RMDIR : UNLINK, folder, path, SYS_unlinkat, flags); }
int rmdir(const char *path) { return one_name(RMDIR, AT_FDCWD, path, SYS_unlinkat, AT_REMOVEDIR); }
int mkdir(const char *path, mode_t mode) { return one_name(MKDIR, AT_FDCWD, path, SYS_mkdirat, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return one_name(MKDIR, folder, path, SYS_mkdirat, mode); }

/* --- Ways round: refused for watched files, so that callers take one of the above ------------ */

int fallocate64(int file, int mode, off64_t at, off64_t bytes)
{
    if (!is_watched(file))
        return (int)syscall(SYS_fallocate, file, mode, at, bytes);
    errno = EOPNOTSUPP;
    return -1;
}

int fallocate(int file, int mode, off_t at, off_t bytes) { return fallocate64(file, mode, at, bytes); }

ssize_t sendfile64(int to, int from, off64_t *at, size_t bytes)
{
    if (!is_watched(to))
        return syscall(SYS_sendfile, to, from, at, bytes);
    errno = ENOTSOCK;
    return -1;
}

ssize_t sendfile(int to, int from, off_t *at, size_t bytes) { return sendfile64(to, from, at, bytes); }

ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t bytes, unsigned flags)
{
    if (!is_watched(to))
        return syscall(SYS_copy_file_range, from, a, to, b, bytes, flags);
    errno = ENOSYS;
    return -1;
}
