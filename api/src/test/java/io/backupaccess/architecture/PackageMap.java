package io.backupaccess.architecture;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.backupaccess.kubeapi.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packages of one module: what each may use, as a table of {@code docs/architecture.md} says
 * it, and what each does use, as its classes and imports say it. No other table says it.
 */
public final class PackageMap {
  private static final String OURS = "io.backupaccess.";

  /** Of a constant, a class file holds the value and not the class that it came from. */
  private static final Pattern IMPORT =
      Pattern.compile(
          "^import (?:static )?(io\\.backupaccess[a-z0-9.]*)\\.[A-Z]", Pattern.MULTILINE);

  private static final Pattern LINK = Pattern.compile("\\{@link[\\s*]+([A-Z][A-Za-z0-9]*)");

  private final SequencedMap<String, Uses> told;
  private final Map<String, Uses> found;
  private final Map<String, Path> folders;

  private PackageMap(
      SequencedMap<String, Uses> told, Map<String, Uses> found, Map<String, Path> folders) {
    this.told = told;
    this.found = found;
    this.folders = folders;
  }

  /**
   * The map of one module.
   *
   * @param module its folder
   * @param heading the section of the document that holds its table
   * @param root the package that holds the module's packages; their names begin after it
   */
  public static PackageMap of(String module, String heading, String root) {
    Map<String, Uses> found = new TreeMap<>();
    Map<String, Path> folders = new TreeMap<>();
    for (JavaClass one : classes(module)) {
      String name = name(one.getPackageName(), root);
      found.merge(name, uses(one, root), Uses::and);
      folders.put(name, folder(module, one.getPackageName()));
    }
    folders.forEach(
        (name, folder) -> {
          found.merge(name, imports(folder, root), Uses::and);
          found.computeIfPresent(name, (self, uses) -> uses.without(Uses.ofPackage(self)));
        });
    return new PackageMap(MapTable.under(heading), found, folders);
  }

  /** Where the document and the code do not say the same, a line for each. */
  public List<String> differences() {
    List<String> differences = new ArrayList<>();
    Set<String> names = new TreeSet<>(told.keySet());
    names.addAll(found.keySet());
    for (String name : names) {
      Uses said = told.getOrDefault(name, Uses.NOTHING);
      Uses used = found.getOrDefault(name, Uses.NOTHING);
      if (!found.containsKey(name)) {
        differences.add(name + " is in the map, and there is no such package");
      } else if (!told.containsKey(name)) {
        differences.add(name + " is not in the map; it uses " + used);
      } else {
        used.without(said).all().forEach(one -> differences.add(name + " may not use " + one));
        said.without(used).all().forEach(one -> differences.add(name + " does not use " + one));
      }
    }
    return differences;
  }

  /** Each use of a package of this module that does not stand further up in the table. */
  public List<String> upwardUses() {
    List<String> upward = new ArrayList<>();
    Set<String> lower = new HashSet<>();
    told.forEach(
        (name, uses) -> {
          uses.packages().stream()
              .filter(used -> told.containsKey(used) && !lower.contains(used))
              .forEach(used -> upward.add(name + " -> " + used));
          lower.add(name);
        });
    return upward;
  }

  /** The packages whose {@code package-info.java} links no class of theirs to begin with. */
  public List<String> withoutBeginning() {
    return folders.keySet().stream().filter(name -> !hasBeginning(folders.get(name))).toList();
  }

  private static boolean hasBeginning(Path folder) {
    Path info = folder.resolve("package-info.java");
    return Files.exists(info)
        && LINK.matcher(Sources.text(info))
            .results()
            .anyMatch(link -> Files.exists(folder.resolve(link.group(1) + ".java")));
  }

  private static List<JavaClass> classes(String module) {
    // Names are enough; to read every library that is named would take most of the time.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .importPath(Repository.path(module + "/target/classes")).stream()
            .filter(one -> !one.getSimpleName().equals("package-info"))
            .toList();
  }

  private static Uses uses(JavaClass one, String root) {
    return one.getDirectDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
        .flatMap(
            used ->
                used.getPackageName().startsWith(OURS)
                    ? Stream.of(Uses.ofPackage(name(used.getPackageName(), root)))
                    : Outside.ofClass(used.getName()).map(Uses::ofOutside).stream())
        .reduce(Uses.NOTHING, Uses::and);
  }

  private static Uses imports(Path folder, String root) {
    return Sources.beneath(folder).stream()
        .filter(file -> folder.equals(file.getParent()))
        .flatMap(file -> IMPORT.matcher(Sources.text(file)).results())
        .map(found -> Uses.ofPackage(name(found.group(1), root)))
        .reduce(Uses.NOTHING, Uses::and);
  }

  private static Path folder(String module, String of) {
    return Repository.path(module + "/src/main/java/" + of.replace('.', '/'));
  }

  /** As the document calls a package. */
  private static String name(String of, String root) {
    return of.startsWith(root + ".")
        ? of.substring(root.length() + 1)
        : of.substring(OURS.length());
  }
}
