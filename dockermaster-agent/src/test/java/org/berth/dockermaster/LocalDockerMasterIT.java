package org.berth.dockermaster;

import java.time.Clock;
import org.berth.dockermaster.local.LocalDockerMaster;

class LocalDockerMasterIT extends DockerMasterContract {
    @Override
    protected DockerMaster open(HostSettings settings, Clock time) {
        return LocalDockerMaster.open(settings, time);
    }
}
