/** What tests of every module check RSpecs with that an aggregate sends. */
package org.berth.rspec.testing;
