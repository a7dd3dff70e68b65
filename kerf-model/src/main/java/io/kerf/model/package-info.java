// SPDX-License-Identifier: Apache-2.0
/**
 * The parts of a multikernel host as values: physical CPUs and sets of them, memory ranges and sizes, NUMA topology,
 * devices, instances, and the state that holds them together. A value is checked where it is made, so that nothing above has
 * to check it again.
 *
 * <p>CPU ids are the hardware's own (APIC id, MPIDR, hart id): unsigned, 64 bits, sparse. Memory is counted in bytes, unsigned,
 * 64 bits. All types here are immutable and may be shared between threads.
 */
@NullMarked
package io.kerf.model;

import org.jspecify.annotations.NullMarked;
