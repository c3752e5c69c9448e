package io.backupaccess.operator.gitops;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.Repository;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

/** What Argo CD and Flux make of a resource with the files of {@code examples/gitops}. */
public final class Health {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();
  private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();
  private static final Cel CEL =
      CelFactory.plannerCelBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("metadata", SimpleType.DYN)
          .addVar("status", SimpleType.DYN)
          .build();

  private Health() {}

  /** The status that the script gives. */
  public static String argoCd(BackupAccess access) {
    Globals globals = JsePlatform.standardGlobals();
    globals.set("obj", lua(fields(access)));
    LuaValue health = globals.load(read("argocd-health.lua"), "argocd-health").call();
    if (health.get("message").tojstring().isEmpty()) {
      throw new AssertionError("no message");
    }
    return health.get("status").tojstring();
  }

  /** The first expression that holds, in the order in which Flux asks them. */
  public static String flux(BackupAccess access) {
    Map<String, Object> fields = fields(access);
    for (String name : List.of("inProgress", "failed", "current")) {
      if (holds(expressions().get(name), fields)) {
        return name;
      }
    }
    return "none";
  }

  private static boolean holds(String expression, Map<String, Object> fields) {
    try {
      var program = CEL.createProgram(CEL.compile(expression).getAst());
      return (Boolean)
          program.eval(Map.of("metadata", fields.get("metadata"), "status", fields.get("status")));
    } catch (Exception e) {
      throw new AssertionError(expression, e);
    }
  }

  @SuppressWarnings("unchecked") // of a file of ours
  private static Map<String, String> expressions() {
    Map<String, Map<String, List<Map<String, String>>>> kustomization =
        KUBERNETES.unmarshal(read("flux-kustomization.yaml"), Map.class);
    return kustomization.get("spec").get("healthCheckExprs").getFirst();
  }

  private static Map<String, Object> fields(BackupAccess access) {
    try {
      return JSON.readValue(KUBERNETES.asJson(access), new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LuaValue lua(Object value) {
    return switch (value) {
      case null -> LuaValue.NIL;
      case String text -> LuaValue.valueOf(text);
      case Boolean bool -> LuaValue.valueOf(bool);
      case Number number -> LuaValue.valueOf(number.doubleValue());
      case List<?> list -> {
        LuaTable table = new LuaTable();
        list.forEach(item -> table.insert(table.length() + 1, lua(item)));
        yield table;
      }
      case Map<?, ?> map -> {
        LuaTable table = new LuaTable();
        map.forEach((key, item) -> table.set(key.toString(), lua(item)));
        yield table;
      }
      default -> throw new AssertionError(value.getClass());
    };
  }

  private static String read(String file) {
    try {
      return Files.readString(Repository.path("examples/gitops/" + file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
