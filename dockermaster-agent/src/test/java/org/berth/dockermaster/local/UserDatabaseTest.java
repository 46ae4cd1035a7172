package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.berth.dockermaster.files.Tar.Owner;
import org.junit.jupiter.api.Test;

class UserDatabaseTest {
    private final UserDatabase database = UserDatabase.parse("""
            root:x:0:0:root:/root:/bin/bash
            alice:x:1000:1001::/home/alice:/bin/bash
            broken
            evil:x:nobody:1:::
            homeless:x:1002:1002::relative:/bin/sh
            """.getBytes(UTF_8), """
            root:x:0:
            berth:x:999:alice,bob
            staff:x:50:carol
            """.getBytes(UTF_8));

    @Test
    void accountsAreFoundWithOwnerHomeAndGroups() {
        assertThat(database.hasUser("alice")).isTrue();
        assertThat(database.owner("alice")).contains(new Owner(1000, 1001));
        assertThat(database.home("alice")).contains("/home/alice");
        assertThat(database.hasGroup("staff")).isTrue();
        assertThat(database.isMember("alice", "berth")).isTrue();
        assertThat(database.isMember("root", "berth")).isFalse();
        assertThat(database.isMember("ali", "berth")).isFalse();
        assertThat(database.isMember("carol", "berth")).isFalse();
    }

    @Test
    void linesOfAnotherFormAreSkipped() {
        assertThat(database.hasUser("broken")).isFalse();
        assertThat(database.hasUser("evil")).isFalse();
        assertThat(database.home("homeless")).isEmpty();
    }
}
