/**
 * Archives of a state directory: writing one while the AM runs, and putting one back while it does not.
 *
 * <p>What stands in the files is the business of others; here they are only copied, checked and moved.
 */
@NullMarked
package org.berth.am.backup;

import org.jspecify.annotations.NullMarked;
