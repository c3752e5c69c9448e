package io.backupaccess.gateway.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.backupaccess.gateway.fuzz.FuzzAssert;
import io.backupaccess.gateway.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A command falls into the words that a shell would make of it, and each keeps its bytes. */
public final class WordFuzz implements FuzzTarget {
  @Override
  public void test(byte[] input) {
    String text = new String(input, ISO_8859_1);
    List<String> expected = words(text);
    boolean tooLong =
        input.length > 128 * 1024
            || expected.size() > 1000
            || text.indexOf('\0') >= 0
            || expected.stream().anyMatch(word -> word.length() > 4096);
    try {
      List<Word> words = Word.split(input);
      FuzzAssert.that(!tooLong, () -> "beyond the bounds");
      FuzzAssert.that(
          expected.equals(words.stream().map(Word::text).toList()),
          () -> "not " + expected + ", but " + words);
      words.forEach(WordFuzz::keepsItsMeaning);
    } catch (RefusedException e) {
      FuzzAssert.that(tooLong, () -> "refused within the bounds");
    }
    keepsItsMeaning(Word.secluded(text));
    FuzzAssert.that(Word.literal(text).text().equals(text), () -> "not literal: " + text);
    FuzzAssert.that(!Word.literal(text).isPattern(), () -> "a pattern: " + text);
  }

  private static void keepsItsMeaning(Word word) {
    switch (word.argument()) {
      case Argument.Literal(String text) ->
          FuzzAssert.that(text.equals(word.text()), () -> "other bytes: " + word);
      case Argument.Pattern(String glob) ->
          FuzzAssert.that(
              glob.replaceAll("(?s)\\\\(.)", "").matches("(?s).*[*?\\[].*"),
              () -> "no wildcard: " + word);
    }
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (" \t\n\r\f\u000b".indexOf(c) >= 0) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        begun = true;
        word.append(c == '\\' && i + 1 < command.length() ? command.charAt(++i) : c);
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }

  @Override
  public Stream<byte[]> seeds() {
    return Stream.concat(
            Vectors.commands().stream(), Stream.of("a\\ b\\\\ \\", "\\\n", "[a-\\]]\\*", "\u00ff"))
        .map(text -> text.getBytes(ISO_8859_1));
  }
}
