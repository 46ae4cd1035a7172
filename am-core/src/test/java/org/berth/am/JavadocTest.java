// SPDX-License-Identifier: Apache-2.0
package org.berth.am;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Javadocs of types and packages: they begin with what the type represents or does, in the third person. */
class JavadocTest {
    private static final Pattern QUESTION =
            Pattern.compile("(?m)^/\\*\\*[\\s*]*(What|Whether|How|Where|Who|Whose|Which|When|Why|So that)\\b.*");

    @ParameterizedTest
    @ValueSource(strings = {"rspec", "dockermaster-agent", "am-core"})
    void noJavadocOfATypeBeginsWithAQuestion(String module) throws IOException {
        List<String> questions = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                QUESTION.matcher(Files.readString(file))
                        .results()
                        .map(MatchResult::group)
                        .forEach(question -> questions.add(file + ": " + question));
            }
        }

        assertThat(questions).isEmpty();
    }
}
