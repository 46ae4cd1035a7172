// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

/**
 * The location of a host.
 *
 * @param country ISO 3166-1 alpha-2
 * @param latitude decimal degrees, WGS84
 * @param longitude decimal degrees, WGS84
 */
public record Location(String country, double latitude, double longitude) {}
