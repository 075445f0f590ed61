#pragma once
#include <sys/prctl.h>
#include <sys/random.h>

/* A door: `prctl` is variadic, which Swift cannot call. */
static inline int linux_set_thread_name(const char *name) {
    return prctl(PR_SET_NAME, name, 0, 0, 0);
}
