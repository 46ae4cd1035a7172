/**
 * A container host over a network: {@link org.berth.dockermaster.rpc.AgentServer} serves any {@code DockerMaster} by gRPC,
 * {@link org.berth.dockermaster.rpc.RemoteDockerMaster} is one that asks such a server. Below {@code v1} are the messages,
 * written by protoc.
 *
 * <p>Nothing here knows what is done on a host, and nothing is served or asked without mutual TLS.
 */
@NullMarked
package org.berth.dockermaster.rpc;

import org.jspecify.annotations.NullMarked;
