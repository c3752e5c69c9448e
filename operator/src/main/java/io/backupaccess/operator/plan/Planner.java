package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.api.validation.BackupAccessValidator;
import io.backupaccess.api.validation.Formats;
import io.backupaccess.api.validation.Violation;
import io.backupaccess.gatewayconfig.HopConfig;
import io.backupaccess.gatewayconfig.ServerConfig;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewaySecret;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.ReaderState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the plan. The same resource and facts always give the same plan. */
public final class Planner {

  private static final Duration DEFAULT_DRAIN = Duration.ofMinutes(10);

  private final PodTemplate podTemplate;
  private final String operatorNamespace;
  private final Allowance allowance;

  /**
   * @param image of the gateway
   * @param pullPolicy as Kubernetes writes it; null: its default
   * @param priorityClasses of gateways whose resource names none
   * @param operatorNamespace from where status ports may be asked
   * @param allowance what resources may ask for
   */
  public Planner(
      String image,
      @Nullable String pullPolicy,
      PriorityClasses priorityClasses,
      String operatorNamespace,
      Allowance allowance) {
    this.podTemplate = new PodTemplate(image, pullPolicy, priorityClasses);
    this.operatorNamespace = operatorNamespace;
    this.allowance = allowance;
  }

  /** The plan for a resource that has a spec. */
  public GatewayPlan plan(BackupAccess resource, Facts facts) {
    BackupAccessSpec spec = resource.getSpec();
    Names names = Names.of(resource);
    Unknown unknown = Unknown.in(resource);
    List<Problem> problems = new ArrayList<>(unknown.problems());
    problems.addAll(broken(resource));

    SequencedMap<String, Claim> claims = mountable(spec.volumes(), facts.claims());
    Places possible = Places.of(claims, facts);
    SeLinuxLevels levels = seLinuxLevels(spec, claims, possible, facts);
    Granted granted = Granted.of(allowance, spec, podTemplate.priorityClasses());
    ServedClaims servedClaims = ServedClaims.of(resource, facts.claims());
    List<PlannedVolume> volumes =
        new VolumePlanner(
                facts.claims(),
                servedClaims,
                possible,
                levels,
                facts.consents().writes(),
                mountIds(resource, facts))
            .plan(spec.volumes(), entries("volumes", problems));
    Places places = possible.with(served(volumes));
    KeyPlanner.Result keys =
        new KeyPlanner(facts.keySecrets(), grantable(spec.volumes(), volumes), unknown.keys())
            .plan(spec.keys(), unknown.disabled(entries("keys", problems), spec.keys().size()));
    Optional<String> forbidden = Preconditions.forbidden(spec, facts, granted, allowance);
    Operation operation =
        unknown
            .ofGateway()
            .map(Planner::stopped)
            .orElseGet(() -> Preconditions.operation(spec, names, facts, granted, forbidden));
    List<Yield> yields =
        yields(spec, unknown.ofGateway().map(Problem::message).or(() -> forbidden), facts);
    DesiredObjects objects = new DesiredObjects(resource, names);
    Duration drain = Formats.duration(spec.server().drainTimeout()).orElse(DEFAULT_DRAIN);
    Workloads workloads =
        new Workloads(
            podTemplate,
            objects,
            spec,
            granted,
            levels,
            claims,
            drain,
            operation,
            Formats.duration(spec.pods().updatePolicy().maxWait()).orElse(Duration.ZERO),
            facts.at());
    ReaderPlanner readers =
        new ReaderPlanner(resource, names, facts.readers(), places, volumes, yields);
    List<PlannedVolume.Served> own =
        served(volumes).stream().filter(volume -> volume.reader() == null).toList();
    Duration shutdownDelay = ShutdownDelay.of(spec.service(), workloads.shareable(own));
    HopConfig hop = readers.hopOfGateway();
    ServerConfig server =
        ConfigurationDocument.server(spec, shutdownDelay, drain, hasNext(facts), own, hop);
    ClientRoute route = ClientRoute.of(spec, facts.nodeNetworks());
    ConfigurationRoom.Fitting fitting =
        ConfigurationRoom.fit(
            keys.keys(),
            spec.keys().stream().map(KeySpec::name).toList(),
            some ->
                ConfigurationDocument.of(
                    server,
                    some,
                    volumes,
                    readers.configs(operation),
                    ExemptPeers.of(spec.server()),
                    route));
    ConfigurationDocument document = fitting.document();
    problems.addAll(keys.problems());
    problems.addAll(fitting.problems());
    problems.addAll(granted.problems());
    problems.addAll(Preconditions.problems(spec, names, facts));

    PodRole.Gateway role =
        new PodRole.Gateway(
            names,
            hasNext(facts) ? names.nextHostKeySecret() : null,
            hop == null ? null : names.gatewayHopSecret());
    List<HasMetadata> desired = new ArrayList<>();
    desired.add(objects.configuration(role, Optional.of(document)));
    desired.add(objects.networkPolicy(operatorNamespace, spec.server(), readers.ids()));
    // What is not known may be what keeps others away from the one that is there.
    if (granted.service() && unknown.ofGateway().isEmpty()) {
      desired.add(objects.service(spec.service(), granted));
    }
    List<Yield> ownYields = readers.yieldsOf(facts.gateway());
    Workloads.Planned gateway =
        workloads.plan(
            new Workloads.One(
                role,
                own,
                places.own().pin(),
                facts.gateway(),
                shutdownDelay,
                startsWith(document, facts),
                ownYields));
    // In a moment it would be another one.
    if (!readers.pending() || !ownYields.isEmpty() || !(operation instanceof Operation.Runs)) {
      gateway.deployment().ifPresent(desired::add);
    }
    if (!readers.ids().isEmpty()) {
      desired.add(objects.readersNetworkPolicy(operatorNamespace));
    }
    ReaderPlanner.Result planned = readers.plan(fitting.keys(), server, workloads);
    desired.addAll(planned.objects());
    return new GatewayPlan(
        names,
        fitting.keys(),
        volumes,
        problems,
        operation,
        facts.hostKeys(),
        facts.nextHostKeys(),
        document.digest(),
        route,
        planned.readers(),
        yields,
        desired,
        gateway.updateAt(),
        servedClaims.after(
            spec.volumes(), operation instanceof Operation.Runs ? served(volumes) : List.of()));
  }

  private static Operation stopped(Problem unknown) {
    return new Operation.Stopped(
        unknown.reason(), "no gateway runs: " + unknown.message() + "; see Accepted");
  }

  private static List<VolumeSpec> grantable(List<VolumeSpec> specs, List<PlannedVolume> planned) {
    return IntStream.range(0, specs.size())
        .filter(i -> planned.get(i).named())
        .mapToObj(specs::get)
        .toList();
  }

  private List<Yield> yields(BackupAccessSpec spec, Optional<String> forbidden, Facts facts) {
    List<GatewayState> states =
        Stream.concat(
                Stream.of(facts.gateway()),
                facts.readers().byId().values().stream().map(ReaderState::state))
            .toList();
    List<GatewayPod> pods = states.stream().flatMap(state -> state.pods().stream()).toList();
    if (spec.suspend()) {
      return Yield.stopped(pods, "spec.suspend is true");
    }
    if (forbidden.isPresent()) {
      return Yield.stopped(pods, forbidden.get());
    }
    Map<Boolean, List<GatewayPod>> byAllowed =
        pods.stream().collect(Collectors.partitioningBy(this::allowed));
    List<Yield> yields =
        Stream.of(
                Yield.stopped(
                    byAllowed.getOrDefault(false, List.of()),
                    "the operator does not allow any more what this pod was made with"),
                Yield.of(facts.claims(), facts.holders(), byAllowed.getOrDefault(true, List.of())))
            .flatMap(List::stream)
            .toList();
    Set<GatewayPod> yielding = yields.stream().map(Yield::pod).collect(Collectors.toSet());
    return Stream.concat(
            yields.stream(),
            states.stream()
                .flatMap(state -> Yield.ended(state).stream())
                .filter(ended -> !yielding.contains(ended.pod())))
        .toList();
  }

  private boolean allowed(GatewayPod pod) {
    return PodRequests.read(pod.annotations())
        .filter(made -> made.allowedBy(allowance, podTemplate.priorityClasses()))
        .isPresent();
  }

  /** The rules that the resource breaks by itself. */
  private static List<Problem> broken(BackupAccess resource) {
    return BackupAccessValidator.validate(resource).stream()
        .map(violation -> new Problem(reason(violation), violation.field(), violation.message()))
        .toList();
  }

  private static String reason(Violation violation) {
    return switch (violation.kind()) {
      case DUPLICATE_KEY -> "DuplicateKey";
      case VALUE -> violation.field().endsWith(".publicKey") ? "InvalidKey" : "InvalidSpec";
    };
  }

  private static SequencedMap<String, Claim> mountable(
      List<VolumeSpec> volumes, Map<String, Claim> claims) {
    SequencedMap<String, Claim> mountable = new LinkedHashMap<>();
    for (VolumeSpec volume : volumes) {
      Claim claim = claims.get(volume.claimName());
      if (claim != null && claim.bound() && !claim.deleting()) {
        mountable.put(volume.claimName(), claim);
      }
    }
    return mountable;
  }

  private static SeLinuxLevels seLinuxLevels(
      BackupAccessSpec spec, Map<String, Claim> claims, Places places, Facts facts) {
    var deployment = facts.gateway().deployment();
    var own = spec.files().seLinuxOptions();
    return SeLinuxLevels.of(
        spec.volumes().stream()
            .map(VolumeSpec::claimName)
            .filter(name -> claims.containsKey(name) && places.has(name))
            .distinct()
            .toList(),
        facts.holders(),
        deployment == null ? Map.of() : deployment.annotations(),
        own == null ? null : own.level());
  }

  private static @Nullable MountIds mountIds(BackupAccess resource, Facts facts) {
    return facts.gatewaySecret() instanceof GatewaySecret.Present present
        ? new MountIds(present.mountSeed(), resource.getMetadata().getUid())
        : null;
  }

  private static List<PlannedVolume.Served> served(List<PlannedVolume> volumes) {
    return volumes.stream()
        .filter(PlannedVolume.Served.class::isInstance)
        .map(PlannedVolume.Served.class::cast)
        .toList();
  }

  /** The gateway reads its identity once: another one needs another pod. */
  private static String startsWith(ConfigurationDocument document, Facts facts) {
    String identity = publicKey(facts.hostKeys()) + publicKey(facts.nextHostKeys());
    return Names.hash(document.startsWith() + identity).substring(0, 32);
  }

  private static String publicKey(@Nullable HostKeys hostKeys) {
    return hostKeys instanceof HostKeys.Usable usable ? usable.publicKey() : "";
  }

  private static boolean hasNext(Facts facts) {
    return facts.nextHostKeys() instanceof HostKeys.Usable;
  }

  /** The first problem of each entry of the list, by its place. */
  private static Map<Integer, Problem> entries(String list, List<Problem> problems) {
    Pattern entry = Pattern.compile("spec\\." + list + "\\[(\\d+)].*");
    Map<Integer, Problem> entries = new HashMap<>();
    for (Problem problem : problems) {
      Matcher matcher = entry.matcher(problem.field());
      if (matcher.matches()) {
        entries.putIfAbsent(Integer.parseInt(matcher.group(1)), problem);
      }
    }
    return entries;
  }
}
