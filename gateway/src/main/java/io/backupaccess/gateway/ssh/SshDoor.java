package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.access.AccessEnder;
import io.backupaccess.gateway.config.ActiveConfiguration;
import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.config.KeyLimits;
import io.backupaccess.gateway.config.ServerSettings;
import io.backupaccess.gateway.config.ServiceLimits;
import io.backupaccess.gateway.config.SourceRule;
import io.backupaccess.gateway.ssh.transport.SocketTransport;
import io.backupaccess.gatewayconfig.GatewayStatus.Clients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.sshd.common.PropertyResolver;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.throttle.ChannelStreamWriterResolver;
import org.apache.sshd.common.file.nonefs.NoneFileSystemFactory;
import org.apache.sshd.common.forward.DefaultForwarderFactory;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.kex.extension.DefaultServerKexExtensionHandler;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.random.SingletonRandomFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.global.NoMoreSessionsHandler;
import org.apache.sshd.server.session.ServerConnectionServiceFactory;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.ServerUserAuthServiceFactory;
import org.apache.sshd.server.session.SessionFactory;

/**
 * SSH as the gateway speaks it: public keys, one command per channel, and nothing else. Every list
 * of the library's is set here, so that none of its defaults is offered.
 */
public final class SshDoor implements Door {
  private static final String IDENTIFICATION = "BackupAccess";

  private final ServerSettings settings;
  private final SocketTransport transport;
  private final SshServer server = new SshServer();
  private final SeenClients clients;
  private final LiveSessions sessions;
  private final RefusalLog refusals = new RefusalLog();
  private final HeldMemory memory;
  private final CipherChoice cipherChoice;

  /**
   * A door that is yet closed.
   *
   * @param longestWait how long a connection waits at most for another one of its key to end
   * @throws IOException when a host key cannot be read; the message says which
   */
  public SshDoor(
      ServerSettings settings,
      Supplier<ActiveConfiguration> configuration,
      AccessEnder access,
      Commands commands,
      Clock clock,
      Duration longestWait)
      throws IOException {
    this(
        settings,
        settings.proxies(),
        source ->
            configuration.get().peers().exempts(source)
                || settings.proxies().map(rule -> rule.allows(source)).orElse(false),
        configuration,
        access,
        commands,
        clock,
        longestWait);
  }

  private SshDoor(
      ServerSettings settings,
      Optional<SourceRule> proxies,
      Predicate<InetAddress> exempt,
      Supplier<ActiveConfiguration> configuration,
      AccessEnder access,
      Commands commands,
      Clock clock,
      Duration longestWait)
      throws IOException {
    this.settings = settings;
    ServiceLimits limits = settings.limits();
    this.transport =
        new SocketTransport(
            new ConnectionLimits(limits, exempt, clock, new SecureRandom(), refusals),
            proxies.map(rule -> rule::allows));
    this.clients = new SeenClients(configuration);
    this.sessions = new LiveSessions(access, transport, limits, refusals, clients, longestWait);
    this.memory = HeldMemory.of(limits, key -> mostTransfers(configuration.get(), key, limits));
    this.cipherChoice = new CipherChoice(settings.ciphers());
    List<KeyPair> hostKeys = HostKeys.read(settings.hostKeys());
    HostKeyUpdates hostKeyUpdates = new HostKeyUpdates(hostKeys);
    transport(hostKeyUpdates);
    algorithms();
    authentication(hostKeys, new KeyAuthenticator(configuration, refusals, clients, clock));
    services(commands, limits, hostKeyUpdates);
    limits(server, limits);
  }

  private static int mostTransfers(
      ActiveConfiguration configuration, Credential key, ServiceLimits limits) {
    int ofEntry =
        configuration.grant(key).map(Grant::limits).orElse(KeyLimits.NONE).sessions().orElse(0);
    return Math.max(limits.transfersPerKey(), ofEntry);
  }

  private void transport(HostKeyUpdates hostKeyUpdates) {
    server.setIoServiceFactoryFactory(transport);
    server.setScheduledExecutorService(new Timer(), true);
    server.setSessionFactory(
        new SessionFactory(server) {
          @Override
          protected ServerSessionImpl doCreateSession(IoSession connection) throws Exception {
            return new GatewaySession(
                getServer(),
                connection,
                memory,
                cipherChoice,
                new AuthTries(settings.limits().maxAuthTries()),
                hostKeyUpdates);
          }
        });
  }

  private void algorithms() {
    server.setRandomFactory(new SingletonRandomFactory(SecurityUtils.getRandomFactory()));
    server.setKeyExchangeFactories(Algorithms.KEY_EXCHANGES);
    server.setCipherFactories(Algorithms.CIPHERS);
    server.setMacFactories(Algorithms.MACS);
    server.setCompressionFactories(Algorithms.COMPRESSIONS);
    server.setSignatureFactories(Algorithms.SIGNATURES);
    // Tells clients that RSA keys sign with SHA-2 here.
    server.setKexExtensionHandler(DefaultServerKexExtensionHandler.INSTANCE);
  }

  /** The first host key of a type is the one in use. */
  private void authentication(List<KeyPair> hostKeys, KeyAuthenticator authenticator) {
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
    server.setUserAuthFactories(List.of(new KeyLoginFactory(authenticator)));
    server.setPublickeyAuthenticator(authenticator);
    server.setPasswordAuthenticator(null);
    server.setKeyboardInteractiveAuthenticator(null);
    server.setHostBasedAuthenticator(null);
    server.setGSSAuthenticator(null);
  }

  private void services(Commands commands, ServiceLimits limits, HostKeyUpdates hostKeyUpdates) {
    server.setServiceFactories(
        List.of(ServerUserAuthServiceFactory.INSTANCE, ServerConnectionServiceFactory.INSTANCE));
    server.setChannelFactories(
        List.of(new ExecChannelFactory(commands, memory, limits.maxSessions())));
    server.setGlobalRequestHandlers(
        List.of(KeepAliveHandler.INSTANCE, NoMoreSessionsHandler.INSTANCE, hostKeyUpdates));
    server.setReservedSessionMessagesHandler(new MessageLimits());
    server.setFileSystemFactory(NoneFileSystemFactory.INSTANCE);
    server.setForwarderFactory(DefaultForwarderFactory.INSTANCE);
    server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
    server.setAgentFactory(null);
    server.setShellFactory(null);
    server.setCommandFactory(null);
    server.setSubsystemFactories(List.of());
    server.setChannelStreamWriterResolver(ChannelStreamWriterResolver.NONE);
  }

  private static void limits(PropertyResolver server, ServiceLimits limits) {
    CoreModuleProperties.SERVER_IDENTIFICATION.set(server, IDENTIFICATION);
    CoreModuleProperties.AUTH_METHODS.set(server, "publickey");
    // AuthTries counts them, for the whole of a connection.
    CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, Integer.MAX_VALUE);
    CoreModuleProperties.MAX_IDENTIFICATION_SIZE.set(server, 512);
    // The one too many is registered before ExecChannel refuses it.
    CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(server, limits.maxSessions() + 1);
    CoreModuleProperties.WINDOW_SIZE.set(server, 64L * 1024);
    CoreModuleProperties.LIMIT_PACKET_SIZE.set(server, 256L * 1024);
    CoreModuleProperties.REKEY_BYTES_LIMIT.set(server, 32L << 30);
    CoreModuleProperties.IGNORE_MESSAGE_FREQUENCY.set(server, 0L);
    // A pull may be silent, or its client stopped, for as long as it likes; LiveSessions knows when
    // a login takes too long.
    CoreModuleProperties.AUTH_TIMEOUT.set(server, Duration.ZERO);
    CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO);
    CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(server, Duration.ofDays(365));
    CoreModuleProperties.COMMAND_EXIT_TIMEOUT.set(server, Duration.ofMillis(100));
  }

  /** A door like one with these settings, for a client of our own on this host: no penalties. */
  static SshDoor forOurselves(
      ServerSettings settings, ActiveConfiguration configuration, Commands commands)
      throws IOException {
    return new SshDoor(
        settings,
        Optional.empty(),
        source -> true,
        () -> configuration,
        new AccessEnder(configuration, Clock.systemUTC()),
        commands,
        Clock.systemUTC(),
        Duration.ZERO);
  }

  /** Begins to accept connections, once the way that data takes is warm. */
  @Override
  public void open() throws IOException {
    InetSocketAddress address = settings.sshListen().orElseThrow();
    WarmUp.run(settings);
    server.addSessionListener(sessions);
    listen(address);
    sessions.start();
  }

  /** Accepts connections that nobody looks after. */
  void listen(InetSocketAddress address) throws IOException {
    server.setHost(address.getAddress().getHostAddress());
    server.setPort(address.getPort());
    server.start();
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public Clients clients() {
    return clients.told();
  }

  @Override
  public DoorCounts counts() {
    return new DoorCounts(sessions.logins(), refusals.totals(), refusals.sourcesRefused());
  }

  @Override
  public void shut() {
    transport.shut();
    sessions.letNobodyWait();
  }

  @Override
  public void close() throws IOException {
    transport.shut();
    sessions.awaitNone();
    sessions.close();
    server.stop(true);
  }

  private record ExecChannelFactory(Commands commands, HeldMemory memory, int mostChannels)
      implements ChannelFactory {
    @Override
    public String getName() {
      return "session";
    }

    @Override
    public Channel createChannel(Session session) {
      return new ExecChannel(commands, memory, mostChannels);
    }
  }
}
