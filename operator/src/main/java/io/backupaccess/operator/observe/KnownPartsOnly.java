package io.backupaccess.operator.observe;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backupaccess.api.schema.Shape;
import io.backupaccess.api.schema.UnknownFields;
import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.io.IOException;
import java.util.List;

/**
 * Reads of a {@link BackupAccess} what this version knows, and remembers what else was in its spec.
 * One resource that cannot be read would end the informer of all.
 */
final class KnownPartsOnly extends SimpleModule {

  private static final long serialVersionUID = 1;

  KnownPartsOnly() {
    super("known-parts-only");
    setDeserializerModifier(
        new BeanDeserializerModifier() {
          private static final long serialVersionUID = 1;

          @Override
          public JsonDeserializer<?> modifyDeserializer(
              DeserializationConfig config,
              BeanDescription description,
              JsonDeserializer<?> deserializer) {
            return description.getBeanClass() == BackupAccess.class
                ? new Reader(deserializer)
                : deserializer;
          }
        });
  }

  private static final class Reader extends DelegatingDeserializer {

    private static final long serialVersionUID = 1;
    private static final Shape SPEC = Shape.of(BackupAccessSpec.class);
    private static final Shape STATUS = Shape.of(BackupAccessStatus.class);

    Reader(JsonDeserializer<?> all) {
      super(all);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> all) {
      return new Reader(all);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode document = context.readTree(parser);
      List<String> unknown = takeOut(document, "spec", SPEC);
      // The next status replaces what is there.
      takeOut(document, "status", STATUS);
      try (JsonParser known = document.traverse(parser.getCodec())) {
        known.nextToken();
        BackupAccess access = (BackupAccess) super.deserialize(known, context);
        access.leftOut(unknown);
        return access;
      }
    }

    private static List<String> takeOut(JsonNode document, String field, Shape shape) {
      return document.path(field) instanceof ObjectNode object
          ? UnknownFields.takeOut(object, shape, field)
          : List.of();
    }
  }
}
