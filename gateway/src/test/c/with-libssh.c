/*
 * A client on libssh.
 *   with-libssh PORT KEY KNOWN_HOSTS -l USER HOST WORD…              runs a command: a remote shell for rsync -e
 *   with-libssh PORT KEY KNOWN_HOSTS -l USER HOST --get REMOTE LOCAL copies a tree over SFTP
 */
#include <err.h>
#include <fcntl.h>
#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/sftp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ssh_session session;
static int input_ended;

static void must(int ok, const char *what) {
    if (!ok)
        errx(255, "%s: %s", what, ssh_get_error(session));
}

static void log_in(int port, const char *key, const char *known_hosts, const char *user,
                   const char *host) {
    int no = 0;
    ssh_key private_key;
    session = ssh_new();
    ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &no);
    ssh_options_set(session, SSH_OPTIONS_HOST, host);
    ssh_options_set(session, SSH_OPTIONS_PORT, &port);
    ssh_options_set(session, SSH_OPTIONS_USER, user);
    ssh_options_set(session, SSH_OPTIONS_KNOWNHOSTS, known_hosts);
    must(ssh_connect(session) == SSH_OK, "connect");
    must(ssh_session_is_known_server(session) == SSH_KNOWN_HOSTS_OK, "host key");
    must(ssh_pki_import_privkey_file(key, NULL, NULL, NULL, &private_key) == SSH_OK, "key");
    must(ssh_userauth_publickey(session, NULL, private_key) == SSH_AUTH_SUCCESS, "login");
}

static int arrived(ssh_session from, ssh_channel channel, void *data, uint32_t size, int is_error,
                   void *unused) {
    (void)from, (void)channel, (void)unused;
    for (uint32_t written = 0; written < size;) {
        ssize_t count = write(is_error ? 2 : 1, (char *)data + written, size - written);
        if (count < 0)
            err(255, "write");
        written += count;
    }
    return size;
}

static int given(int descriptor, int events, void *channel) {
    static char data[1 << 15];
    ssize_t count = read(descriptor, data, sizeof data);
    (void)events;
    if (count > 0) {
        must(ssh_channel_write(channel, data, count) == count, "write");
        return SSH_OK;
    }
    input_ended = 1;
    must(ssh_channel_send_eof(channel) == SSH_OK, "end of input");
    return SSH_OK;
}

static int run(char **words) {
    static char command[1 << 16];
    ssh_channel channel = ssh_channel_new(session);
    ssh_event event = ssh_event_new();
    struct ssh_channel_callbacks_struct callbacks = {.channel_data_function = arrived};
    ssh_callbacks_init(&callbacks);
    ssh_set_channel_callbacks(channel, &callbacks);
    for (; *words; words++) {
        strcat(command, *words);
        if (words[1])
            strcat(command, " ");
    }
    for (int descriptor = 0; descriptor < 2; descriptor++) /* which rsync made non-blocking */
        fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
    must(ssh_channel_open_session(channel) == SSH_OK, "channel");
    must(ssh_channel_request_exec(channel, command) == SSH_OK, "command");
    ssh_event_add_session(event, session);
    ssh_event_add_fd(event, 0, POLLIN, given, channel);
    for (int watched = 1; !ssh_channel_is_eof(channel);) {
        must(ssh_event_dopoll(event, 1000) != SSH_ERROR, "transfer");
        if (watched && input_ended)
            watched = ssh_event_remove_fd(event, 0) != SSH_OK;
    }
    return ssh_channel_get_exit_status(channel);
}

static void get_file(sftp_session sftp, const char *remote, const char *local) {
    static char data[1 << 15];
    ssize_t count;
    int copy = open(local, O_WRONLY | O_CREAT | O_EXCL, 0600);
    sftp_file file = sftp_open(sftp, remote, O_RDONLY, 0);
    must(file != NULL, remote);
    while ((count = sftp_read(file, data, sizeof data)) > 0)
        if (write(copy, data, count) != count)
            err(255, "%s", local);
    must(count == 0, remote);
    sftp_close(file);
    close(copy);
}

static void get(sftp_session sftp, const char *remote, const char *local) {
    sftp_attributes entry;
    sftp_dir folder = sftp_opendir(sftp, remote);
    must(folder != NULL, remote);
    if (mkdir(local, 0700))
        err(255, "%s", local);
    while ((entry = sftp_readdir(sftp, folder))) {
        char from[4096], to[4096];
        snprintf(from, sizeof from, "%s/%s", remote, entry->name);
        snprintf(to, sizeof to, "%s/%s", local, entry->name);
        if (entry->type == SSH_FILEXFER_TYPE_REGULAR)
            get_file(sftp, from, to);
        if (entry->type == SSH_FILEXFER_TYPE_DIRECTORY && strcmp(entry->name, ".") &&
            strcmp(entry->name, ".."))
            get(sftp, from, to);
        sftp_attributes_free(entry);
    }
    must(sftp_dir_eof(folder), remote);
    sftp_closedir(folder);
}

int main(int count, char **words) {
    if (count < 8)
        errx(2, "usage: PORT KEY KNOWN_HOSTS -l USER HOST WORD…");
    log_in(atoi(words[1]), words[2], words[3], words[5], words[6]);
    if (strcmp(words[7], "--get"))
        return run(words + 7);
    sftp_session sftp = sftp_new(session);
    must(sftp && sftp_init(sftp) == SSH_OK, "SFTP");
    get(sftp, words[8], words[9]);
    return 0;
}
