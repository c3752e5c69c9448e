/*
 * A client on libssh.
 *   with-libssh PORT KEY KNOWN_HOSTS -l USER HOST WORD…              runs a command: a remote shell for rsync -e
 *   with-libssh PORT KEY KNOWN_HOSTS -l USER HOST --get REMOTE LOCAL copies a tree over SFTP
 */
#include <err.h>
#include <fcntl.h>
#include <libssh/libssh.h>
#include <libssh/sftp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ssh_session session;

static void must(int ok, const char *what) {
  if (!ok) errx(255, "%s: %s", what, ssh_get_error(session));
}

static void log_in(int port, const char *key, const char *known_hosts, const char *user, const char *host) {
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

static void pass_on(ssh_channel channel, int descriptor) {
  static char data[1 << 16];
  int count;
  while ((count = ssh_channel_read_nonblocking(channel, data, sizeof data, descriptor == 2)) > 0)
    if (write(descriptor, data, count) != count) err(255, "write");
  must(count != SSH_ERROR, "read");
}

static int run(char **words) {
  static char command[1 << 16], data[1 << 16];
  ssh_channel channel = ssh_channel_new(session);
  struct pollfd ready[] = {{0, POLLIN, 0}, {ssh_get_fd(session), POLLIN, 0}};
  for (; *words; words++) {
    strcat(command, *words);
    if (words[1]) strcat(command, " ");
  }
  for (int descriptor = 0; descriptor < 2; descriptor++)  /* which rsync made non-blocking */
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
  must(ssh_channel_open_session(channel) == SSH_OK, "channel");
  must(ssh_channel_request_exec(channel, command) == SSH_OK, "command");
  for (;;) {
    pass_on(channel, 1);
    pass_on(channel, 2);
    if (ssh_channel_is_eof(channel)) return ssh_channel_get_exit_status(channel);
    poll(ready, 2, -1);
    if (!ready[0].revents) continue;
    int count = read(0, data, sizeof data);
    if (count <= 0) {
      must(ssh_channel_send_eof(channel) == SSH_OK, "end of input");
      ready[0].fd = -1;
      ready[0].revents = 0;
    } else {
      must(ssh_channel_write(channel, data, count) == count, "write");
    }
  }
}

static void get_file(sftp_session sftp, const char *remote, const char *local) {
  static char data[1 << 15];
  ssize_t count;
  int copy = open(local, O_WRONLY | O_CREAT | O_EXCL, 0600);
  sftp_file file = sftp_open(sftp, remote, O_RDONLY, 0);
  must(file != NULL, remote);
  while ((count = sftp_read(file, data, sizeof data)) > 0)
    if (write(copy, data, count) != count) err(255, "%s", local);
  must(count == 0, remote);
  sftp_close(file);
  close(copy);
}

static void get(sftp_session sftp, const char *remote, const char *local) {
  sftp_attributes entry;
  sftp_dir folder = sftp_opendir(sftp, remote);
  must(folder != NULL, remote);
  if (mkdir(local, 0700)) err(255, "%s", local);
  while ((entry = sftp_readdir(sftp, folder))) {
    char from[4096], to[4096];
    snprintf(from, sizeof from, "%s/%s", remote, entry->name);
    snprintf(to, sizeof to, "%s/%s", local, entry->name);
    if (entry->type == SSH_FILEXFER_TYPE_REGULAR) get_file(sftp, from, to);
    if (entry->type == SSH_FILEXFER_TYPE_DIRECTORY && strcmp(entry->name, ".") && strcmp(entry->name, ".."))
      get(sftp, from, to);
    sftp_attributes_free(entry);
  }
  must(sftp_dir_eof(folder), remote);
  sftp_closedir(folder);
}

int main(int count, char **words) {
  if (count < 8) errx(2, "usage: PORT KEY KNOWN_HOSTS -l USER HOST WORD…");
  log_in(atoi(words[1]), words[2], words[3], words[5], words[6]);
  if (strcmp(words[7], "--get")) return run(words + 7);
  sftp_session sftp = sftp_new(session);
  must(sftp && sftp_init(sftp) == SSH_OK, "SFTP");
  get(sftp, words[8], words[9]);
  return 0;
}
