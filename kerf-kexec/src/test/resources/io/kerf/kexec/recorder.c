/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stands in for the C library: writes down what the dangerous system calls are given, and never makes one of them. All others are made.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static char seen[1 << 16];
static size_t used;
static int failure;
static char copies[4096];

static void add(const void *bytes, size_t length) {
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++)
        used += snprintf(seen + used, sizeof seen - used, "%02x", at[i]);
}

static void copy(int descriptor, const char *name) {
    char path[4200], buffer[65536];
    ssize_t count;
    off_t at = 0;
    FILE *out;
    if (descriptor < 0 || !copies[0])
        return;
    snprintf(path, sizeof path, "%s/%s", copies, name);
    out = fopen(path, "w");
    while ((count = pread(descriptor, buffer, sizeof buffer, at)) > 0) {
        fwrite(buffer, 1, count, out);
        at += count;
    }
    fclose(out);
    used += snprintf(seen + used, sizeof seen - used, "%s ", (fcntl(descriptor, F_GETFL) & O_ACCMODE) == O_RDONLY ? "ro" : "rw");
    if (fcntl(descriptor, F_GET_SEALS) != (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE))
        used += snprintf(seen + used, sizeof seen - used, "unsealed ");
}

long syscall(long number, ...) {
    static long (*real)(long, ...);
    long a[6];
    va_list list;
    va_start(list, number);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(list, long);
    va_end(list);
    if (number != SYS_kexec_file_load && number != SYS_reboot && number != SYS_mount && number != SYS_ioctl) {
        if ((number == SYS_memfd_create && !(a[1] & 1)) || (number == SYS_openat && !(a[2] & O_CLOEXEC)))
            used += snprintf(seen + used, sizeof seen - used, "%s that a child would inherit\n", number == SYS_openat ? "openat" : "memfd_create");
        if (!real)
            real = (long (*)(long, ...))dlsym(dlopen("libc.so.6", RTLD_NOW), "syscall");
        return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    }
    if (used > sizeof seen / 2)
        used = 0;
    if (number == SYS_kexec_file_load) {
        used += snprintf(seen + used, sizeof seen - used, "kexec_file_load %s %s len=%ld flags=%lx line=", a[0] < 0 ? "-1" : "fd",
                         a[1] < 0 ? "-1" : "fd", a[2], a[4]);
        if (a[3])
            add((void *)a[3], a[2]);
        else
            used += snprintf(seen + used, sizeof seen - used, "NULL");
        used += snprintf(seen + used, sizeof seen - used, " ");
        copy(a[0], "kernel.seen");
        copy(a[1], "initrd.seen");
    } else if (number == SYS_reboot) {
        used += snprintf(seen + used, sizeof seen - used, "reboot %lx %lx %lx id=", a[0], a[1], a[2]);
        add((void *)a[3], 4);
    } else if (number == SYS_mount) {
        used += snprintf(seen + used, sizeof seen - used, "mount %s %s %s %lx %lx", (char *)a[0], (char *)a[1], (char *)a[2], a[3],
                         a[4]);
    } else {
        size_t length = (a[1] >> 16) & 0x3fff;
        used += snprintf(seen + used, sizeof seen - used, "ioctl %lx ", a[1]);
        add((void *)a[2], length);
        if (!failure && length == 88)
            memcpy((char *)a[2] + 8, "\x00\x00\x00\x40\x01\x00\x00\x00", 8);
    }
    used += snprintf(seen + used, sizeof seen - used, "\n");
    errno = failure;
    return failure ? -1 : 0;
}

/* What was seen since the last question. */
const char *recorder_seen(void) {
    seen[used] = 0;
    used = 0;
    return seen;
}

void recorder_fail(int number) { failure = number; }

void recorder_copy_to(const char *folder) { snprintf(copies, sizeof copies, "%s", folder); }
