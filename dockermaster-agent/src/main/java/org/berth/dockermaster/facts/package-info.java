/**
 * The facts that this machine tells of itself: processor, disks, interfaces, maker, neighbours.
 *
 * <p>Only read, never asked of the engine, and never a reason to fail: what cannot be read is empty. All texts are
 * other people's (firmware, drivers, switches), so they are cut and cleaned here.
 */
@NullMarked
package org.berth.dockermaster.facts;

import org.jspecify.annotations.NullMarked;
