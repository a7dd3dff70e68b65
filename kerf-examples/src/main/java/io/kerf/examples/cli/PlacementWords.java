// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.model.CpuAffinity;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryPolicy;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;

/** The words for how an instance is placed, and for its states. */
final class PlacementWords {
    private PlacementWords() {}

    /** How CPUs are chosen. */
    static final class Affinity implements ITypeConverter<CpuAffinity> {
        @Override
        public CpuAffinity convert(String text) {
            return Conversions.constant(text, "CPU affinity", CpuAffinity.values());
        }
    }

    /** The words for it. */
    static final class AffinityNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(CpuAffinity.values()).map(Conversions::word).iterator();
        }
    }

    /** Where memory comes from. */
    static final class Policy implements ITypeConverter<MemoryPolicy> {
        @Override
        public MemoryPolicy convert(String text) {
            return Conversions.constant(text, "memory policy", new MemoryPolicy[] {
                MemoryPolicy.LOCAL, MemoryPolicy.INTERLEAVE, MemoryPolicy.BIND
            });
        }
    }

    /** The words for it. */
    static final class PolicyNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.asList("local", "interleave", "bind").iterator();
        }
    }

    /** A state of an instance. */
    static final class State implements ITypeConverter<InstanceState> {
        @Override
        public InstanceState convert(String text) {
            return Conversions.constant(text, "state", InstanceState.values());
        }
    }

    /** The words for them. */
    static final class StateNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(InstanceState.values()).map(Conversions::word).iterator();
        }
    }
}
