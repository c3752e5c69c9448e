package io.backupaccess.api.v1alpha1;

import io.backupaccess.gatewayconfig.IncomingFolder;

/**
 * The rules of the resource as the API server checks them, in CEL, each with the message that both
 * the API server and the operator's validator give.
 */
public final class Rules {

  // CEL's own formats came later than the oldest Kubernetes that we support.
  private static final String SUBDOMAIN =
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
  private static final String VALUE = "([A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?)?";
  private static final String QUALIFIED =
      "(" + SUBDOMAIN + "/)?[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?";

  /**
   * The API server has seen to it that this is a DNS subdomain; a whole format would cost too much
   * here.
   */
  static final String NAME =
      "self.metadata.name.size() <= 63 && !self.metadata.name.contains('.') && self.metadata.name.matches('^[a-z]')";

  public static final String NAME_MESSAGE =
      "the name of a BackupAccess must be 1 to 63 lower-case letters, digits and '-', beginning with a"
          + " letter and ending with a letter or digit";

  static final String DNS_LABEL = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')";
  public static final String DNS_LABEL_MESSAGE =
      "must be 1 to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit";

  static final String DNS_SUBDOMAIN = "self.matches('^" + SUBDOMAIN + "$')";
  public static final String DNS_SUBDOMAIN_MESSAGE =
      "must be a name of Kubernetes: lower-case letters, digits, '-' and '.', at most 253";

  static final String SECRET_KEY =
      "self.matches('^[-._a-zA-Z0-9]+$') && self != '.' && self != '..'";
  public static final String SECRET_KEY_MESSAGE =
      "must be a key of a Secret: letters, digits, '-', '_' and '.'";

  static final String QUALIFIED_NAME = "self.matches('^" + QUALIFIED + "$')";
  public static final String QUALIFIED_NAME_MESSAGE =
      "must be a qualified name of Kubernetes, such as example.org/name";

  static final String ANNOTATIONS = "self.all(key, key.matches('^" + QUALIFIED + "$'))";
  public static final String ANNOTATION_MESSAGE =
      "keys must be qualified names of Kubernetes, such as example.org/name";

  static final String OWN_ANNOTATIONS = "self.all(key, !key.startsWith('backupaccess.io/'))";
  public static final String OWN_ANNOTATION_MESSAGE =
      "keys that begin with backupaccess.io/ are the operator's own";

  static final String LABELS =
      "self.all(key, key.matches('^" + QUALIFIED + "$') && self[key].matches('^" + VALUE + "$'))";
  public static final String LABEL_MESSAGE =
      "keys must be qualified names and values label values of Kubernetes (63 letters, digits, '-', '_' and '.')";

  static final String OWN_LABELS =
      "self.all(key, !key.startsWith('backupaccess.io/') && !key.startsWith('app.kubernetes.io/'))";
  public static final String OWN_LABEL_MESSAGE =
      "keys that begin with backupaccess.io/ or app.kubernetes.io/ are the operator's own";

  static final String NETWORK = "isCIDR(self) && cidr(self) == cidr(self).masked()";
  public static final String NETWORK_MESSAGE =
      "must be a network in CIDR notation with no bit set after the prefix, such as 203.0.113.0/24 or 203.0.113.7/32";

  static final String TRUSTED_NETWORK =
      "!isCIDR(self) || cidr(self).prefixLength() >= (cidr(self).ip().family() == 4 ? 8 : 32)";
  public static final String TRUSTED_NETWORK_MESSAGE =
      "must be a network of 8 bits or more, for IPv6 of 32: whoever connects from there may claim any address";

  // Keys

  static final String KEY_SOURCE =
      "[has(self.publicKey), has(self.secretKeyRef), has(self.certificateAuthority)].exists_one(given, given)";
  public static final String KEY_SOURCE_MESSAGE =
      "exactly one of publicKey, secretKeyRef and certificateAuthority is required";

  static final String NOT_PRIVATE =
      "!self.contains('PRIVATE KEY') && !self.contains('PuTTY-User-Key-File')";
  public static final String NOT_PRIVATE_MESSAGE =
      "this is a private key: it is not secret any more, so make a new pair, and give the .pub file only";

  static final String KEY_LINE =
      "self.contains('PRIVATE KEY') || self.contains('PuTTY-User-Key-File')"
          + " || self.matches('^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh[.]com"
          + "|sk-ecdsa-sha2-nistp256@openssh[.]com)[ \\\\t]+[A-Za-z0-9+/]+={0,2}([ \\\\t][^\\\\r\\\\n]*)?[\\\\r\\\\n]*$')";
  public static final String KEY_LINE_MESSAGE =
      "must be one line as in a .pub file: type (Ed25519, ECDSA, RSA or sk-), Base64 text, comment; no options";

  static final String AUTHORITY_LINE =
      "self.contains('PRIVATE KEY') || self.contains('PuTTY-User-Key-File')"
          + " || self.matches('^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521))"
          + "[ \\\\t]+[A-Za-z0-9+/]+={0,2}([ \\\\t][^\\\\r\\\\n]*)?[\\\\r\\\\n]*$')";
  public static final String AUTHORITY_LINE_MESSAGE =
      "must be one line as in a .pub file: type (Ed25519, ECDSA or RSA), Base64 text, comment; no options";

  static final String PRINCIPAL = "self.matches('^[-A-Za-z0-9._@:/+=]+$')";
  public static final String PRINCIPAL_MESSAGE =
      "must be a principal of 1 to 128 letters, digits and -._@:/+=, without wildcards";

  public static final String SHARED_PRINCIPAL_MESSAGE =
      "another entry of the same authority has this principal too, and it is refused in both";

  static final String SERIAL =
      "self.matches('^(0|[1-9][0-9]{0,19})$')"
          + " && (self.size() < 20 || self <= '18446744073709551615')";
  public static final String SERIAL_MESSAGE =
      "must be a serial number in decimal, from 0 to 18446744073709551615";

  static final String KEY_ID = "self.matches('^[^\\\\x00-\\\\x1f\\\\x7f]+$')";
  public static final String KEY_ID_MESSAGE =
      "must be an id of 1 to 256 characters without control characters";

  static final String FINGERPRINT = "self.matches('^SHA256:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]$')";
  public static final String FINGERPRINT_MESSAGE =
      "must be a fingerprint as ssh-keygen -l prints them: SHA256: and 43 characters";

  static final String ROOT_IS_GRANTED =
      "!has(self.root) || self.grants.exists(grant, grant.volume == self.root || grant.volume == '*')";
  public static final String ROOT_IS_GRANTED_MESSAGE = "must be a volume that is granted";

  // On the entry and not on the field: a rule of a field that is absent is not evaluated.
  static final String ROOT_STAYS =
      "(has(self.root) ? self.root : '') == (has(oldSelf.root) ? oldSelf.root : '')";
  static final String ROOT_STAYS_MESSAGE =
      "cannot be set, changed or removed for a key of this name: the paths of its clients would lead elsewhere, and"
          + " the next `rsync --delete` replace their copies; give the key another name";

  static final String GRANTS_EXIST =
      "self.keys.all(key, key.grants.all(grant,"
          + " grant.volume == '*' || self.volumes.exists(volume, volume.name == grant.volume)))";
  static final String GRANTS_EXIST_MESSAGE = "grants must name volumes of spec.volumes, or \"*\"";
  public static final String GRANT_EXISTS_MESSAGE =
      "must name a volume of spec.volumes, or be \"*\"";

  static final String KEY_ROOTS_EXIST =
      "self.keys.all(key, !has(key.root) || self.volumes.exists(volume, volume.name == key.root))";
  static final String KEY_ROOTS_EXIST_MESSAGE = "root must name a volume of spec.volumes";
  public static final String ROOT_EXISTS_MESSAGE = "must name a volume of spec.volumes";

  /** The most grants of all keys together: the status has an entry for each. */
  public static final int MOST_GRANTS = 256;

  static final String GRANTS_IN_ALL =
      "self.keys.map(key, key.grants.exists(grant, grant.volume == '*')"
          + " ? size(self.volumes) : size(key.grants)).sum() <= "
          + MOST_GRANTS;
  // The API server would have to estimate the length of a message that counts them.
  public static final String GRANTS_IN_ALL_MESSAGE =
      "keys must have at most "
          + MOST_GRANTS
          + " grants in all, where \"*\" counts as the number of volumes";

  static final String TIME =
      "self.matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?"
          + "(Z|[+-][0-9]{2}:[0-9]{2})$') && timestamp(self) >= timestamp('1970-01-01T00:00:00Z')";
  public static final String TIME_MESSAGE =
      "must be a time of RFC 3339 with its zone, such as 2027-01-31T00:00:00Z";

  static final String BYTES_PER_SECOND =
      "string(self).matches('^[0-9]+([.][0-9]+)?([kMGT]|[KMGT]i)?$')"
          + " && quantity(string(self)).compareTo(quantity('1Ki')) >= 0"
          + " && quantity(string(self)).compareTo(quantity('1Ti')) <= 0";
  public static final String BYTES_PER_SECOND_MESSAGE =
      "must be a quantity of Kubernetes, such as 50Mi, or a number, from 1Ki to 1Ti";

  // Volumes

  static final String VOLUME_NAME = "self.matches('^[A-Za-z0-9_][-._A-Za-z0-9]*$')";
  public static final String VOLUME_NAME_MESSAGE =
      "must be 1 to 63 letters, digits, '-', '_' and '.', beginning with a letter, digit or '_'";

  static final String PATH =
      "self.split('/').all(element, element != '' && element != '.' && element != '..'"
          + " && element != '"
          + IncomingFolder.NAME
          + "') && self.matches('^[^\\\\x00-\\\\x1f\\\\x7f]*$')";
  public static final String PATH_MESSAGE =
      "must be a path inside the volume: relative, without empty elements, '.', '..', '"
          + IncomingFolder.NAME
          + "' and control characters";

  static final String DELETE_NEEDS_WRITING =
      "!has(self.allowDelete) || !self.allowDelete || (has(self.mode) && self.mode != 'ReadOnly')";
  static final String OVERWRITE_NEEDS_WRITING =
      "!has(self.allowOverwrite) || !self.allowOverwrite || (has(self.mode) && self.mode != 'ReadOnly')";
  public static final String NEEDS_WRITING_MESSAGE = "is only for modes WriteOnly and ReadWrite";

  static final String CLAIM_STAYS = "self.claimName == oldSelf.claimName";
  static final String PATH_STAYS =
      "(has(self.path) ? self.path : '') == (has(oldSelf.path) ? oldSelf.path : '')";
  static final String VOLUME_STAYS_MESSAGE =
      "cannot be set, changed or removed for a volume of this name: the next `rsync --delete` of its clients would"
          + " replace their copies of it; give the volume another name";

  // Service

  static final String LOAD_BALANCER_CLASS =
      "!has(self.loadBalancerClass) || !has(self.type) || self.type == 'LoadBalancer'";
  public static final String LOAD_BALANCER_MESSAGE = "is only for type LoadBalancer";

  static final String LOAD_BALANCER_RANGES =
      "!has(self.loadBalancerSourceRanges) || !has(self.type) || self.type == 'LoadBalancer'";

  static final String TRAFFIC_POLICY =
      "!has(self.externalTrafficPolicy) || !has(self.type) || self.type != 'ClusterIP'";
  public static final String NOT_CLUSTER_IP_MESSAGE = "is only for types LoadBalancer and NodePort";

  static final String NODE_PORT =
      "!has(self.nodePort) || !has(self.type) || self.type != 'ClusterIP'";

  static final String HOST = "isIP(self) || self.matches('^" + SUBDOMAIN + "$')";
  public static final String HOST_MESSAGE = "must be an IP address or a DNS name in lower case";

  // Server, files and pods

  static final String RESTRICTED_USER =
      "!has(self.runAsUser) || self.runAsUser != 0 || (has(self.privilege) && self.privilege != 'Restricted')";
  public static final String RESTRICTED_USER_MESSAGE =
      "must not be 0 with privilege Restricted: ReadAll and ReadAllBaseline read the files of all users";

  static final String READ_ALL_USER =
      "!has(self.runAsUser) || self.runAsUser == 0 || !has(self.privilege) || self.privilege == 'Restricted'";
  public static final String READ_ALL_USER_MESSAGE =
      "must be left out with privilege ReadAll or ReadAllBaseline: they run as user 0";

  static final String PLATFORM_USER =
      "!has(self.userFrom) || self.userFrom == 'Resource'"
          + " || !has(self.runAsUser) && !has(self.runAsGroup)"
          + " && (!has(self.privilege) || self.privilege == 'Restricted')";
  public static final String PLATFORM_USER_MESSAGE =
      "userFrom Platform leaves user and group to the platform: runAsUser and runAsGroup must be left out, and"
          + " privilege be Restricted";

  static final String SELINUX_LEVEL =
      "self.matches('^s[0-9]{1,2}(:c[0-9]{1,4}([,.]c[0-9]{1,4}){0,7})?$')";
  public static final String SELINUX_LEVEL_MESSAGE =
      "must be a level of SELinux without a range, such as s0:c10,c20";

  static final String PEER_SELECTOR = "has(self.namespaceSelector) || has(self.podSelector)";
  public static final String PEER_SELECTOR_MESSAGE =
      "needs namespaceSelector, podSelector or both: without either it would select everybody";

  static final String QUANTITIES = "self.all(name, isQuantity(string(self[name])))";
  public static final String QUANTITY_MESSAGE =
      "must be quantities of Kubernetes, such as 500m or 128Mi";

  static final String DURATION =
      "self.matches('^([0-9]+h)?([0-9]+m)?([0-9]+s)?$') && self != ''"
          + " && duration(self) >= duration('0s') && duration(self) <= duration('24h')";
  public static final String DURATION_MESSAGE =
      "must be hours, minutes and seconds, such as 10m or 1h30m, at most 24h";

  static final String MAX_AGE =
      "self.matches('^([0-9]+h)?([0-9]+m)?([0-9]+s)?$') && self != ''"
          + " && duration(self) >= duration('5m') && duration(self) <= duration('8760h')";
  public static final String MAX_AGE_MESSAGE =
      "must be hours, minutes and seconds, such as 26h or 1h30m, at least 5m and at most 8760h";

  /** The most that a limit of the gateway can be set to. */
  public static final int MOST = 100_000;

  static final String POSITIVE_DURATION =
      "self.matches('^([0-9]+h)?([0-9]+m)?([0-9]+s)?$') && self != ''"
          + " && duration(self) > duration('0s') && duration(self) <= duration('24h')";
  public static final String POSITIVE_DURATION_MESSAGE =
      "must be hours, minutes and seconds, such as 30s or 1m30s, more than none and at most 24h";

  // What is no duration breaks its own rule, and this one makes no second message of it.
  static final String PENALTIES_REACH_MIN =
      "has(self.min) && !self.min.matches('^([0-9]+h)?([0-9]+m)?([0-9]+s)?$')"
          + " || has(self.max) && !self.max.matches('^([0-9]+h)?([0-9]+m)?([0-9]+s)?$')"
          + " || duration(has(self.max) ? self.max : '10m') >= duration(has(self.min) ? self.min : '15s')";
  public static final String PENALTIES_REACH_MIN_MESSAGE =
      "max, which is 10m by default, must be at least min, which is 15s by default: no sum would ever be refused";

  static final String MAX_STARTUPS =
      "self.matches('^[0-9]{1,6}:[0-9]{1,3}:[0-9]{1,6}$')"
          + " && int(self.split(':')[0]) >= 1 && int(self.split(':')[0]) <= int(self.split(':')[2])"
          + " && int(self.split(':')[1]) <= 100 && int(self.split(':')[2]) <= 100000";
  public static final String MAX_STARTUPS_MESSAGE =
      "must be start:rate:full, such as 32:30:128: start is at least 1 and at most full, full at most 100000, rate"
          + " a percentage";

  // Host keys

  static final String HOST_KEY_SECRETS_DIFFER = "size(self) < 2 || self[0] != self[1]";
  public static final String HOST_KEY_SECRETS_DIFFER_MESSAGE =
      "must name two Secrets: the one in use and the next one";

  /** At the root, where the name of the Secret that is made by default is known. */
  static final String HOST_KEYS_STAY =
      "(has(self.spec.hostKeys) && has(self.spec.hostKeys.secretNames)"
          + " ? self.spec.hostKeys.secretNames[0] : self.metadata.name + '-host-keys')"
          + " in (has(oldSelf.spec.hostKeys) && has(oldSelf.spec.hostKeys.secretNames)"
          + " ? oldSelf.spec.hostKeys.secretNames : [self.metadata.name + '-host-keys'])";

  static final String HOST_KEYS_STAY_MESSAGE =
      "the first of spec.hostKeys.secretNames must be in the list before the change, because clients know the"
          + " gateway by its host key: name the next one as the second first, and let clients learn it";

  static final String DELETION_POLICY_STAYS =
      "(has(self.hostKeys) && has(self.hostKeys.deletionPolicy) ? self.hostKeys.deletionPolicy : 'Retain')"
          + " == (has(oldSelf.hostKeys) && has(oldSelf.hostKeys.deletionPolicy)"
          + " ? oldSelf.hostKeys.deletionPolicy : 'Retain')";
  static final String DELETION_POLICY_STAYS_MESSAGE =
      "deletionPolicy cannot be changed: host keys that were made before would not follow it";

  private Rules() {}
}
