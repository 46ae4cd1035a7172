/**
 * The rules for everything that a host reports: ranges, lengths, counts and characters, the same that its own configuration
 * obeys. Used where an AM receives answers, and where it reads them back from its store.
 */
@NullMarked
package org.berth.dockermaster.validation;

import org.jspecify.annotations.NullMarked;
