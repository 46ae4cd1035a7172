@NullMarked
package org.berth.dockermaster.agent;

import org.jspecify.annotations.NullMarked;
