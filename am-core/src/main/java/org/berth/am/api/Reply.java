package org.berth.am.api;

import java.util.Map;
import java.util.Optional;
import org.berth.am.GeniCode;
import org.berth.rspec.Urn;

/**
 * A result of the AM API, and what the log wants to know of it.
 *
 * @param struct what is sent: maps, lists, strings, integers and booleans, never null
 * @param code the result code inside it
 * @param slice the slice that the call was about, if it got that far
 * @param speakingFor the user for whom the caller was proved to speak, if not for himself
 * @param deed what is to be kept of a call that changes something
 */
public record Reply(
        Map<String, Object> struct,
        GeniCode code,
        Optional<Urn> slice,
        Optional<Urn> speakingFor,
        Optional<Deed> deed) {}
