/**
 * Reading XML that strangers wrote, and writing XML that old clients read.
 *
 * <p>The only XML parser of Berth: RSpecs, credentials and XML-RPC bodies all pass through it. Nothing here knows what a
 * document means.
 */
@NullMarked
package org.berth.rspec.xml;

import org.jspecify.annotations.NullMarked;
