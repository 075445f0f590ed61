#pragma once
#include <gnutls/gnutls.h>
#include <microhttpd.h>

/* Doors: these are variadic, which Swift cannot call. */
typedef void *(*mhd_target_callback)(void *context, const char *target,
                                     struct MHD_Connection *connection);
static inline struct MHD_Daemon *
mhd_start(unsigned int flags, const struct sockaddr *address, mhd_target_callback target,
          MHD_AccessHandlerCallback answer, MHD_RequestCompletedCallback completed, void *context,
          const struct MHD_OptionItem *options) {
    return MHD_start_daemon(flags, 0, NULL, NULL, answer, context, MHD_OPTION_SOCK_ADDR, address,
                            MHD_OPTION_URI_LOG_CALLBACK, target, context,
                            MHD_OPTION_NOTIFY_COMPLETED, completed, context, MHD_OPTION_ARRAY,
                            options, MHD_OPTION_END);
}
static inline const union MHD_DaemonInfo *mhd_port(struct MHD_Daemon *daemon) {
    return MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
}
static inline const union MHD_ConnectionInfo *mhd_session(struct MHD_Connection *connection) {
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
}
