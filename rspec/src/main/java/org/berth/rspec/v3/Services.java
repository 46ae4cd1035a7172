// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;

/** What is to be done on a node, and how to log in to it. */
@XmlRootElement(name = "services", namespace = Namespaces.RSPEC)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class Services extends Extensible {}
