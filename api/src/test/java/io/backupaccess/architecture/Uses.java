package io.backupaccess.architecture;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a package uses.
 *
 * @param packages of ours, as the document calls them
 * @param outside what is not ours and is told, see {@link Outside}
 */
record Uses(SortedSet<String> packages, SortedSet<String> outside) {
  static final Uses NOTHING = of(Stream.of(), Stream.of());

  static Uses of(Stream<String> packages, Stream<String> outside) {
    return new Uses(
        packages.collect(Collectors.toCollection(TreeSet::new)),
        outside.collect(Collectors.toCollection(TreeSet::new)));
  }

  static Uses ofPackage(String name) {
    return of(Stream.of(name), Stream.of());
  }

  static Uses ofOutside(Outside one) {
    return of(Stream.of(), Stream.of(one.named()));
  }

  Uses and(Uses others) {
    return of(
        Stream.concat(packages.stream(), others.packages.stream()),
        Stream.concat(outside.stream(), others.outside.stream()));
  }

  Uses without(Uses others) {
    return of(
        packages.stream().filter(name -> !others.packages.contains(name)),
        outside.stream().filter(name -> !others.outside.contains(name)));
  }

  /** Each by itself, as the document writes it. */
  Stream<String> all() {
    return Stream.concat(packages.stream().map("`%s`"::formatted), outside.stream());
  }

  @Override
  public String toString() {
    return all().collect(Collectors.joining(", "));
  }
}
