/**
 * Requests: what a user wants, read and checked as far as the document alone can be judged.
 *
 * <p>Whether a sliver type, an image or a host exists is not known here.
 */
@NullMarked
package org.berth.rspec.request;

import org.jspecify.annotations.NullMarked;
