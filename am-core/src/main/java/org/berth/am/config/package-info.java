/**
 * Configuration files with docker-am's section and key names, as typed records.
 *
 * <p>All problems of all files are found before anything is reported.
 */
@NullMarked
package org.berth.am.config;

import org.jspecify.annotations.NullMarked;
