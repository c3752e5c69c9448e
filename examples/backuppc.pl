# BackupPC 4: /etc/backuppc/documents.pl, for the line "documents 0 backuppc" in /etc/backuppc/hosts.
$Conf{ClientNameAlias} = '203.0.113.7';
# A load balancer's address may not answer pings.
$Conf{PingCmd} = '';
$Conf{XferMethod} = 'rsync';
$Conf{RsyncShareName} = ['/documents'];
$Conf{RsyncClientPath} = '/usr/bin/rsync';
$Conf{RsyncSshArgs} = ['-e', '$sshPath -l backup -i /etc/backup-access/key -o IdentitiesOnly=yes -o UserKnownHostsFile=/etc/backup-access/known_hosts'];
