/** What tests with a real engine and real logins need, here and in modules above. */
@NullMarked
package org.berth.dockermaster.testing;

import org.jspecify.annotations.NullMarked;
