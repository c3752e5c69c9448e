package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.apply.Applier;
import io.backupaccess.operator.naming.Names;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.ResourceNotFoundException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes Events. The same notice about the same resource is one Event, whose series counts: its
 * name is made of what it says.
 */
public final class EventRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int FORBIDDEN = 403;
  private static final int CONFLICT = 409;
  // The API server refuses longer ones; these are bytes of UTF-8.
  private static final int MAX_NOTE = 1024;

  private final KubernetesClient client;
  private final Clock clock;

  public EventRecorder(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Tells; a resource is no worse off when that fails. */
  public void record(BackupAccess resource, List<Warnings.Notice> notices) {
    for (Warnings.Notice notice : notices) {
      try {
        record(resource, notice);
      } catch (KubernetesClientException e) {
        // Refused for as long as a namespace takes to go, once for each change in it.
        LOG.atLevel(e.getCode() == FORBIDDEN ? Level.DEBUG : Level.WARN)
            .addKeyValue("namespace", resource.getMetadata().getNamespace())
            .addKeyValue("name", resource.getMetadata().getName())
            .addKeyValue("code", e.getCode())
            .log("an Event was not written");
      } catch (ResourceNotFoundException e) {
        // It was there a moment ago, and Events go by themselves: its notice is old news.
        LOG.atDebug().setCause(e).log("an Event was gone before it was told again");
      }
    }
  }

  private void record(BackupAccess resource, Warnings.Notice notice) {
    Event event = event(resource, notice);
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        throw e;
      }
      client
          .events()
          .v1()
          .events()
          .inNamespace(event.getMetadata().getNamespace())
          .withName(event.getMetadata().getName())
          .edit(this::again);
    }
  }

  private Event again(Event event) {
    int count = event.getSeries() == null ? 1 : event.getSeries().getCount();
    return new EventBuilder(event)
        .withNewSeries()
        .withCount(count + 1)
        .withLastObservedTime(now())
        .endSeries()
        .build();
  }

  private Event event(BackupAccess resource, Warnings.Notice notice) {
    String type =
        switch (notice) {
          case Warnings.Wrong wrong -> "Warning";
          case Warnings.Fine fine -> "Normal";
        };
    String uid = resource.getMetadata().getUid();
    String identity = Names.hash(uid + "\n" + type + "\n" + notice.reason() + "\n" + notice.note());
    return new EventBuilder()
        .withNewMetadata()
        .withName(Names.of(resource).instance() + "." + identity.substring(0, 16))
        .withNamespace(resource.getMetadata().getNamespace())
        .endMetadata()
        .withEventTime(now())
        .withReportingController("backupaccess.io/operator")
        .withReportingInstance(Applier.FIELD_MANAGER)
        .withAction("Reconcile")
        .withType(type)
        .withReason(notice.reason())
        .withNote(BoundedText.of(notice.note(), MAX_NOTE))
        .withNewRegarding()
        .withApiVersion(resource.getApiVersion())
        .withKind(resource.getKind())
        .withNamespace(resource.getMetadata().getNamespace())
        .withName(resource.getMetadata().getName())
        .withUid(uid)
        .endRegarding()
        .build();
  }

  private MicroTime now() {
    return new MicroTime(MICROS.format(clock.instant()));
  }
}
