@NullMarked
package org.berth.dockermaster.rpc;

import org.jspecify.annotations.NullMarked;
